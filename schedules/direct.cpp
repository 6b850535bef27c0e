// What a problem allows of the direct algorithm, and the sizes of its packed parameters.
#include "schedules/direct.h"

#include "runtime/problem/message.h"
#include "runtime/problem/sizes.h"
#include "schedules/refuse.h"
#include "tconv/phase.h"

namespace tconv {

bool is_depthwise(const Problem &problem) {
    return problem.groups > 1 && problem.channels_per_group() == 1 && problem.filters_per_group() == 1;
}

DirectSizes packed_sizes(const Problem &problem, const DirectPacking &packing) {
    if (packing.merge_x && !x_phases_alike(problem)) {
        throw Error("packing.merge_x is true: the x phases of this layer do not share their taps");
    }
    if (packing.depthwise && !is_depthwise(problem)) {
        throw Error("packing.depthwise is true: the layer's groups must hold one channel and one filter each");
    }
    DirectSizes sizes{};
    sizes.groups = packing.depthwise ? 1 : problem.groups;
    sizes.channels = packing.depthwise ? 1 : problem.channels_per_group();
    sizes.lanes = packing.depthwise ? problem.filters : problem.filters_per_group();
    sizes.taps = 1;
    for (const Axis &axis : problem.axes)
        sizes.taps = checked_mul(sizes.taps, axis.kernel, "the number of kernel taps");
    if (packing.merge_x) {
        const int64_t stride = problem.axes.back().stride;
        sizes.lanes = checked_mul(sizes.lanes, stride, "filters times the stride of x");
        sizes.taps /= stride;
    }
    if (packing.block < 1 || packing.block > sizes.lanes) {
        throw Error("packing.block is " + std::to_string(packing.block) + ": must be 1 to " +
                    std::to_string(sizes.lanes) + ", the lanes of a group");
    }
    sizes.blocks = (sizes.lanes + packing.block - 1) / packing.block;
    const int64_t bias_floats =
        checked_mul(checked_mul(sizes.groups, sizes.blocks, "packed blocks"), packing.block, "packed lanes");
    static_cast<PackedSizes &>(sizes) = packed_sizes(
        checked_mul(checked_mul(bias_floats, sizes.taps, "packed weights"), sizes.channels, "packed weights"),
        bias_floats);
    return sizes;
}

bool can_prefetch(const DirectSchedule &schedule, const Problem &layer) {
    return schedule.border == Border::rows && schedule.phases == PhaseLoops::joint &&
           layer.layout == Layout::channels_last;
}

bool reads_beyond_rows(const Problem &problem) {
    const Axis &x = problem.axes.back();
    if (!x.is_open()) {
        const InputRange range = inputs_read(x);
        return !range.empty() && (range.first < 0 || range.last >= x.input);
    }
    if (x.output != kOpen)
        return true;
    // Outputs of a residue are input + constant in number, so what they read beyond the row does not depend on the input.
    const int64_t input =
        std::max<int64_t>(1, x.crop_begin + x.crop_end + x.effective_kernel()) + x.kernel * x.dilation;
    Axis given = x;
    given.input = input;
    given.output = given.full(input) - x.crop_begin - x.crop_end;
    const InputRange range = inputs_read(given);
    return !range.empty() && (range.first < 0 || range.last >= input);
}

int64_t phase_count(const Problem &problem, const DirectPacking &packing) {
    int64_t phases = 1;
    for (size_t a = 0; a < problem.axes.size(); a++) {
        if (packing.merge_x && a + 1 == problem.axes.size())
            continue;
        phases = checked_mul(phases, problem.axes[a].stride, "the number of phases");
    }
    return phases;
}

bool can_join_phases(const Problem &problem) {
    // Everything but the channel loop is unrolled.
    constexpr int64_t kMostTaps = 128;
    int64_t taps = 1;
    for (const Axis &axis : problem.axes) {
        if (axis.stride % axis.dilation != 0)
            return false;
        taps = checked_mul(taps, axis.kernel, "the number of kernel taps");
        if (taps > kMostTaps)
            return false;
    }
    return true;
}

bool rows_have(const Problem &problem, int64_t outputs) {
    const Axis &x = problem.axes.back();
    if (x.is_open() || ceil_div(x.output, x.stride) != outputs)
        return false;
    // An output of the tile, which is as long for all phases, that no tap inside the row reaches would leave its sum a region of nothing,
    // which Halide takes for less than that.
    for (const Phase &phase : phases_of(x)) {
        for (int64_t at = 0; phase.taps > 0 && at < outputs; at++) {
            bool inside = false;
            for (int64_t j = 0; j < phase.taps && !inside; j++) {
                const int64_t input = at + phase.input_offset - j * phase.input_step;
                inside = input >= 0 && input < x.input;
            }
            if (!inside)
                return false;
        }
    }
    return true;
}

void check_legal(const DirectSchedule &schedule, const Problem &layer, const InstructionSet &set) {
    check_transpose(schedule.transpose, schedule.band, layer);
    const Problem problem = worked_on(layer, schedule);
    const DirectSizes sizes = packed_sizes(problem, schedule.packing);  // throws where the packing is none
    check_merge_x(schedule.packing.merge_x, problem, layer);
    check_vector(schedule.vector, set.lanes);
    check_staged(schedule.staged_channels, sizes.channels, set);
    if (schedule.staged_channels != 0 && (schedule.lanes != Lanes::filters || schedule.packing.channels_outer))
        refuse("staged_channels", schedule.staged_channels, "0 where lanes are not filters, or channels are outer");
    // What a task counts beyond the last pixel and row of the output has to stay within the room for it.
    const int64_t tile =
        schedule.lanes == Lanes::pixels ? int64_t{schedule.vector} * schedule.vectors : schedule.broadcasts;
    if (schedule.row_chunk * tile > kTileRoom) {
        refuse("row_chunk", schedule.row_chunk,
               "0 to " + std::to_string(kTileRoom / tile) + " tiles of " + std::to_string(tile) + " pixels");
    }
    const int64_t block = schedule.packing.block;
    if (schedule.lanes == Lanes::pixels) {
        if (schedule.packing.merge_x)
            refuse("lanes", "pixels", "filters where packing.merge_x is true");
        if (schedule.broadcasts > block) {
            refuse("broadcasts", schedule.broadcasts, "at most packing.block, " + std::to_string(block));
        }
    } else if (schedule.vector > block) {
        refuse("vector", schedule.vector, "at most packing.block, " + std::to_string(block));
    }
    if ((schedule.lanes == Lanes::depthwise) != schedule.packing.depthwise) {
        refuse("lanes", name_of_value(schedule.lanes), "depthwise exactly where packing.depthwise is true");
    }
    if (schedule.border == Border::none) {
        if (reads_beyond_rows(problem))
            refuse("border", "none", "whole or rows: this layer reads beyond its rows");
        if ((schedule.lanes == Lanes::pixels) != (problem.layout == Layout::channels_first)) {
            refuse("border", "none", "whole or rows: the lanes want the input transposed");
        }
    }
    if (schedule.border == Border::rows && !is_one_pass(schedule.phases)) {
        refuse("border", "rows", "whole or none where phases are not inside or joint: every pass would copy the rows");
    }
    if (schedule.phases == PhaseLoops::joint) {
        if (schedule.lanes != Lanes::pixels)
            refuse("phases", "joint", "another where lanes are not pixels");
        if (!can_join_phases(problem))
            refuse("phases", "joint", "another: taps of a phase are not neighbours, or too many");
    }
    if (schedule.trim_x && (schedule.lanes == Lanes::pixels || !rows_have(problem, schedule.broadcasts))) {
        refuse("trim_x", "true", "false where lanes are pixels, or broadcasts are not the outputs of a phase's row");
    }
    if (schedule.prefetch && !can_prefetch(schedule, layer))
        refuse("prefetch", "true", "false where border is not rows, phases are not joint, or channels are first");
    constexpr int64_t kMaxUnrolledPhases = 32;
    if (schedule.phases != PhaseLoops::rolled && phase_count(problem, schedule.packing) > kMaxUnrolledPhases) {
        refuse("phases", name_of_value(schedule.phases),
               "rolled: the layer has more than " + std::to_string(kMaxUnrolledPhases) + " phases");
    }
}

DirectSchedule with_less_workspace(DirectSchedule schedule, const Problem &problem, const InstructionSet &set,
                                   size_t step) {
    DirectSchedule smaller = schedule;
    smaller.border = schedule.border == Border::whole ? Border::rows : schedule.border;
    smaller.rows = 1;
    smaller.row_chunk = step > 0 ? 1 : schedule.row_chunk;
    try {
        check_legal(smaller, problem, set);
        return smaller;
    } catch (const Error &) {
        return schedule;
    }
}

}  // namespace tconv
