// What candidates are run on and compared with: one call of the problem, in memory that the runner's processes share.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "schedules/schedule.h"
#include "tconv/array.h"
#include "tests/oracle/samples.h"

namespace tconv::tune {

/// The problem that is measured for this one: every size is given, open ones are 64 (or the least that the layer allows), an open batch
/// is 1. Activations that no single sum decides (softmax), or that make errors large (exponential), are left out.
Problem measured(const Problem &);

class Reference {
public:
    /// Uniform numbers from the seed: in [-1, 1], weights in a range that makes sums as large. Throws Error where there is no memory for the arrays.
    Reference(const Problem &measured_problem, uint64_t seed);
    ~Reference();
    Reference(const Reference &) = delete;
    Reference &operator=(const Reference &) = delete;

    const Problem &problem() const { return problem_; }
    const Array &weights() const { return weights_; }
    const Array &bias() const { return bias_; }
    const float *input() const { return input_.data(); }
    std::span<float> output() const { return output_; }  ///< where every process writes, one at a time

    /// Takes what stands in `output` for right, after a look at the samples: what the rule's schedule computed. Throws Error where a
    /// sample is off.
    void accept_output(const Schedule &);
    /// What is wrong with `output`, computed by this schedule; empty where nothing is.
    std::string trouble(const Schedule &) const;

private:
    double rms_error() const;

    Problem problem_;
    Array weights_, bias_;
    void *memory_ = nullptr;
    size_t bytes_ = 0;
    std::span<float> input_, output_, expected_;
    std::vector<oracle::Sample> at_ends_, anywhere_;
    double unit_error_ = 0;  ///< root of the mean square of what `expected` is off anywhere
};

}  // namespace tconv::tune
