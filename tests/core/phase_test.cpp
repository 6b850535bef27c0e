// Phases against the definition: an output o is reached by input i through tap t where i*s + t*d == o + crop_begin.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

#include "tconv/phase.h"
#include "tests/oracle/random_problem.h"

namespace tconv {
namespace {

using Pair = std::pair<int64_t, int64_t>;  // input, tap

constexpr uint64_t kSeeds = 2000;
constexpr int64_t kFar = 400;  // inputs from -kFar to kFar stand for an input that goes on for ever

std::set<Pair> pairs_by_definition(const Axis &axis, int64_t output) {
    std::set<Pair> pairs;
    for (int64_t t = 0; t < axis.kernel; ++t) {
        for (int64_t i = -kFar; i <= kFar; ++i) {
            if (i * axis.stride + t * axis.dilation == output + axis.crop_begin) {
                pairs.emplace(i, t);
            }
        }
    }
    return pairs;
}

std::set<Pair> pairs_by_phase(const Phase &phase, int64_t x) {
    std::set<Pair> pairs;
    for (int64_t j = 0; j < phase.taps; ++j) {
        pairs.emplace(x + phase.input_offset - j * phase.input_step, phase.first_tap + j * phase.tap_step);
    }
    return pairs;
}

TEST(Phase, HasExactlyTheTapsThatReachIt) {
    for (uint64_t seed = 0; seed < kSeeds / 10; ++seed) {
        for (const Axis &axis : oracle::random_problem(seed).axes) {
            const auto phases = phases_of(axis);
            ASSERT_EQ(static_cast<int64_t>(phases.size()), axis.stride);
            for (int64_t o = 0; o < std::min<int64_t>(axis.output, 24); ++o) {
                const Phase &phase = phases[static_cast<size_t>(o % axis.stride)];
                EXPECT_EQ(phase.residue, o % axis.stride);
                EXPECT_EQ(pairs_by_phase(phase, o / axis.stride), pairs_by_definition(axis, o)) << "seed " << seed;
            }
        }
    }
}

TEST(Phase, TapsOfAllPhasesAreTheKernel) {
    for (uint64_t seed = 0; seed < kSeeds; ++seed) {
        for (const Axis &axis : oracle::random_problem(seed).axes) {
            const int64_t common = std::gcd(axis.stride, axis.dilation);
            int64_t taps = 0;
            for (const Phase &phase : phases_of(axis)) {
                taps += phase.taps;
                if ((phase.residue + axis.crop_begin) % common != 0) {
                    EXPECT_EQ(phase.taps, 0) << "seed " << seed;
                }
            }
            EXPECT_EQ(taps, axis.kernel) << "seed " << seed;
        }
    }
}

TEST(Phase, KernelSmallerThanStrideLeavesPhasesWithoutTaps) {
    const auto phases = phases_of({4, 2, 3, 1, 0, 0, 11});
    EXPECT_EQ(phases[0].taps, 1);
    EXPECT_EQ(phases[1].taps, 1);
    EXPECT_EQ(phases[2].taps, 0);
}

TEST(Phase, CommonDivisorOfStrideAndDilationLeavesPhasesWithoutTaps) {
    const auto phases = phases_of({4, 3, 4, 2, 0, 0, 17});  // taps land at 0, 2, 4
    EXPECT_EQ(phases[0].taps, 2);
    EXPECT_EQ(phases[0].tap_step, 2);
    EXPECT_EQ(phases[0].input_step, 1);
    EXPECT_EQ(phases[1].taps, 0);
    EXPECT_EQ(phases[2].taps, 1);
    EXPECT_EQ(phases[2].first_tap, 1);
    EXPECT_EQ(phases[3].taps, 0);
}

TEST(Phase, OfHugeNumbersIsFoundAtOnce) {
    const int64_t most = kMaxElements - 1;
    const Phase phase = phase_of({1, most, most, 1, -most, 0, kOpen}, most - 1);
    EXPECT_EQ(phase.taps, 1);
    EXPECT_EQ(phase.first_tap, most - 1);
    EXPECT_EQ(phase.input_offset, -1);
}

TEST(Phase, OutputsOfAllResiduesAreTheOutput) {
    const Axis axis{1, 1, 5, 1, 0, 0, 1};
    for (int64_t output = 1; output < 30; ++output) {
        int64_t sum = 0;
        for (int64_t residue = 0; residue < axis.stride; ++residue) {
            int64_t count = 0;
            for (int64_t o = residue; o < output; o += axis.stride) {
                ++count;
            }
            EXPECT_EQ(phase_outputs(axis, residue, output), count);
            sum += count;
        }
        EXPECT_EQ(sum, output);
    }
}

TEST(InputsRead, AreThoseOfTheDefinition) {
    for (uint64_t seed = 0; seed < kSeeds / 10; ++seed) {
        for (const Axis &axis : oracle::random_problem(seed).axes) {
            InputRange expected{INT64_MAX, INT64_MIN};
            for (int64_t o = 0; o < axis.output; ++o) {
                for (const auto &[i, t] : pairs_by_definition(axis, o)) {
                    expected.first = std::min(expected.first, i);
                    expected.last = std::max(expected.last, i);
                }
            }
            const InputRange range = inputs_read(axis);
            EXPECT_EQ(range.empty(), expected.empty()) << "seed " << seed;
            if (!expected.empty()) {
                EXPECT_EQ(range.first, expected.first) << "seed " << seed;
                EXPECT_EQ(range.last, expected.last) << "seed " << seed;
            }
        }
    }
}

}  // namespace
}  // namespace tconv
