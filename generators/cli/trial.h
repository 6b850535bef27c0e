// Trials of `verify`: which calls a layer is tried with, and what must come out.
#pragma once

#include <cstdint>
#include <vector>

#include "schedules/schedule.h"
#include "tests/oracle/oracle.h"

namespace tconv {

enum class TrialData {
    integers,  ///< small enough that float32 sums are exact in any order: the output must be equal
    reals,     ///< within the bound that rounding allows
};
const char *name_of(TrialData data);

/// Input shapes: the problem's own where it is fixed; else several, the smallest possible sizes among them.
std::vector<std::vector<int64_t>> shapes_to_try(const Problem &problem);

struct Trial {
    oracle::Call call;
    std::vector<double> expected;
    bool exact;  ///< sums in any order are
};
Trial make_trial(const Problem &problem, const std::vector<int64_t> &input_shape, TrialData data, uint64_t seed);
/// What a kernel of this schedule may be off by in the trial; empty: it must be exact.
std::vector<double> bound_of(const Trial &trial, const Schedule &schedule);

}  // namespace tconv
