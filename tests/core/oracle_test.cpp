// The references against each other, against published outputs, and the bound against sums in float32.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

#include "tests/oracle/random_problem.h"
#include "tests/oracle/samples.h"
#include "tests/oracle/vectors.h"

namespace tconv::oracle {
namespace {

constexpr uint64_t kSeeds = 3000;

TEST(Oracles, AgreeExactlyOnWholeNumbers) {
    for (uint64_t seed = 0; seed < kSeeds; ++seed) {
        const Problem p = random_problem(seed);
        const Call call = integer_call(p, seed);
        EXPECT_EQ(scatter(call), gather(call)) << "seed " << seed << ": " << key(p);
    }
}

TEST(Oracles, AgreeOnRealsFarBelowTheBound) {
    for (uint64_t seed = kSeeds; seed < kSeeds + 300; ++seed) {
        const Call call = real_call(random_problem(seed), seed);
        const auto one = scatter(call), other = gather(call), bound = error_bound(call);
        for (size_t i = 0; i < one.size(); ++i) {
            ASSERT_LE(std::abs(one[i] - other[i]), bound[i] * 0x1p-20) << "seed " << seed << ": " << key(call.problem);
        }
    }
}

TEST(Oracles, SamplesAreOutputs) {
    int64_t samples = 0;
    for (uint64_t seed = 0; seed < 500; ++seed) {
        Call call = integer_call(random_problem(seed), seed);
        call.problem.activation = Activation::relu;
        const std::vector<double> outputs = gather(call);
        if (outputs.empty()) {
            continue;  // batch 0
        }
        std::set<int64_t> places;
        for (const Sample &s :
             draw_samples(call.problem, {call.input.data, call.weights.data, call.bias.data}, 50, seed)) {
            ASSERT_EQ(s.exact, outputs.at(static_cast<size_t>(s.index)))
                << "seed " << seed << ": " << key(call.problem);
            ASSERT_GE(s.magnitude, std::abs(s.exact));
            places.insert(s.index);
        }
        samples += static_cast<int64_t>(places.size());
    }
    EXPECT_GT(samples, 5000) << "all over the arrays";
}

TEST(Oracles, GiveWhatOtherSystemsPublish) {
    for (const Vector &vector : vectors()) {
        EXPECT_EQ(scatter(vector.call), vector.expected) << vector.name;
        EXPECT_EQ(gather(vector.call), vector.expected) << vector.name;
    }
}

TEST(Oracles, CellsOutsideTheFullOutputHoldTheBias) {
    Call call = integer_call(parse_key("f32,last,n1,c2,f1,g1,bias,sigmoid,fast,i3k2s1d1b9o4"), 1);
    call.bias.data = {0};
    EXPECT_EQ(scatter(call), std::vector<double>(4, 0.5));
    EXPECT_EQ(gather(call), std::vector<double>(4, 0.5));
}

TEST(Oracles, Activations) {
    EXPECT_EQ(activate(Activation::linear, -3), -3);
    EXPECT_EQ(activate(Activation::relu, -3), 0);
    EXPECT_EQ(activate(Activation::relu6, 7), 6);
    EXPECT_EQ(activate(Activation::leaky_relu, -5), -1);
    EXPECT_EQ(activate(Activation::leaky_relu, 5), 5);
    EXPECT_EQ(activate(Activation::sigmoid, 0), 0.5);
    EXPECT_EQ(activate(Activation::tanh, 0), 0);
    // Their formulas at 1 and -1 to eight places, and their limits.
    struct Value {
        Activation activation;
        double at_minus_1, at_1, at_minus_infinity, at_infinity;
    };
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    for (const Value &v : {
             Value{Activation::elu, -0.63212056, 1, -1, kInfinity},
             Value{Activation::selu, -1.11133073, 1.05070098, -1.75809933, kInfinity},
             Value{Activation::softplus, 0.31326169, 1.31326169, 0, kInfinity},
             Value{Activation::softsign, -0.5, 0.5, -1, 1},
             Value{Activation::hard_sigmoid, 1.0 / 3, 2.0 / 3, 0, 1},
             Value{Activation::exponential, 0.36787944, 2.71828183, 0, kInfinity},
             Value{Activation::silu, -0.26894142, 0.73105858, 0, kInfinity},
             Value{Activation::gelu, -0.15865525, 0.84134475, 0, kInfinity},
             Value{Activation::mish, -0.30340146, 0.86509839, 0, kInfinity},
         }) {
        EXPECT_NEAR(activate(v.activation, -1), v.at_minus_1, 1e-8) << name_of(v.activation);
        EXPECT_NEAR(activate(v.activation, 1), v.at_1, 1e-8) << name_of(v.activation);
        EXPECT_NEAR(activate(v.activation, -kInfinity), v.at_minus_infinity, 1e-8) << name_of(v.activation);
        EXPECT_EQ(activate(v.activation, kInfinity), v.at_infinity) << name_of(v.activation);
    }
}

TEST(Oracles, SoftmaxIsOverTheFiltersOfACell) {
    for (const char *layout : {"last", "first"}) {
        const Problem p = parse_key(std::string("f32,") + layout + ",n1,c1,f3,g1,bias,softmax,fast,i2k1s1d1b0o2");
        const Call call{p, {p.input_shape(), {0, 1}}, {p.weight_shape(), {0, 1, 2}}, {p.bias_shape(), {1, 2, 3}}};
        // e^1, e^2, e^3 of their sum; at the other cell e^1, e^3, e^5.
        const std::vector<double> expected =
            std::string(layout) == "last"
                ? std::vector<double>{0.09003057, 0.24472847, 0.66524096, 0.01587624, 0.11731043, 0.86681333}
                : std::vector<double>{0.09003057, 0.01587624, 0.24472847, 0.11731043, 0.66524096, 0.86681333};
        const std::vector<double> found = gather(call);
        EXPECT_EQ(compare(std::vector<float>(found.begin(), found.end()), scatter(call), error_bound(call)).wrong, 0);
        for (size_t i = 0; i < expected.size(); ++i) {
            EXPECT_NEAR(found[i], expected[i], 1e-8) << layout << i;
        }
    }
}

/// The definition in float32, as plain as can be: linear layers of rank 1, channels first.
std::vector<float> float_scatter(const Call &call) {
    const Problem &p = call.problem;
    const Axis &axis = p.axes[0];
    std::vector<float> y(static_cast<size_t>(p.batch * p.filters * axis.output));
    const int64_t per_group = p.filters_per_group();
    for (int64_t n = 0; n < p.batch; ++n) {
        for (int64_t c = 0; c < p.channels; ++c) {
            for (int64_t m = 0; m < per_group; ++m) {
                for (int64_t i = 0; i < axis.input; ++i) {
                    for (int64_t t = 0; t < axis.kernel; ++t) {
                        const int64_t f = c / p.channels_per_group() * per_group + m;
                        const int64_t o = i * axis.stride + t * axis.dilation - axis.crop_begin;
                        if (o >= 0 && o < axis.output) {
                            y[static_cast<size_t>((n * p.filters + f) * axis.output + o)] +=
                                call.input.data[static_cast<size_t>((n * p.channels + c) * axis.input + i)] *
                                call.weights.data[static_cast<size_t>((c * per_group + m) * axis.kernel + t)];
                        }
                    }
                }
            }
        }
    }
    for (size_t i = 0; i < y.size() && p.bias; ++i) {
        y[i] += call.bias.data[i / static_cast<size_t>(axis.output) % static_cast<size_t>(p.filters)];
    }
    return y;
}

TEST(ErrorBound, HoldsForFloatSumsAndIsNotIdle) {
    double largest = 0;
    for (uint64_t seed = 0; seed < 1000; ++seed) {
        Problem p = random_problem(seed);
        p.layout = Layout::channels_first;
        p.activation = Activation::linear;
        p.axes.resize(1);
        const Call call = real_call(p, seed);
        const auto expected = gather(call), bound = error_bound(call);
        const Comparison result = compare(float_scatter(call), expected, bound);
        EXPECT_EQ(result.wrong, 0) << "seed " << seed << ": " << key(p) << ": " << result.text();
        largest = std::max(largest, result.bound > 0 ? result.error / result.bound : 0);
    }
    EXPECT_GT(largest, 0.05);  // a bound that is never approached would find nothing
}

TEST(Compare, CountsWhatIsWrong) {
    EXPECT_EQ(compare({1, 2, 3}, {1, 2, 3}, {}).wrong, 0);
    EXPECT_EQ(compare({1, 2, 4}, {1, 2, 3}, {}).wrong, 1);
    const Comparison result = compare({1, 2.5, NAN}, {1, 2, 3}, {1, 1, 1});
    EXPECT_EQ(result.wrong, 1);
    EXPECT_EQ(result.worst, 2u);
    EXPECT_THROW(compare({1}, {1, 2}, {}), Error);
}

}  // namespace
}  // namespace tconv::oracle
