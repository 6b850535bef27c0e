// What a problem allows of Winograd's algorithm, and the sizes of its packed parameters.
#include "schedules/winograd.h"

#include <algorithm>
#include <cmath>

#include "runtime/problem/message.h"
#include "schedules/cook_toom.h"
#include "schedules/refuse.h"

namespace tconv {

namespace {

/// Planes along an axis: the transforms' points are 0, 1, -1 and few more, and larger ones lose accuracy.
constexpr int64_t kMostPlanes = 8;
/// Planes of a tile, each unrolled in the transforms.
constexpr int64_t kMostPlanesTogether = 128;
/// Growth of rounding errors that a schedule may bring (rms_growth): measured, they stay within 4 times those of direct sums.
constexpr double kMostGrowth = 3.5;
/// Shifts between the phases of a class for which each has its own transforms, or which shared ones reach over.
constexpr int64_t kMostWindows = 4;
/// Tiles of dilated phases interleave: as many as there are inputs from tap to tap.
constexpr int64_t kMostInputStep = 16;

int64_t windows(const Axis &axis) {
    int64_t most = 1;
    for (const PhaseClass &phases : phase_classes(axis, false)) {
        most = std::max(most, phases.count == 1 ? 1 : input_offsets(axis, phases).count());
    }
    return most;
}

}  // namespace

bool winograd_is_legal(const Problem &problem, bool merge_x) {
    if (problem.accuracy != Accuracy::fast || (merge_x && !can_merge_x(problem)))
        return false;
    const Problem computed = merge_x ? with_x_merged(problem) : problem;
    return std::all_of(computed.axes.begin(), computed.axes.end(), [](const Axis &axis) {
        // `count` first: the offsets of many phases need not be looked at.
        return axis.stride <= 4096 && tap_steps(axis).input <= kMostInputStep && windows(axis) <= kMostWindows &&
               axis.kernel / tap_steps(axis).kernel <= kMostPlanes;
    });
}

Problem computed_problem(const Problem &problem, const WinogradPacking &packing) {
    if (!packing.merge_x)
        return problem;
    if (!x_phases_alike(problem))
        throw Error("packing.merge_x is true: the x phases of this layer do not share their taps");
    return with_x_merged(problem);
}

double rms_growth(const WinogradSizes &sizes) {
    // A sum of n products, rounded as each is added, has n (n + 1) / 2 times the square of one product's rounding: direct sums with
    // n = channels * taps, each plane with n = channels. There every product also has its weight's rounding and those of the transforms:
    // simulated, at any number of channels, they are as good as one for each plane of an axis beyond two, and no more than 5 in all.
    constexpr double kMostOfTransforms = 5;
    const auto channels = static_cast<double>(sizes.channels);
    double most = 0;
    for (const WinogradClass &c : sizes.classes) {
        double together = 1, of_transforms = 0, taps = 1;
        for (int a = 0; a < 3; a++) {
            together *= rms_growth(cook_toom(sizes.outputs[a], static_cast<int>(c.phases[a].taps)));
            taps *= static_cast<double>(c.phases[a].taps);
            if (sizes.outputs[a] > 1 && c.phases[a].taps > 1)
                of_transforms += static_cast<double>(c.planes[a] - 2);
        }
        const double roundings =
            channels + (of_transforms == 0 ? 1 : 3 + 2 * std::min(of_transforms, kMostOfTransforms));
        most = std::max(most, together * std::sqrt(taps * roundings / (channels * taps + 1)));
    }
    return most;
}

WinogradSizes packed_sizes(const Problem &layer, const WinogradPacking &packing) {
    if (packing.outputs.size() != layer.axes.size()) {
        throw Error("packing.outputs has " + std::to_string(packing.outputs.size()) + " entries: must have " +
                    std::to_string(layer.axes.size()) + ", one for each axis");
    }
    const Problem problem = computed_problem(layer, packing);
    WinogradSizes sizes{};
    sizes.groups = problem.groups;
    sizes.channels = problem.channels_per_group();
    sizes.lanes = problem.filters_per_group();
    if (packing.block < 1 || packing.block > sizes.lanes) {
        throw Error("packing.block is " + std::to_string(packing.block) + ": must be 1 to " +
                    std::to_string(sizes.lanes) + ", the lanes of a group");
    }
    sizes.blocks = (sizes.lanes + packing.block - 1) / packing.block;
    std::vector<PhaseClass> classes[3];
    for (int a = 0; a < 3; a++) {
        const auto last = packing.outputs.size() - 1;
        sizes.outputs[a] = a < problem.rank() ? packing.outputs[last - static_cast<size_t>(a)] : 1;
        classes[a] = phase_classes(loop_axis(problem, a), false);
    }
    const int64_t lanes =
        checked_mul(checked_mul(sizes.groups, sizes.blocks, "packed blocks"), packing.block, "packed lanes");
    int64_t floats = 0;
    for (const PhaseClass &z : classes[2]) {
        for (const PhaseClass &y : classes[1]) {
            for (const PhaseClass &x : classes[0]) {
                WinogradClass c{{x, y, z}, {}, floats};
                for (int a = 0; a < 3; a++)
                    c.planes[a] = sizes.outputs[a] + c.phases[a].taps - 1;
                int64_t each = checked_mul(lanes, sizes.channels, "packed weights");
                for (const int64_t factor : {c.members(), c.weight_planes(0), c.weight_planes(1), c.weight_planes(2)})
                    each = checked_mul(each, factor, "packed weights");
                floats = checked_add(floats, each, "packed weights");
                sizes.classes.push_back(c);
            }
        }
    }
    static_cast<PackedSizes &>(sizes) = packed_sizes(floats, lanes);
    return sizes;
}

void check_legal(const WinogradSchedule &schedule, const Problem &layer, const InstructionSet &set) {
    check_transpose(schedule.transpose, schedule.band, layer);
    const Problem problem = worked_on(layer, schedule);
    const WinogradSizes sizes = packed_sizes(problem, schedule.packing);
    check_merge_x(schedule.packing.merge_x, problem, layer);
    if (!winograd_is_legal(problem, schedule.packing.merge_x)) {
        refuse("algorithm", "winograd",
               problem.accuracy == Accuracy::fast ? "direct: steps between taps, or between the phases, are too large"
                                                  : "direct where accuracy is exact_order");
    }
    for (const WinogradClass &c : sizes.classes) {
        const int64_t along = std::max({c.planes[0], c.planes[1], c.planes[2]});
        if (along > kMostPlanes || c.planes_together() > kMostPlanesTogether) {
            refuse("packing.outputs", listed(schedule.packing.outputs, [](int m) { return std::to_string(m); }),
                   "so few that a tile has at most " + std::to_string(kMostPlanes) + " planes along an axis and " +
                       std::to_string(kMostPlanesTogether) + " in all");
        }
    }
    if (schedule.border == Border::rows)
        refuse("border", "rows", "whole or none: tasks are blocks of tiles, not rows");
    if (rms_growth(sizes) > kMostGrowth) {
        refuse("packing.outputs", listed(schedule.packing.outputs, [](int m) { return std::to_string(m); }),
               "fewer: rounding errors would grow more than 3.5 times");
    }
    check_vector(schedule.vector, set.lanes);
    check_staged(schedule.staged_channels, layer.channels_per_group(), set);
    if (int64_t{schedule.vector} * schedule.vectors > schedule.packing.block) {
        refuse("vectors", schedule.vectors,
               "at most packing.block / vector, which is " + std::to_string(schedule.packing.block / schedule.vector));
    }
    if (schedule.tiles > schedule.tile_block)
        refuse("tiles", schedule.tiles, "at most tile_block, " + std::to_string(schedule.tile_block));
}

}  // namespace tconv
