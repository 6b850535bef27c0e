// Trials of `verify`: which calls a layer is tried with, and what must come out.
#pragma once

#include <cstdint>
#include <vector>

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
    std::vector<double> bound;  ///< empty: exact
};
Trial make_trial(const Problem &problem, const std::vector<int64_t> &input_shape, TrialData data, uint64_t seed);

}  // namespace tconv
