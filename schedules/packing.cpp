// Sizes of the packed parameters.
#include "schedules/packing.h"

namespace tconv {

bool is_depthwise(const Problem &problem) {
    return problem.groups > 1 && problem.channels_per_group() == 1 && problem.filters_per_group() == 1;
}

bool can_merge_x(const Problem &problem) {
    const Axis &x = problem.axes.back();
    if (problem.layout != Layout::channels_last || problem.groups != 1 || x.dilation != 1)
        return false;
    if (x.kernel % x.stride != 0 || x.crop_begin % x.stride != 0)
        return false;
    if (x.output != kOpen)
        return x.output % x.stride == 0;
    return (x.kernel - x.crop_begin - x.crop_end) % x.stride == 0;  // of (I-1)*s + k - crops
}

PackedSizes packed_sizes(const Problem &problem, const Packing &packing) {
    if (packing.merge_x && !can_merge_x(problem)) {
        throw Error("packing.merge_x is true: the x phases of this layer do not share their taps");
    }
    if (packing.depthwise && !is_depthwise(problem)) {
        throw Error("packing.depthwise is true: the layer's groups must hold one channel and one filter each");
    }
    PackedSizes sizes{};
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
    sizes.weight_floats =
        checked_mul(checked_mul(bias_floats, sizes.taps, "packed weights"), sizes.channels, "packed weights");
    sizes.bias_offset = checked_add(sizes.weight_floats, 15, "packed weights") / 16 * 16;
    sizes.total_floats = checked_add(sizes.bias_offset, bias_floats, "packed parameters");
    if (sizes.total_floats >= kMaxElements) {
        throw Error("the packed parameters have " + std::to_string(sizes.total_floats) + " elements: must be below " +
                    std::to_string(kMaxElements));
    }
    return sizes;
}

}  // namespace tconv
