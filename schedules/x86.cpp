// Default schedules for x86, by rule. Each choice says what it is for; a search may replace any of them.
#include <algorithm>

#include "schedules/schedule.h"
#include "tconv/phase.h"

namespace tconv {

namespace {

int64_t ceil_div(int64_t a, int64_t b) { return (a + b - 1) / b; }

/// Filters up to this are too few to fill vectors with: the lanes are pixels then.
constexpr int64_t kFewFilters = 8;
/// A tile of pixels for rows of unknown length.
constexpr int64_t kOpenRow = 64;

/// Outputs of one x phase, or of a merged row in blocks.
int64_t row_length(const Problem &problem) {
    const Axis &x = problem.axes.back();
    if (x.output == kOpen) return kOpenRow;
    return std::max<int64_t>(1, x.output / x.stride);
}

Lanes choose_lanes(const Problem &problem) {
    if (is_depthwise(problem)) {
        return problem.layout == Layout::channels_last && problem.channels >= 4 ? Lanes::depthwise : Lanes::pixels;
    }
    const bool long_rows = row_length(problem) >= 8;
    const int64_t filters = problem.filters_per_group();
    if (problem.layout == Layout::channels_first) return long_rows || filters < 4 ? Lanes::pixels : Lanes::filters;
    if (can_merge_x(problem) && filters * problem.axes.back().stride >= 8) return Lanes::filters;
    if (filters < 4) return Lanes::pixels;
    return filters <= kFewFilters && long_rows ? Lanes::pixels : Lanes::filters;
}

/// Blocks as even as the lanes allow, close to `wanted`, multiples of 16 where that costs nothing.
int64_t even_block(int64_t lanes, int64_t wanted) {
    if (lanes <= wanted) return lanes;
    for (int64_t block : {wanted, wanted * 3 / 4, wanted / 2}) {
        if (block % 16 == 0 && lanes % block == 0) return block;
    }
    const int64_t blocks = ceil_div(lanes, wanted);
    const int64_t even = ceil_div(lanes, blocks);
    return std::min(lanes, ceil_div(even, 4) * 4);
}

/// What a tile costs for each useful product: multiply-adds against loads that cannot hide behind them, and lanes or pixels that
/// are computed twice.
struct Tile {
    int vectors = 1, broadcasts = 1;
};
Tile best_tile(int64_t lanes, int64_t width, int64_t pixels, int registers, int most_vectors) {
    Tile best;
    double best_cost = 1e30;
    for (int v = 1; v <= most_vectors; v++) {
        if (v > 1 && (v - 1) * width >= lanes) break;
        for (int b = 1; b <= 16 && b <= pixels; b++) {
            if (v * b + v + 1 > registers) break;
            const double tiles = static_cast<double>(ceil_div(lanes, v * width) * ceil_div(pixels, b));
            const double products = v * b;
            // A step of the reduction: v loads, b broadcasts, two a cycle; v*b products, one to two a cycle; loop overhead.
            const double cycles = std::max(products, 8.0) + 0.25 * (v + b) + 1.0;
            const double cost = tiles * cycles;
            if (cost < best_cost * 0.995) {
                best_cost = cost;
                best = {v, b};
            }
        }
    }
    return best;
}

Packing choose_packing(const Problem &problem, Lanes lanes) {
    Packing packing;
    packing.depthwise = lanes == Lanes::depthwise;
    packing.merge_x = lanes == Lanes::filters && can_merge_x(problem);
    packing.block = 1;
    const int64_t all = packed_sizes(problem, packing).lanes;
    if (lanes == Lanes::pixels) {
        packing.block = even_block(all, 8);
    } else {
        packing.block = even_block(all, 64);
    }
    return packing;
}

}  // namespace

Schedule default_schedule(const Problem &problem, const Target &, const InstructionSet &set) {
    Schedule s;
    s.lanes = choose_lanes(problem);
    s.packing = choose_packing(problem, s.lanes);
    const PackedSizes sizes = packed_sizes(problem, s.packing);
    const int64_t row = row_length(problem);

    // The widest vector that the lanes fill.
    const int64_t vector_lanes = s.lanes == Lanes::pixels ? row : s.packing.block;
    s.vector = set.lanes;
    while (s.vector > vector_lanes && s.vector > 1) s.vector /= 2;

    if (s.lanes == Lanes::pixels) {
        // Every weight is a broadcast that meets `vectors` vectors of pixels.
        const Tile tile = best_tile(row, s.vector, s.packing.block, set.registers, 4);
        s.vectors = tile.vectors;
        s.broadcasts = tile.broadcasts;
    } else if (s.lanes == Lanes::depthwise) {
        s.vectors = 1;
        s.broadcasts = static_cast<int>(std::min<int64_t>(8, row));
    } else {
        const Tile tile = best_tile(s.packing.block, s.vector, row, set.registers, 4);
        s.vectors = tile.vectors;
        s.broadcasts = tile.broadcasts;
    }

    const int64_t phases = phase_count(problem, s.packing);
    const int64_t weights_of_block = s.packing.block * sizes.taps * sizes.channels * 4;
    if (phases > 16) {
        s.phases = PhaseLoops::rolled;
    } else if (phases > 4 || weights_of_block > set.l2_bytes / 2) {
        s.phases = PhaseLoops::outside;  // one phase's weights stay in cache over all pixels
    } else {
        s.phases = PhaseLoops::inside;
    }
    const bool transposed = (s.lanes == Lanes::pixels) != (problem.layout == Layout::channels_first);
    s.border = transposed || reads_beyond_rows(problem) ? Border::whole : Border::none;
    s.order = LoopOrder::filters_outer;
    s.unroll_channels = static_cast<int>(sizes.channels <= 4 ? sizes.channels : 1);
    // One-dimensional layers have one long row: cut it, so that there are tasks to share.
    s.row_chunk = problem.rank() == 1 ? 8 : 0;
    return s;
}

}  // namespace tconv
