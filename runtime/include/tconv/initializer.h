// Initializers: weights by rule in place of a file. The numbers come from a counter-based generator (Philox 4x32-10)
// and from arithmetic that rounds the same way everywhere, so a name and a seed mean the same array on every machine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tconv/array.h"
#include "tconv/problem.h"

namespace tconv {

/// One row of the table of initializers.
struct Initializer {
    const char *name;  ///< "glorot"
    const char *what;  ///< the rule, one line
    /// Fills weights of problem.weight_shape() order.
    void (*fill)(const Problem &problem, uint64_t seed, std::vector<float> &weights);
};

/// Every initializer (semantics.md, section 5). `seed` matters to the random ones only.
const std::vector<Initializer> &initializers();
/// Throws Error naming the allowed ones.
const Initializer &find_initializer(const std::string &name);
/// Weights (channels, filters/groups, k...) of the problem by the initializer's rule. Throws as find_initializer does.
Array initial_weights(const std::string &name, const Problem &problem, uint64_t seed);

}  // namespace tconv
