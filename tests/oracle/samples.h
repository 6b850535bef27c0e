// Single outputs from the definition: for layers whose whole output takes too long to compute in double.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tconv/problem.h"

namespace tconv::oracle {

/// The arrays of a call as a generated library takes them; every size of the problem is given.
struct Arrays {
    std::span<const float> input, weights, bias;  ///< bias: empty where the problem has none
};

/// One output.
struct Sample {
    int64_t index = 0;     ///< in the output array
    double exact = 0;      ///< activation included, which is not softmax
    double magnitude = 0;  ///< |bias| + the sum of |x w|
};

/// How often a coordinate is one of its axis's ends, where the border is: as any other place, for what is so on average; or every third time.
enum class Ends { as_others, often };
/// So many outputs, drawn by the seed.
std::vector<Sample> draw_samples(const Problem &, const Arrays &, int count, uint64_t seed, Ends ends = Ends::often);

}  // namespace tconv::oracle
