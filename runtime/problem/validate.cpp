// What a legal problem is. Messages use the names of the native layer file, which are the ones every user can look up.
#include "runtime/problem/validate.h"

#include <algorithm>

#include "runtime/problem/message.h"
#include "runtime/problem/sizes.h"
#include "tconv/array.h"

namespace tconv {
namespace {

std::string text(int64_t value) { return std::to_string(value); }

void check_divides(const char *field, int64_t value, int64_t groups) {
    if (value % groups != 0) {
        reject("groups", groups, std::string("a divisor of ") + field + ", which is " + text(value));
    }
}

/// Elements of an array, where an open size counts as 1: the least that a call can ask for. An empty batch counts as one,
/// so that the strides of its arrays are numbers as well.
void check_elements(const char *array, const std::vector<int64_t> &shape) {
    int64_t elements = 1;
    for (const int64_t size : shape) {
        const int64_t least = std::max<int64_t>(size, 1);
        if (elements > (kMaxElements - 1) / least) {  // no product above 2^31 is ever formed
            throw Error(std::string(array) + " of shape " + shape_text(shape) +
                        " is too large: must have fewer than 2^31 elements");
        }
        elements *= least;
    }
}

std::string crop_text(const Axis &axis) { return "[" + text(axis.crop_begin) + ", " + text(axis.crop_end) + "]"; }

void check_open_axis(const Axis &axis, size_t index) {
    if (axis.output != kOpen) {
        check_range(entry("output_size", index), axis.output, 1, most_cells(axis));
        if (axis.crop_end != 0) {
            reject(entry("crop", index) + " end", axis.crop_end, "0 where output_size is given and input_size is open");
        }
    }
    const InputLimits limits = input_limits(axis);
    if (limits.least > limits.most) {
        reject(entry("crop", index), crop_text(axis),
               "such that some input_size has 1 output or more, and at most " + text(most_cells(axis)) +
                   " cells with those that the crop appends or skips");
    }
}

void check_axis(const Axis &axis, size_t index) {
    check_axis_numbers(axis, index);
    const auto field = [&](const char *name) { return entry(name, index); };
    if (axis.is_open()) {
        check_open_axis(axis, index);
        return;
    }
    const int64_t full = axis.full(axis.input);
    const int64_t output = full - axis.crop_begin - axis.crop_end;
    const std::string how = "(input_size - 1) * stride + (kernel_size - 1) * dilation + 1 = " + text(full);
    if (axis.output == kOpen) {
        throw Error(field("output_size") + " is open: must be a number where input_size is one");
    }
    if (axis.output != output) {
        reject(field("output_size"), axis.output,
               text(output) + ", which is " + how + ", less the crop " + text(axis.crop_begin) + " and " +
                   text(axis.crop_end));
    }
    if (output < 1) {
        throw Error("the output of axis " + text(static_cast<int64_t>(index)) + " would have " + text(output) +
                    " elements: must have 1 or more; " + how + ", the crop is " + text(axis.crop_begin) + " and " +
                    text(axis.crop_end));
    }
    check_range(field("output_size"), output, 1, most_cells(axis));
    if (cells_of(axis) > most_cells(axis)) {
        reject(field("crop"), crop_text(axis),
               "such that the " + text(full) + " cells before the crop and those that it appends are at most " +
                   text(most_cells(axis)));
    }
}

}  // namespace

void check_axis_numbers(const Axis &axis, size_t index) {
    const auto field = [&](const char *name) { return entry(name, index); };
    if (!axis.is_open()) {
        check_range(field("input_size"), axis.input, 1);
    }
    check_range(field("kernel_size"), axis.kernel, 1);
    check_range(field("stride"), axis.stride, 1, kMaxStride);
    check_range(field("dilation"), axis.dilation, 1);
    check_range(field("crop") + " begin", axis.crop_begin, -kMaxSize);
    check_range(field("crop") + " end", axis.crop_end, -kMaxSize);
    // With every number below 2^31 these fit in 64 bits; the limit keeps them in 32, as kernels compute positions.
    const int64_t full = axis.full(axis.is_open() ? 1 : axis.input);
    if (full > most_cells(axis)) {
        throw Error("the output of axis " + text(static_cast<int64_t>(index)) + " would have " + text(full) +
                    " elements before the crop: must be at most " + text(most_cells(axis)) +
                    " (input_size, kernel_size, stride or dilation is too large)");
    }
}

void validate(const Problem &p) {
    if (p.axes.empty() || p.axes.size() > 3) {
        throw Error("kernel_size has " + std::to_string(p.axes.size()) +
                    " entries: must have 1, 2 or 3, one for each axis");
    }
    if (p.batch != kOpen) {
        check_range("batch", p.batch, 0);
    }
    check_range("channels", p.channels, 1);
    check_range("filters", p.filters, 1);
    check_range("groups", p.groups, 1);
    check_divides("channels", p.channels, p.groups);
    check_divides("filters", p.filters, p.groups);
    for (size_t i = 0; i < p.axes.size(); ++i) {
        check_axis(p.axes[i], i);
    }
    check_elements("weights", p.weight_shape());
    check_elements("input", p.input_shape());
    check_elements("output", p.output_shape());
}

}  // namespace tconv
