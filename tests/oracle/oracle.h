// The references that kernels are compared with: two computations in double, written apart from each other and from
// everything that generates code. `scatter` is the definition (semantics.md, section 1: every input adds to the outputs it
// reaches); `gather` asks for each output which inputs and taps reach it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tconv/array.h"
#include "tconv/problem.h"

namespace tconv::oracle {

/// One call: the arrays as a generated library takes them. Every size of the problem is given.
struct Call {
    Problem problem;
    Array input;    ///< problem.input_shape()
    Array weights;  ///< problem.weight_shape()
    Array bias;     ///< problem.bias_shape(); no data: zeros
};

/// Throws Error where an array's shape is not the problem's, or a size is open.
void check_call(const Call &);

/// The output, problem.output_shape(), activation included.
std::vector<double> scatter(const Call &);
std::vector<double> gather(const Call &);

/// What |float32 result - gather| may be at each output, for sums in any order, with or without fused multiply-adds.
/// The derivation stands in error_bound.cpp.
std::vector<double> error_bound(const Call &);
/// The same where an algorithm regroups the sums: they are off by no more than `growth` * gamma(channels of a group + `roundings`) times
/// |bias| + sum over channels of the largest |x| * the largest |w| (schedules/rounding.h).
std::vector<double> error_bound(const Call &, double growth, int64_t roundings);

/// Of one sum; all but softmax.
double activate(Activation, double);
/// All outputs in place, softmax over the filters of each cell.
void activate_all(const Problem &, std::vector<double> &sums);

/// How an output compares: where it is furthest off, measured in bounds.
struct Comparison {
    int64_t wrong = 0;         ///< outputs that are further off than their bound (or NaN)
    size_t worst = 0;          ///< index of the output with the largest error/bound
    double error = 0;          ///< there
    double bound = 0;          ///< there
    std::string text() const;  ///< one line
};
/// `bound` may be empty: every output must then be exact.
Comparison compare(const std::vector<float> &found, const std::vector<double> &expected,
                   const std::vector<double> &bound);

}  // namespace tconv::oracle
