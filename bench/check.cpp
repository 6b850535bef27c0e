// Samples of the output, each from the definition in double.
#include "bench/check.h"

#include <cmath>

#include "tconv/error.h"
#include "tests/oracle/samples.h"

namespace tconv::bench {

namespace {

constexpr int kSamples = 1000;
/// How many times the errors of direct sums a result may have: as many as a search may choose where the order of sums is free.
double growth(const Problem &problem) { return problem.accuracy == Accuracy::fast ? 4 : 1; }

}  // namespace

double tolerance(const Problem &problem) {
    double terms = static_cast<double>(problem.channels_per_group());
    for (const Axis &axis : problem.axes) {
        terms *= std::ceil(static_cast<double>(axis.kernel) / static_cast<double>(axis.stride));
    }
    return 8 * std::ldexp(1.0, -24) * (terms + 8);
}

void check_samples(const Problem &problem, SharedArrays &arrays, std::span<const float> output) {
    const oracle::Arrays given{arrays.input(), arrays.weights(), arrays.bias()};
    for (const oracle::Sample &sample : oracle::draw_samples(problem, given, kSamples, 1)) {
        const double got = output[static_cast<size_t>(sample.index)];
        if (!(std::abs(got - sample.exact) <= growth(problem) * tolerance(problem))) {
            throw Error("output[" + std::to_string(sample.index) + "] is " + std::to_string(got) + ": must be " +
                        std::to_string(sample.exact) + " within " +
                        std::to_string(growth(problem) * tolerance(problem)));
        }
    }
}

void check_same(const Problem &problem, std::span<const float> output, std::span<const float> other) {
    if (output.size() != other.size()) {
        throw Error("the outputs have " + std::to_string(output.size()) + " and " + std::to_string(other.size()) +
                    " elements");
    }
    const float allowed = static_cast<float>((1 + growth(problem)) * tolerance(problem));
    for (size_t i = 0; i < output.size(); i++) {
        if (!(std::abs(output[i] - other[i]) <= allowed)) {
            throw Error("output[" + std::to_string(i) + "] is " + std::to_string(output[i]) +
                        ", of tconv, which agrees with sums in double, " + std::to_string(other[i]) +
                        ": must agree within " + std::to_string(allowed));
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
