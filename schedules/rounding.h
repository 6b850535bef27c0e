// How far rounding may take a schedule's results from the exact ones: what `inspect` prints and tests hold kernels to.
#pragma once

#include <cstdint>
#include <optional>

#include "schedules/schedule.h"

namespace tconv {

/// Of sums that an algorithm regroups. With u = 2^-24, and the largest magnitudes of a channel's inputs and of its taps in a phase,
///
///     |computed - exact| <= growth * gamma(channels + roundings) * (|bias| + sum over channels of largest |x| * largest |w|)
///
/// where gamma(n) = n u / (1 - n u): the derivation stands in rounding.cpp.
struct Regrouping {
    double growth;
    int64_t roundings;  ///< beside one for each channel of a group
    bool dyadic;        ///< the matrices hold multiples of powers of 2 alone: small integers stay exact
};
/// None for direct sums, whose error is at most gamma(terms) sum |x w|.
std::optional<Regrouping> regrouping_of(const Schedule &, const Problem &);

/// How far a sum, before its activation, may be from the exact one: no further than `bound` times
///     |bias| + the sum of |x w| over its products                                     (direct sums), or
///     |bias| + the sum over channels of the largest |x| times the largest |w|         (regrouped ones).
struct Rounding {
    bool regrouped;
    double bound;
    double rms;  ///< on average, beside direct sums: 1 for those, else as rms_growth (cook_toom.h) predicts it
};
Rounding rounding_of(const Schedule &, const Problem &);

}  // namespace tconv
