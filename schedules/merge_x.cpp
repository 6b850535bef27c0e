// Which layers have phases of x alike.
#include "schedules/merge_x.h"

#include "runtime/problem/sizes.h"

namespace tconv {

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

Problem with_x_merged(const Problem &problem) {
    Problem merged = problem;
    Axis &x = merged.axes.back();
    const int64_t stride = x.stride;
    merged.filters = checked_mul(problem.filters, stride, "filters times the stride of x");
    x.stride = 1;
    x.kernel /= stride;
    x.crop_begin /= stride;
    x.crop_end /= stride;
    if (x.output != kOpen)
        x.output /= stride;
    return merged;
}

}  // namespace tconv
