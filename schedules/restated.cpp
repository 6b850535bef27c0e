// Which layers can be stated otherwise, and how.
#include "schedules/restated.h"

#include "runtime/problem/sizes.h"

namespace tconv {

bool x_phases_alike(const Problem &problem) {
    const Axis &x = problem.axes.back();
    if (problem.groups != 1 || x.dilation != 1)
        return false;
    if (x.kernel % x.stride != 0 || x.crop_begin % x.stride != 0)
        return false;
    if (x.output != kOpen)
        return x.output % x.stride == 0;
    return (x.kernel - x.crop_begin - x.crop_end) % x.stride == 0;  // of (I-1)*s + k - crops
}

bool can_merge_x(const Problem &problem) { return problem.layout == Layout::channels_last && x_phases_alike(problem); }

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

bool can_transpose(const Problem &problem) {
    return problem.layout == Layout::channels_first && !problem.axes.back().is_open() &&
           problem.activation != Activation::softmax;
}

Problem worked_on(const Problem &problem, bool transpose) {
    Problem other = problem;
    if (transpose)
        other.layout = Layout::channels_last;
    return other;
}

}  // namespace tconv
