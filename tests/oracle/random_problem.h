// Random layers and data for tests: the same seed is the same layer on every machine. They lean towards the corners: k < s,
// k = 1, common divisors of stride and dilation, crops that are negative or leave nothing, prime channels, batch 0.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/problem/random.h"
#include "tests/oracle/oracle.h"

namespace tconv::oracle {

/// What a drawn problem may cost: multiply-adds before cropping, and elements of any array. The defaults keep each oracle
/// below 20 ms.
struct Limits {
    int64_t macs = 2'000'000;
    int64_t elements = 200'000;
};

/// A valid problem with every size given.
Problem random_problem(uint64_t seed, const Limits &limits = {});

/// The same problem with its batch and axes open or not, at random; `shape` is the input that asks for it again:
/// open.with_input_shape(shape) == problem.
struct OpenProblem {
    Problem open;
    std::vector<int64_t> shape;
};
OpenProblem random_open(const Problem &problem, uint64_t seed);

/// Data for one call. Whole numbers in [-4, 4]: float32 sums below 2^24 are then exact in every order (linear and relu).
Call integer_call(const Problem &problem, uint64_t seed);
/// Reals in [-1, 1].
Call real_call(const Problem &problem, uint64_t seed);

}  // namespace tconv::oracle
