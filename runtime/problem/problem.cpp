// Shapes of a problem, and the problem that one call of an open one asks for.
#include "tconv/problem.h"

#include <algorithm>

#include "runtime/problem/message.h"
#include "tconv/phase.h"

namespace tconv {
namespace {

std::vector<int64_t> array_shape(const Problem &p, int64_t channels, int64_t Axis::*size) {
    std::vector<int64_t> shape{p.batch};
    if (p.layout == Layout::channels_first) {
        shape.push_back(channels);
    }
    for (const Axis &axis : p.axes) {
        shape.push_back(axis.*size);
    }
    if (p.layout == Layout::channels_last) {
        shape.push_back(channels);
    }
    return shape;
}

}  // namespace

bool operator==(const Axis &a, const Axis &b) {
    return a.input == b.input && a.kernel == b.kernel && a.stride == b.stride && a.dilation == b.dilation &&
           a.crop_begin == b.crop_begin && a.crop_end == b.crop_end && a.output == b.output;
}

bool operator==(const Problem &a, const Problem &b) {
    return a.batch == b.batch && a.channels == b.channels && a.filters == b.filters && a.groups == b.groups &&
           a.dtype == b.dtype && a.layout == b.layout && a.activation == b.activation && a.accuracy == b.accuracy &&
           a.bias == b.bias && a.axes == b.axes;
}

bool Problem::is_open() const {
    return batch == kOpen || std::any_of(axes.begin(), axes.end(), [](const Axis &axis) { return axis.is_open(); });
}

std::vector<int64_t> Problem::input_shape() const { return array_shape(*this, channels, &Axis::input); }
std::vector<int64_t> Problem::output_shape() const { return array_shape(*this, filters, &Axis::output); }

std::vector<int64_t> Problem::weight_shape() const {
    std::vector<int64_t> shape{channels, filters_per_group()};
    for (const Axis &axis : axes) {
        shape.push_back(axis.kernel);
    }
    return shape;
}

std::vector<int64_t> Problem::bias_shape() const { return {filters}; }

std::vector<int64_t> Problem::output_shape_for(const std::vector<int64_t> &input_shape) const {
    return with_input_shape(input_shape).output_shape();
}

Problem Problem::with_input_shape(const std::vector<int64_t> &given) const {
    const std::vector<int64_t> expected = input_shape();
    if (given.size() != expected.size()) {
        throw Error("input has " + counted(static_cast<int64_t>(given.size()), "dimension", "dimensions") +
                    ": must have " + std::to_string(expected.size()));
    }
    const size_t channel_at = layout == Layout::channels_first ? 1 : given.size() - 1;
    const size_t first_axis = layout == Layout::channels_first ? 2 : 1;
    for (size_t i = 0; i < given.size(); ++i) {
        if (expected[i] != kOpen && given[i] != expected[i]) {
            const std::string what = i == 0 ? " (the batch)" : i == channel_at ? " (the channels)" : "";
            reject("input shape[" + std::to_string(i) + "]", given[i], std::to_string(expected[i]) + what);
        }
        check_range("input shape[" + std::to_string(i) + "]", given[i], i == 0 ? 0 : 1);
    }
    Problem call = *this;
    call.batch = given[0];
    for (size_t i = 0; i < axes.size(); ++i) {
        Axis &axis = call.axes[i];
        axis.input = given[first_axis + i];
        axis.set_output(axis.output_for(axis.input));
    }
    validate(call);
    return call;
}

int64_t useful_macs(const Problem &p) {
    if (p.is_open()) {
        throw std::logic_error("useful_macs: every size must be given");
    }
    int64_t macs = checked_mul(p.batch, checked_mul(p.channels, p.filters_per_group(), "macs"), "macs");
    for (const Axis &axis : p.axes) {
        macs = checked_mul(macs, useful_taps(axis), "macs");
    }
    return macs;
}

int64_t checked_add(int64_t a, int64_t b, const char *what) {
    int64_t sum = 0;
    if (__builtin_add_overflow(a, b, &sum)) {
        throw Error(std::string(what) + " overflows: " + std::to_string(a) + " + " + std::to_string(b) +
                    " does not fit in 64 bits");
    }
    return sum;
}

int64_t checked_mul(int64_t a, int64_t b, const char *what) {
    int64_t product = 0;
    if (__builtin_mul_overflow(a, b, &product)) {
        throw Error(std::string(what) + " overflows: " + std::to_string(a) + " * " + std::to_string(b) +
                    " does not fit in 64 bits");
    }
    return product;
}

}  // namespace tconv
