// Direct sums on CPUs, by rule. Each choice says what it is for; a search may replace any of them.
#include <algorithm>

#include "runtime/problem/sizes.h"
#include "schedules/core.h"
#include "schedules/cost.h"
#include "schedules/cpu.h"
#include "tconv/phase.h"

namespace tconv {

namespace {

/// Filters up to this are too few to fill vectors with: the lanes are pixels then.
constexpr int64_t kFewFilters = 8;
/// Inputs of more bytes do not wait in the last cache, which others share.
constexpr int64_t kLastCache = int64_t{16} << 20;

/// Outputs of one x phase, or of a merged row in blocks.
int64_t row_length(const Problem &problem) {
    const Axis &x = problem.axes.back();
    return x.output == kOpen ? kGuessedSize : ceil_div(x.output, x.stride);
}

Lanes choose_lanes(const Problem &problem) {
    if (is_depthwise(problem)) {
        return problem.layout == Layout::channels_last && problem.channels >= 4 ? Lanes::depthwise : Lanes::pixels;
    }
    const bool long_rows = row_length(problem) >= 8;
    const int64_t filters = problem.filters_per_group();
    if (problem.layout == Layout::channels_first)
        return long_rows || filters < 4 ? Lanes::pixels : Lanes::filters;
    if (can_merge_x(problem) && filters * problem.axes.back().stride >= 8)
        return Lanes::filters;
    if (filters < 4)
        return Lanes::pixels;
    return filters <= kFewFilters && long_rows ? Lanes::pixels : Lanes::filters;
}

/// Blocks as even as the lanes allow, close to `wanted`, multiples of 16 where that costs nothing.
int64_t even_block(int64_t lanes, int64_t wanted) {
    if (lanes <= wanted)
        return lanes;
    for (int64_t block : {wanted, wanted * 3 / 4, wanted / 2}) {
        if (block % 16 == 0 && lanes % block == 0)
            return block;
    }
    const int64_t blocks = ceil_div(lanes, wanted);
    const int64_t even = ceil_div(lanes, blocks);
    return std::min(lanes, ceil_div(even, 4) * 4);
}

/// `phases`: that the weights are shared out to.
Footprint footprint(const Problem &problem, const DirectSizes &sizes, int64_t phases) {
    Footprint bytes{4 * problem.channels, 0, 4 * sizes.weight_floats};
    for (const Axis &axis : problem.axes)
        bytes.image *= axis.is_open() ? kGuessedSize : axis.input;
    bytes.panel = 4 * 16 * sizes.channels * ceil_div(sizes.taps, phases);
    return bytes;
}

/// Of the products that whole rows of all phases of x take, those with inputs, where that is worth conditions: rows are short enough to
/// be a tile. On Zen 4 leaving the others out took dcgan_l2 from 102 to 116 GFLOP/s, matlab_3d from 86 to 100, fcn32 from 87 to 98,
/// pix2pix_up4 from 95 to 106, pose_resnet_d1 from 94 to 102 (useful products counted).
double part_inside(const Problem &problem) {
    constexpr int64_t kLongest = 12;
    const Axis &x = problem.axes.back();
    if (x.is_open() || row_length(problem) > kLongest || !reads_beyond_rows(problem))
        return 1.0;
    int64_t products = 0, used = 0;
    for (const Phase &phase : phases_of(x)) {
        for (int64_t i = 0; i < phase_outputs(x, phase.residue, x.output); i++) {
            for (int64_t j = 0; j < phase.taps; j++) {
                const int64_t at = i + phase.input_offset - j * phase.input_step;
                used += at >= 0 && at < x.input ? 1 : 0;
                products++;
            }
        }
    }
    return products == 0 ? 1.0 : static_cast<double>(used) / static_cast<double>(products);
}

/// Rows of a task: few enough that there are tasks to share.
int rows_of_task(const Problem &problem) {
    constexpr int64_t kMost = 8, kFewestTasks = 16;
    if (problem.rank() == 1)
        return 1;
    const Axis &y = problem.axes[problem.axes.size() - 2];
    int64_t rows = y.output == kOpen ? kGuessedSize : ceil_div(y.output, y.stride);
    if (problem.rank() == 3)
        rows *=
            problem.axes[0].output == kOpen ? kGuessedSize : ceil_div(problem.axes[0].output, problem.axes[0].stride);
    return static_cast<int>(std::clamp<int64_t>(rows / kFewestTasks, 1, kMost));
}

/// Inputs that come from memory are asked for while the task before sums: the copy alone waits for them, at 7 GB/s. A task's copy fits
/// the second cache. fsrcnn_x2 took 60 to 63 ms without, and 54 so.
void fetch_while_summing(DirectSchedule &s, const Problem &problem, const InstructionSet &set) {
    if (problem.rank() != 2 || problem.layout != Layout::channels_last)
        return;
    constexpr int64_t kRows = 16;
    const Axis &y = problem.axes[0];
    if (y.output == kOpen || ceil_div(y.output, y.stride) < 4 * kRows)
        return;
    const int64_t tile = int64_t{s.vector} * s.vectors;
    const int64_t copied_rows = kRows + y.kernel / y.stride;
    const int64_t tiles = set.l2_bytes / (4 * problem.channels * copied_rows * tile);
    if (tiles == 0)
        return;
    s.prefetch = true;
    s.rows = kRows;
    s.row_chunk = static_cast<int>(std::min(tiles, kTileRoom / tile));
}

/// Joint phases unroll every tap around the loop over channels. Few channels do not pay for that, and conditions on rows and planes
/// of open sizes multiply: 125 taps took 40 s to compile and ran slower than a loop over them.
bool gains_from_joining(const Problem &problem, const DirectSizes &sizes, int64_t phases) {
    constexpr int64_t kMostTaps = 100, kFewestChannels = 16;
    const bool open_rows =
        std::any_of(problem.axes.begin(), problem.axes.end(), [](const Axis &a) { return a.is_open(); });
    return can_join_phases(problem) && phases > 1 && phases <= 16 && sizes.taps <= kMostTaps &&
           sizes.channels >= kFewestChannels && !(open_rows && problem.rank() == 3);
}

int widest(int lanes_of_set, int64_t lanes) {
    int width = lanes_of_set;
    while (width > lanes && width > 1)
        width /= 2;
    return width;
}

}  // namespace

int staged_channels(int64_t channels, const InstructionSet &set) {
    return set.by_lane && channels >= 2 ? widest(set.lanes, channels) : 0;
}

DirectSchedule cpu_direct(const Problem &problem, const Target &target, const InstructionSet &set) {
    DirectSchedule s;
    s.lanes = choose_lanes(problem);
    s.packing.depthwise = s.lanes == Lanes::depthwise;
    s.packing.merge_x = s.lanes == Lanes::filters && can_merge_x(problem);
    s.packing.block = 1;
    const int64_t row = row_length(problem);
    const int64_t phases = phase_count(problem, s.packing);
    const DirectSizes sizes = packed_sizes(problem, s.packing);
    const Footprint bytes = footprint(problem, sizes, phases);

    // Code for each phase takes time to compile, most where sizes are open: 16 phases of 11x11 taps are 1.5 s a set against 0.5 s
    // rolled, and run 1.5 times as fast. A layer should compile in under 3 s.
    const int64_t most_unrolled = problem.is_open() ? 4 : 8;
    s.phases = phases > most_unrolled ? PhaseLoops::rolled : phases > 4 ? PhaseLoops::outside : PhaseLoops::inside;
    if (s.lanes == Lanes::pixels) {
        // Where few enough, all phases of all filters are summed at once: each input vector is loaded once.
        const bool gains = gains_from_joining(problem, sizes, phases);
        const auto joins = [&](const InstructionSet &any) {
            return gains && phases * std::min<int64_t>(sizes.lanes, 2) + 2 <= any.registers;
        };
        const auto best_tile = [&](const InstructionSet &any, int64_t filters) {
            return any.defaults->tiles->pixels(row, filters, joins(any) ? phases : 1, problem.layout == Layout::channels_first, any,
                                   widest(any.lanes, row));
        };
        // The sets of a target share one packing: the tile of the best one, in the order that joint phases read it.
        const InstructionSet &first = *target.sets.front();
        s.packing.block = best_tile(first, sizes.lanes).broadcasts;
        s.packing.channels_outer = joins(first);
        if (joins(set))
            s.phases = PhaseLoops::joint;
        const Tile tile = best_tile(set, s.packing.block);
        s.vector = widest(set.lanes, row);
        s.vectors = tile.vectors;
        s.broadcasts = tile.broadcasts;
    } else if (s.lanes == Lanes::depthwise) {
        s.packing.block = even_block(sizes.lanes, 64);
        s.vector = widest(set.lanes, s.packing.block);
        s.vectors = 1;
        s.broadcasts = static_cast<int>(std::min<int64_t>(8, row));
    } else {
        const double inside = part_inside(problem);
        // The block is the tile of the target's best set; narrower sets divide it.
        const InstructionSet &first = *target.sets.front();
        const CpuTiles &tiles = *first.defaults->tiles;
        const Tile wide =
            tiles.filters(sizes.lanes, row, inside, first, widest(first.lanes, sizes.lanes), bytes);
        s.packing.block = even_block(sizes.lanes, int64_t{wide.vectors} * widest(first.lanes, sizes.lanes));
        s.vector = widest(set.lanes, s.packing.block);
        const Tile tile = set.defaults->tiles->filters(s.packing.block, row, inside, set, s.vector, bytes);
        s.vectors = tile.vectors;
        s.broadcasts = tile.broadcasts;
        // One phase at a time where the weights of all phases of a block do not stay in cache.
        if (bytes.panel * phases * wide.vectors > set.l2_bytes / 2 && s.phases == PhaseLoops::inside) {
            s.phases = PhaseLoops::outside;
        }
    }

    // What is read again and again should be what stays in cache: all weights that a pass reads, or one image, or a block's weights.
    // The first also stores whole rows: fcn32 took 4.8 ms with a block of its lanes at a time, and 4.2 with a row.
    const bool a_phase_at_a_time = s.phases == PhaseLoops::outside || s.phases == PhaseLoops::rolled;
    if (bytes.weights / (a_phase_at_a_time ? phases : 1) <= set.l2_bytes / 2) {
        s.order = LoopOrder::pixels_outer;
    } else if (problem.batch != 1 && bytes.image <= set.l2_bytes / 2) {
        s.order = LoopOrder::images_outer;
    } else {
        s.order = LoopOrder::filters_outer;
    }
    const bool transposed = (s.lanes == Lanes::pixels) != (problem.layout == Layout::channels_first);
    s.border = transposed || reads_beyond_rows(problem) ? Border::whole : Border::none;
    // A copy that leaves the cache before it is read is better made by each task of its rows, unless each block of filters would make
    // it. Tasks of several rows copy the rows between them once: a quarter of the time where the copy is a transposition.
    if (s.border == Border::whole && is_one_pass(s.phases) && bytes.image > set.l2_bytes &&
        (s.order == LoopOrder::pixels_outer || sizes.groups * ceil_div(sizes.lanes, s.packing.block) == 1)) {
        s.border = Border::rows;
        s.rows = rows_of_task(problem);
        if (s.phases == PhaseLoops::joint && bytes.image > kLastCache)
            fetch_while_summing(s, problem, set);
    }
    s.trim_x = s.lanes == Lanes::filters && part_inside(problem) < 1.0 && rows_have(problem, s.broadcasts);
    s.staged_channels = s.lanes == Lanes::filters ? staged_channels(sizes.channels, set) : 0;
    s.unroll_channels = static_cast<int>(sizes.channels <= 4 && s.staged_channels == 0 ? sizes.channels : 1);
    // One-dimensional layers have one long row: cut it, so that there are tasks to share.
    if (problem.rank() == 1 && row > 64)
        s.row_chunk = 16;
    return s;
}

}  // namespace tconv
