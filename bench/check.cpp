// Samples of the output, each from the definition in double.
#include "bench/check.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <utility>
#include <vector>

#include "tconv/error.h"
#include "tests/oracle/oracle.h"

namespace tconv::bench {

namespace {

/// (input, tap) along one axis.
using Pair = std::pair<int64_t, int64_t>;

/// The inputs that reach output `o` of an axis, each with the tap it takes: i * stride + t * dilation = o + crop_begin.
std::vector<Pair> pairs_at(const Axis &axis, int64_t o) {
    std::vector<Pair> pairs;
    for (int64_t tap = 0; tap < axis.kernel; tap++) {
        const int64_t from = o + axis.crop_begin - tap * axis.dilation;
        if (from >= 0 && from % axis.stride == 0 && from / axis.stride < axis.input) {
            pairs.emplace_back(from / axis.stride, tap);
        }
    }
    return pairs;
}

/// Index in an array of the problem's layout: (n, spatial..., c) or (n, c, spatial...).
int64_t index_of(const Problem &problem, const std::vector<int64_t> &shape, int64_t n, int64_t c,
                 const std::array<int64_t, 3> &spatial) {
    const bool last = problem.layout == Layout::channels_last;
    int64_t index = last ? n : n * shape[1] + c;
    for (int axis = 0; axis < problem.rank(); axis++) {
        index = index * shape[axis + (last ? 1 : 2)] + spatial[axis];
    }
    return last ? index * shape.back() + c : index;
}

struct Point {
    int64_t n = 0, filter = 0;
    std::array<int64_t, 3> spatial{};
};

double exact(const Problem &problem, SharedArrays &arrays, const Point &point) {
    const std::vector<int64_t> input_shape = problem.input_shape();
    std::array<std::vector<Pair>, 3> pairs;
    pairs.fill({{0, 0}});
    int64_t kernel_size = 1;
    for (int axis = 0; axis < problem.rank(); axis++) {
        pairs[axis] = pairs_at(problem.axes[axis], point.spatial[axis]);
        kernel_size *= problem.axes[axis].kernel;
    }
    const int64_t per_group = problem.channels_per_group(), filters = problem.filters_per_group();
    const int64_t first_channel = point.filter / filters * per_group;
    double sum = problem.bias ? arrays.bias()[point.filter] : 0.0;
    for (const auto &[i0, t0] : pairs[0]) {
        for (const auto &[i1, t1] : pairs[1]) {
            for (const auto &[i2, t2] : pairs[2]) {
                int64_t tap = t0;
                tap = problem.rank() > 1 ? tap * problem.axes[1].kernel + t1 : tap;
                tap = problem.rank() > 2 ? tap * problem.axes[2].kernel + t2 : tap;
                for (int64_t channel = first_channel; channel < first_channel + per_group; channel++) {
                    const int64_t x = index_of(problem, input_shape, point.n, channel, {i0, i1, i2});
                    const int64_t w = (channel * filters + point.filter % filters) * kernel_size + tap;
                    sum += static_cast<double>(arrays.input()[x]) * arrays.weights()[w];
                }
            }
        }
    }
    return oracle::activate(problem.activation, sum);
}

}  // namespace

double tolerance(const Problem &problem) {
    double terms = static_cast<double>(problem.channels_per_group());
    for (const Axis &axis : problem.axes) {
        terms *= std::ceil(static_cast<double>(axis.kernel) / static_cast<double>(axis.stride));
    }
    return 8 * std::ldexp(1.0, -24) * (terms + 8);
}

void check_samples(const Problem &problem, SharedArrays &arrays, std::span<const float> output) {
    const std::vector<int64_t> shape = problem.output_shape();
    std::mt19937_64 random(1);
    // Every third coordinate is one of the axis's ends, where the border is.
    const auto draw = [&](int64_t extent) {
        const int64_t place = static_cast<int64_t>(random() % static_cast<uint64_t>(extent));
        switch (random() % 6) {
        case 0: return int64_t{0};
        case 1: return extent - 1;
        default: return place;
        }
    };
    for (int sample = 0; sample < 1000; sample++) {
        Point point{.n = draw(problem.batch), .filter = draw(problem.filters)};
        for (int axis = 0; axis < problem.rank(); axis++) {
            point.spatial[axis] = draw(problem.axes[axis].output);
        }
        const int64_t index = index_of(problem, shape, point.n, point.filter, point.spatial);
        const double expected = exact(problem, arrays, point), got = output[index];
        if (!(std::abs(got - expected) <= tolerance(problem))) {
            throw Error("output[" + std::to_string(index) + "] is " + std::to_string(got) + ": must be " +
                        std::to_string(expected) + " within " + std::to_string(tolerance(problem)));
        }
    }
}

void check_same(const Problem &problem, std::span<const float> output, std::span<const float> other) {
    if (output.size() != other.size()) {
        throw Error("the outputs have " + std::to_string(output.size()) + " and " + std::to_string(other.size()) +
                    " elements");
    }
    const float allowed = static_cast<float>(2 * tolerance(problem));
    for (size_t i = 0; i < output.size(); i++) {
        if (!(std::abs(output[i] - other[i]) <= allowed)) {
            throw Error("output[" + std::to_string(i) + "] is " + std::to_string(output[i]) +
                        ", of another contender " + std::to_string(other[i]) + ": must agree within " +
                        std::to_string(allowed));
        }
    }
}

void check_output(const Task &task, std::span<const float> output) {
    if (task.expected.empty()) {
        check_samples(task.problem, task.arrays, output);
    } else {
        check_same(task.problem, output, task.expected);
    }
}

}  // namespace tconv::bench
