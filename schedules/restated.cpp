// Which layers can be stated otherwise, and how.
#include "schedules/restated.h"

#include <algorithm>

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

namespace {

/// All of the axis, where `positions` is 0.
BandedAxis in_bands(const Axis &whole, int64_t positions) {
    if (positions == 0)
        return {ceil_div(whole.output, whole.stride), 1, 0, whole, whole.input, whole.output};
    const int64_t all = ceil_div(whole.output, whole.stride);
    BandedAxis banded{positions, ceil_div(all, positions), 0, whole, 0, 0};
    // Output o reads inputs (o + crop_begin - dilation * j) / stride; the first one that some output of a position reads is `halo` before
    // it. With crop_begin counted from there the band's inputs begin at 0, and the phases are the same ones.
    banded.halo = -ceil_div(whole.crop_begin - (whole.effective_kernel() - 1), whole.stride);
    Axis &band = banded.axis;
    band.crop_begin = whole.crop_begin + whole.stride * banded.halo;
    const int64_t outputs = positions * whole.stride;
    band.input = floor_div(outputs - 1 + band.crop_begin, whole.stride) + 1;
    band.set_output(outputs);
    // The first and the last band have fewest.
    const int64_t last = (banded.bands - 1) * positions;
    const auto inside = [&](int64_t first) {
        return std::min(first - banded.halo + band.input, whole.input) - std::max<int64_t>(first - banded.halo, 0);
    };
    banded.least_inputs = std::min(inside(0), inside(last));
    banded.least_outputs = std::min(outputs, whole.output - last * whole.stride);
    return banded;
}

}  // namespace

BandedLayer in_bands(const Problem &problem, const std::vector<int> &band) {
    Axis images;
    images.input = images.output = problem.batch;
    BandedLayer layer{problem, {in_bands(images, band[0])}};
    layer.band.layout = Layout::channels_last;
    layer.band.batch = layer.axes.front().axis.output;
    for (size_t a = 0; a < problem.axes.size(); a++) {
        layer.axes.push_back(in_bands(problem.axes[a], band[a + 1]));
        layer.band.axes[a] = layer.axes.back().axis;
    }
    return layer;
}

Problem worked_on(const Problem &problem, bool transpose, const std::vector<int> &band) {
    if (!band.empty())
        return in_bands(problem, band).band;
    Problem other = problem;
    if (transpose)
        other.layout = Layout::channels_last;
    return other;
}

}  // namespace tconv
