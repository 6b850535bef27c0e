// How much Winograd's algorithm adds to the rounding errors of random data: what is hopeless need not be compiled.
#pragma once

#include "schedules/schedule.h"

namespace tconv::tune {

/// The root mean square of the error, in those of direct sums, for independent inputs, weights and roundings: along an axis
///
///     sqrt(mean over outputs i of  sum over products j of A_ij^2 |G_j|^2 |B_j|^2  /  taps)
///
/// and the product of that over the axes. 1 for direct sums. What is measured is a little less where several axes meet.
double expected_error(const Schedule &, const Problem &);

/// Candidates are wrong that are off by more than kMostError times the direct algorithm's error; those that are expected to be off by more
/// than kHopelessError are not tried.
constexpr double kMostError = 4.0, kHopelessError = 5.5;

}  // namespace tconv::tune
