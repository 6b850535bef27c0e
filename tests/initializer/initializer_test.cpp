// Initializers: known answers of the generator, the distributions that semantics.md (section 5) asks for, bilinear by
// hand.
#include "tconv/initializer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "runtime/layer/random.h"

namespace tconv {
namespace {

Problem problem_of(int64_t channels, int64_t filters, int64_t groups, std::vector<int64_t> kernel) {
    Problem problem;
    problem.channels = channels;
    problem.filters = filters;
    problem.groups = groups;
    for (const int64_t k : kernel) {
        Axis axis;
        axis.input = 2;
        axis.kernel = k;
        axis.output = axis.full(2);
        problem.axes.push_back(axis);
    }
    return problem;
}

struct Moments {
    double mean = 0, variance = 0, largest = 0;
};

Moments moments(const std::vector<float> &values) {
    Moments m;
    const auto count = static_cast<double>(values.size());
    m.mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
    for (const float value : values) {
        m.variance += (value - m.mean) * (value - m.mean) / count;
        m.largest = std::max(m.largest, std::fabs(static_cast<double>(value)));
    }
    return m;
}

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

TEST(Initializer, SeedsGiveTheSameNumbersAlways) {
    const Problem problem = problem_of(8, 4, 1, {3, 3});
    const Array first = initial_weights("he", problem, 7);
    EXPECT_EQ(first.shape, problem.weight_shape());
    EXPECT_EQ(first.data, initial_weights("he", problem, 7).data);
    EXPECT_NE(first.data, initial_weights("he", problem, 8).data);
    EXPECT_NE(initial_weights("he", problem, uint64_t{7} + (uint64_t{1} << 32)).data, first.data);
}

// 147456 weights. Mean: 5 standard errors. Variance: a normal variable's has a relative standard error of sqrt(2/n) =
// 0.0037, a uniform one's less: 5 of them are 0.02.
TEST(Initializer, DistributionsAreThoseOfTheRules) {
    const Problem problem = problem_of(128, 72, 1, {4, 4});
    const double in = 16 * 128, out = 16 * 72;
    struct Row {
        const char *name;
        double variance, limit;  // 0: none
    };
    const double glorot = std::sqrt(6 / (in + out));
    for (const Row &row :
         {Row{"glorot", glorot * glorot / 3, glorot}, Row{"he", 2 / in, 0}, Row{"narrow-normal", 1e-4, 0}}) {
        const Array weights = initial_weights(row.name, problem, 1);
        const Moments m = moments(weights.data);
        EXPECT_NEAR(m.mean, 0, 5 * std::sqrt(row.variance / static_cast<double>(weights.size()))) << row.name;
        EXPECT_NEAR(m.variance / row.variance, 1, 0.02) << row.name;
        if (row.limit > 0) {
            EXPECT_LE(m.largest, row.limit);
            EXPECT_GT(m.largest, 0.999 * row.limit);
        } else {
            EXPECT_GT(m.largest, 3.5 * std::sqrt(row.variance)) << row.name << " is truncated";
        }
    }
}

TEST(Initializer, Constants) {
    const Problem problem = problem_of(2, 3, 1, {2});
    EXPECT_EQ(initial_weights("zeros", problem, 0).data, std::vector<float>(12, 0.0F));
    EXPECT_EQ(initial_weights("ones", problem, 0).data, std::vector<float>(12, 1.0F));
}

// semantics.md, section 5: k = 3 gives (.5, 1, .5), k = 4 gives (.25, .75, .75, .25).
TEST(Bilinear, OneAxis) {
    EXPECT_EQ(initial_weights("bilinear", problem_of(1, 1, 1, {3}), 0).data, (std::vector<float>{0.5F, 1, 0.5F}));
    EXPECT_EQ(initial_weights("bilinear", problem_of(1, 1, 1, {4}), 0).data,
              (std::vector<float>{0.25F, 0.75F, 0.75F, 0.25F}));
}

TEST(Bilinear, DenseIsADiagonalOfTriangles) {
    EXPECT_EQ(initial_weights("bilinear", problem_of(2, 2, 1, {3}), 0).data,
              (std::vector<float>{0.5F, 1, 0.5F, 0, 0, 0, 0, 0, 0, 0.5F, 1, 0.5F}));
    // One filter fewer than channels: the last channel reaches none.
    EXPECT_EQ(initial_weights("bilinear", problem_of(2, 1, 1, {3}), 0).data,
              (std::vector<float>{0.5F, 1, 0.5F, 0, 0, 0}));
}

TEST(Bilinear, GroupedHasATriangleForEachChannel) {
    EXPECT_EQ(initial_weights("bilinear", problem_of(2, 2, 2, {3}), 0).data,
              (std::vector<float>{0.5F, 1, 0.5F, 0.5F, 1, 0.5F}));
}

TEST(Bilinear, AxesMultiply) {
    EXPECT_EQ(initial_weights("bilinear", problem_of(1, 1, 1, {3, 4}), 0).data,
              (std::vector<float>{0.125F, 0.375F, 0.375F, 0.125F, 0.25F, 0.75F, 0.75F, 0.25F, 0.125F, 0.375F, 0.375F,
                                  0.125F}));
}

TEST(Initializer, UnknownNamesAreErrorsThatListTheKnown) {
    try {
        find_initializer("xavier");
        FAIL();
    } catch (const Error &error) {
        EXPECT_STREQ(error.what(),
                     "initializer is \"xavier\": must be one of zeros, ones, glorot, he, narrow-normal, bilinear");
    }
}

}  // namespace
}  // namespace tconv
