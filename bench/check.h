// Whether a contender computed the layer at all, before it is timed.
#pragma once

#include <span>

#include "bench/arrays.h"
#include "bench/contender.h"
#include "tconv/problem.h"

namespace tconv::bench {

/// What a float32 result may differ from the exact one, for standard normal inputs and weights.
///
/// An output is a sum of K = channels * taps products of variance 1. Added in any order, the partial sum behind k terms has standard
/// deviation sqrt(k) or less, and each addition rounds by at most 2^-24 of it: the errors add up to a standard deviation below
/// 2^-24 * K / sqrt(2). Eight times 2^-24 * (K + 8) is eleven of these and more; the 8 covers the bias and single large products.
double tolerance(const Problem &);

/// Throws Error naming the first output that is off: a thousand of them, spread over the array (corners included), are computed
/// in double from the definition.
void check_samples(const Problem &, SharedArrays &, std::span<const float> output);

/// Throws Error where two results differ anywhere by more than both tolerances together. tconv's may be four times that of direct sums:
/// the most that a search for a layer of accuracy "fast" may choose.
void check_same(const Problem &, std::span<const float> output, std::span<const float> other);

/// A contender's output against what the task expects, or against samples where it expects nothing yet.
void check_output(const Task &, std::span<const float> output);

}  // namespace tconv::bench
