// The direct algorithm's cost: register tiles, one after the other.
#include <cmath>

#include "runtime/problem/sizes.h"
#include "schedules/core.h"
#include "schedules/cost.h"
#include "tconv/phase.h"

namespace tconv {

namespace {

/// Times as long for weights from beyond L2 that are not read one behind the other.
constexpr double kPieces = 1.7;

ModelAxis model_axis(const Axis &axis, bool merged) {
    ModelAxis m;
    m.input = open_or(axis.input, kGuessedSize);
    const double output = open_or(axis.output, m.input * static_cast<double>(axis.stride));
    m.outputs = std::ceil(output / static_cast<double>(axis.stride));
    m.phases = merged ? 1 : static_cast<double>(axis.stride);
    m.taps = static_cast<double>(axis.kernel) / static_cast<double>(axis.stride);
    return m;
}

/// Pairs of outputs and taps of one phase that are inside the input: loops over rows and planes leave out the others.
double trimmed_taps(const Axis &axis, const ModelAxis &m) {
    if (axis.is_open() || axis.output == kOpen)
        return m.taps;
    return static_cast<double>(useful_taps(axis)) / (m.outputs * static_cast<double>(axis.stride));
}

struct Work {
    double tiles = 1;        ///< register tiles in all, of all phases
    double steps = 1;        ///< of the reduction, of a tile
    double step_cycles = 1;  ///< of one of them, all operands in L1
    double tile_cycles = 0;  ///< beside the steps
};

/// Sums in registers: what does not fit is spilled, and sums too few wait for each other.
double products_cycles(double sums, double loads, double vectors_held, const DirectSchedule &s, const Core &core) {
    const double rate = Core::multiply_adds(s.vector);
    const double spilled = std::max(0.0, sums + vectors_held + 1 - core.set.registers);
    const double busy = std::max({sums / rate, loads / Core::loads(s.vector), std::min(sums, 1.0) * Core::kLatency});
    return std::max(busy, Core::kLatency) + 0.15 * loads + spilled * 1.5 + 0.5 / s.unroll_channels;
}

}  // namespace

double estimated_seconds(const DirectSchedule &s, const Problem &problem, const InstructionSet &set, int threads) {
    const Core core(set);
    const DirectSizes sizes = packed_sizes(problem, s.packing);
    ModelAxis axes[3];  // x, y, z
    double taps[3] = {1, 1, 1};
    for (int a = 0; a < problem.rank(); a++) {
        const Axis axis = loop_axis(problem, a);
        axes[a] = model_axis(axis, a == 0 && s.packing.merge_x);
        taps[a] = a == 0 ? axes[a].taps : trimmed_taps(axis, axes[a]);
    }
    const double batch = open_or(problem.batch, 1);
    const double phases = axes[0].phases * axes[1].phases * axes[2].phases;
    const double rows = batch * axes[1].outputs * axes[2].outputs;  // of one phase
    const double taps_of_phase = taps[0] * taps[1] * taps[2];
    const auto channels = static_cast<double>(sizes.channels);
    const double groups = static_cast<double>(sizes.groups), blocks = static_cast<double>(sizes.blocks);
    const auto block = static_cast<double>(s.packing.block);
    const double v = s.vectors, b = s.broadcasts, lanes = s.vector;
    const bool pixels = s.lanes == Lanes::pixels, joint = s.phases == PhaseLoops::joint;

    Work work;
    double x_tiles = 0, lane_tiles = 0, outputs_of_tile = 0;
    if (pixels) {
        x_tiles = std::ceil(axes[0].outputs / (lanes * v));
        lane_tiles = blocks * groups * std::ceil(block / b);
        outputs_of_tile = v * b * (joint ? phases : 1);
        const double sums = outputs_of_tile;
        // Weights are broadcast by the multiply-adds themselves; vectors of pixels are not aligned.
        work.step_cycles = products_cycles(joint ? v * b : sums, 1.5 * v + 0.25 * b, v, s, core);
        if (joint) {
            const double window =
                (taps[0] + 1) * (taps[1] + (problem.rank() > 1 ? 1 : 0)) * (taps[2] + (problem.rank() > 2 ? 1 : 0));
            const double spilled = std::max(0.0, sums + v + 1 - set.registers);
            work.steps = channels;
            work.step_cycles = std::max(sums * taps_of_phase / Core::multiply_adds(s.vector), Core::kLatency) +
                               window * v * 1.2 + spilled * 2 * taps_of_phase + 1;
            work.tiles = rows * x_tiles * lane_tiles;
        } else {
            work.steps = channels * taps_of_phase;
            work.tiles = rows * phases * x_tiles * lane_tiles;
        }
        // Pixels of a phase are stored apart from each other, filters too where channels are last: an element at a time.
        const double scattered = problem.layout == Layout::channels_last || axes[0].phases > 1 ? lanes : 1;
        work.tile_cycles = outputs_of_tile * scattered * 1.1 + 12;
    } else {
        const double tile_lanes = std::min(v * lanes, block);
        x_tiles = std::ceil(axes[0].outputs / b);
        lane_tiles = blocks * groups * std::ceil(block / tile_lanes);
        const bool depthwise = s.lanes == Lanes::depthwise;
        work.steps = channels * taps_of_phase;
        work.step_cycles = depthwise
                               ? std::max(v * b / Core::multiply_adds(s.vector), v * (b + 1) / Core::loads(s.vector)) +
                                     1 + 3 * std::max(0.0, v * b + v - 0.6 * set.registers)
                               : products_cycles(v * b, v + 0.4 * b, v, s, core);
        work.tiles = rows * phases * x_tiles * lane_tiles;
        // Filters of planes are stored one by one, each to another page.
        const double scattered = problem.layout == Layout::channels_first ? 8 * lanes : 1.2;
        work.tile_cycles = v * b * scattered + (s.phases == PhaseLoops::rolled ? 25 : 12);
    }
    // What is left over of an unrolled loop asks for each step whether it is there.
    if (sizes.channels % s.unroll_channels != 0)
        work.step_cycles *= 1.15;
    const double arithmetic = work.tiles * (work.steps * work.step_cycles + work.tile_cycles);

    /* Weights: a panel (a tile's lanes, a phase's taps) meets the x tiles of a row, then what the order says. */
    const double float_bytes = 4;
    const double tile_lanes = pixels ? b : std::min(v * lanes, block);
    const bool phase_by_phase = s.phases == PhaseLoops::outside || s.phases == PhaseLoops::rolled;
    const double panel = float_bytes * tile_lanes * channels * static_cast<double>(sizes.taps) /
                         (phase_by_phase ? std::max(1.0, phases) : 1.0);
    const double all_weights = float_bytes * static_cast<double>(sizes.weight_floats);
    const double panels = std::max(1.0, all_weights / panel);
    const double row_input = float_bytes * static_cast<double>(problem.channels) / groups * axes[0].input *
                             std::max(1.0, taps[1]) * std::max(1.0, taps[2]);
    const double image =
        float_bytes * static_cast<double>(problem.channels) * axes[0].input * axes[1].input * axes[2].input;
    const bool blocks_in_row = s.order == LoopOrder::pixels_outer;
    const double in_row = panel + (pixels ? 0 : row_input / std::max(1.0, x_tiles));
    const double between_rows = (blocks_in_row ? all_weights : panel) + row_input;
    double weights =
        panels * rows * panel * ((x_tiles - 1) * core.cycles_per_byte(in_row) + core.cycles_per_byte(between_rows));
    // Short pieces of a longer row each come late.
    const bool in_pieces = tile_lanes < block || (s.packing.channels_outer && phase_by_phase && phases > 1);
    if (in_pieces && all_weights > static_cast<double>(set.l2_bytes))
        weights *= kPieces;

    /* Inputs: once for each panel, from where an image (or a row) stays meanwhile. */
    const double input_stays = blocks_in_row                        ? row_input + std::min(all_weights, row_input)
                               : s.order == LoopOrder::images_outer ? image
                                                                    : image * batch;
    const double inputs = image * batch * panels * taps[1] * taps[2] / groups * core.cycles_per_byte(input_stays);

    /* The output, once; passes over phases write lines in part. */
    const double output = float_bytes * static_cast<double>(problem.filters) * batch * phases * axes[0].outputs *
                          axes[1].outputs * axes[2].outputs *
                          (s.packing.merge_x ? static_cast<double>(problem.axes.back().stride) : 1);
    const double line_share = std::min(1.0, static_cast<double>(problem.filters) * float_bytes / 64);
    const double times_written = phase_by_phase && phases > 1 ? std::min(axes[0].phases, 1 / line_share) : 1.0;
    const double outputs = output * times_written * 2 * core.cycles_per_byte(output);

    /* The copy with its border. */
    const bool transposed = pixels != (problem.layout == Layout::channels_first);
    const bool by_rows = s.border == Border::rows;
    const double copied = s.border == Border::none ? 0.0
                          : by_rows ? image * batch * (1 + (taps[1] - 1) / s.rows) * (blocks_in_row ? 1 : blocks)
                                    : image * batch;
    const double copies =
        copied * (2 * core.cycles_per_byte((by_rows ? row_input : image * batch) * 2) + (transposed ? 0.3 : 0.03));

    // What is fetched ahead hides behind arithmetic, as long as it is less.
    double cycles = std::hypot(arithmetic, weights + inputs + outputs) + copies;

    const double chunks = s.row_chunk > 0 ? std::ceil(x_tiles / s.row_chunk) : 1;
    const double tasks = std::ceil(rows / s.rows) * chunks * (blocks_in_row ? 1 : blocks * groups);  // of a pass
    cycles += tasks * (phase_by_phase ? phases : 1) * 60;
    return cycles * imbalance(tasks, threads) / threads / Core::kHertz;
}

}  // namespace tconv
