// The random numbers behind initializers: known answers of the generator, and the normal quantile.
#include "runtime/layer/random.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tconv {
namespace {

// The generator's published answers: kat_vectors of Random123, philox4x32 with 10 rounds.
TEST(Philox, KnownAnswers) {
    using Words = std::array<uint32_t, 4>;
    EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}), (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
    constexpr uint32_t all = 0xffffffff;
    EXPECT_EQ(philox({all, all, all, all}, {all, all}), (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
    EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
              (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

// P(X <= x) = erfc(-x / sqrt 2) / 2, down to the smallest uniform number, 2^-53 (x about -8.2). A relative error e of p
// shifts x by about e / |x|: 1e-12 leaves room for both functions.
TEST(NormalQuantile, InvertsTheDistribution) {
    for (double x = -8.2; x <= 0; x += 0.01) {
        const double p = std::erfc(-x / std::sqrt(2.0)) / 2;
        EXPECT_NEAR(normal_quantile(p), x, 1e-12) << "p = " << p;
    }
    EXPECT_EQ(normal_quantile(0.5), 0);
    EXPECT_EQ(normal_quantile(0.25), -normal_quantile(0.75));
}

// A seed's streams and attempts are other counters of the same key.
TEST(Uniform, StreamsAndAttemptsDiffer) {
    EXPECT_EQ(uniform(7, 3), uniform(7, 3, 0, 0));
    EXPECT_NE(uniform(7, 3), uniform(7, 3, 1, 0));
    EXPECT_NE(uniform(7, 3), uniform(7, 3, 0, 1));
    EXPECT_NE(uniform(7, 3, 1, 0), uniform(7, 3, 0, 1));
}

}  // namespace
}  // namespace tconv
