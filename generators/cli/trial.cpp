// Shapes, data and references of trials.
#include "generators/cli/trial.h"

#include <algorithm>

#include "runtime/problem/sizes.h"
#include "schedules/rounding.h"
#include "tests/oracle/random_problem.h"

namespace tconv {

namespace {

/// Open sizes: this much above the smallest possible one. Around the register tiles of kernels, and odd.
constexpr int64_t kSteps[] = {0, 1, 2, 6, 16, 33};
/// Open batches, in turn.
constexpr int64_t kBatches[] = {1, 2, 0, 3, 1, 5};
/// Of the integers that oracle::integer_call draws.
constexpr int64_t kLargestInteger = 4;

/// Whether every sum of the call is a whole number below 2^24, and the activation leaves it one.
bool is_exact(const Problem &problem) {
    int64_t terms = problem.channels_per_group();
    for (const Axis &axis : problem.axes) {
        terms = checked_mul(terms, std::min(axis.kernel, axis.input), "terms of a sum");
    }
    const bool whole = problem.activation == Activation::linear || problem.activation == Activation::relu ||
                       problem.activation == Activation::relu6;
    return whole && checked_mul(terms, kLargestInteger * kLargestInteger, "a sum") + kLargestInteger < int64_t{1} << 24;
}

}  // namespace

const char *name_of(TrialData data) { return data == TrialData::integers ? "integers" : "reals"; }

std::vector<std::vector<int64_t>> shapes_to_try(const Problem &problem) {
    if (!problem.is_open()) {
        return {problem.input_shape()};
    }
    const size_t first_axis = problem.layout == Layout::channels_first ? 2 : 1;
    std::vector<std::vector<int64_t>> shapes;
    for (size_t turn = 0; turn < std::size(kSteps); turn++) {
        std::vector<int64_t> shape = problem.input_shape();
        if (problem.batch == kOpen) {
            shape[0] = kBatches[turn];
        }
        for (size_t i = 0; i < problem.axes.size(); i++) {
            if (problem.axes[i].is_open()) {
                // Another step on each axis, so that their sizes differ.
                shape[first_axis + i] = input_limits(problem.axes[i]).least + kSteps[(turn + i) % std::size(kSteps)];
            }
        }
        try {
            problem.output_shape_for(shape);
            shapes.push_back(shape);
        } catch (const Error &) {
            continue;  // too large, or no such call of this layer
        }
    }
    return shapes;
}

Trial make_trial(const Problem &problem, const std::vector<int64_t> &input_shape, TrialData data, uint64_t seed) {
    const Problem fixed = problem.with_input_shape(input_shape);
    Trial trial;
    if (data == TrialData::integers) {
        trial.call = oracle::integer_call(fixed, seed);
        trial.expected = oracle::scatter(trial.call);
    } else {
        trial.call = oracle::real_call(fixed, seed);
        trial.expected = oracle::gather(trial.call);
    }
    trial.exact = data == TrialData::integers && is_exact(fixed);
    return trial;
}

std::vector<double> bound_of(const Trial &trial, const Schedule &schedule) {
    const auto regrouping = regrouping_of(schedule, trial.call.problem);
    if (regrouping && !(trial.exact && regrouping->dyadic)) {
        return oracle::error_bound(trial.call, regrouping->growth, regrouping->roundings);
    }
    return trial.exact ? std::vector<double>() : oracle::error_bound(trial.call);
}

}  // namespace tconv
