// Every random initializer against the distribution that semantics.md (section 5) gives it: mean, variance, bounds, and
// Kolmogorov and Smirnov's test.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tconv/initializer.h"
#include "tests/initializer/layer_with.h"

namespace tconv {
namespace {

// 92160 weights, half as many in 2 groups.
constexpr int64_t kChannels = 96, kFilters = 80;
constexpr double kR = 3 * 4, kC = kChannels, kF = kFilters;

/// The deviation of a standard normal variable cut at 2, to 16 digits: sqrt(1 - 4 phi(2) / (2 Phi(2) - 1)).
constexpr double kCut = 0.87962566103423978;

enum class Shape { uniform, normal, truncated };

struct Row {
    const char *dialect;
    const char *initializer;
    Shape shape;
    double size;  ///< half width of a uniform one, else the deviation before anything is cut
    double mean = 0;
    int64_t groups = 1;
    bool bias = false;
};

void PrintTo(const Row &row, std::ostream *stream) { *stream << row.dialect << " " << row.initializer; }

std::vector<Row> rows() {
    using std::sqrt;
    const Shape u = Shape::uniform, n = Shape::normal, t = Shape::truncated;
    return {
        // MATLAB: numIn = R*C, numOut = R*F; a group's own in the native form.
        {"native", "glorot", u, sqrt(6 / (kR * kC + kR * kF))},
        {"native", "he", n, sqrt(2 / (kR * kC))},
        {"native", "narrow-normal", n, 0.01},
        {"native", "glorot", u, sqrt(6 / (kR * kC / 2 + kR * kF / 2)), 0, 2},
        {"native", "he", n, sqrt(2 / (kR * kC / 2)), 0, 2},
        {"matlab", "glorot", u, sqrt(6 / (kR * kC + kR * kF))},
        {"matlab", "he", n, sqrt(2 / (kR * kC))},
        {"matlab", "narrow-normal", n, 0.01},
        {"matlab", "narrow-normal", n, 0.01, 0, 1, true},
        // Keras: fan_in = R*F, fan_out = R*C.
        {"keras", "glorot_uniform", u, sqrt(6 / (kR * kC + kR * kF))},
        {"keras", "glorot_normal", t, sqrt(2 / (kR * kC + kR * kF)) / kCut},
        {"keras", "he_uniform", u, sqrt(6 / (kR * kF))},
        {"keras", "he_normal", t, sqrt(2 / (kR * kF)) / kCut},
        {"keras", "lecun_uniform", u, sqrt(3 / (kR * kF))},
        {"keras", "lecun_normal", t, sqrt(1 / (kR * kF)) / kCut},
        {"keras", "variance_scaling", t, sqrt(1 / (kR * kF)) / kCut},
        {"keras", R"({"class_name": "VarianceScaling", "config": {"scale": 3, "mode": "fan_out"}})", t,
         sqrt(3 / (kR * kC)) / kCut},
        {"keras", R"({"class_name": "VarianceScaling",
                      "config": {"scale": 2.5, "mode": "fan_avg", "distribution": "untruncated_normal"}})",
         n, sqrt(2 * 2.5 / (kR * kC + kR * kF))},
        {"keras", R"({"name": "variance_scaling", "distribution": "uniform"})", u, sqrt(3 / (kR * kF))},
        {"keras", "random_normal", n, 0.05},
        {"keras", "random_uniform", u, 0.05},
        {"keras", "truncated_normal", t, 0.05},
        {"keras", R"({"class_name": "TruncatedNormal", "config": {"mean": 1, "stddev": 0.5}})", t, 0.5, 1},
        {"keras", R"({"class_name": "RandomUniform", "config": {"minval": 1, "maxval": 4}})", u, 1.5, 2.5},
        {"keras", "random_normal", n, 0.05, 0, 1, true},
        {"keras", "he_uniform", u, sqrt(6 / kF), 0, 1, true},  // a vector's fans are its length
        // CNTK: as Keras, but nothing is cut, and scale multiplies.
        {"cntk", "glorot_uniform", u, sqrt(6 / (kR * kC + kR * kF))},
        {"cntk", "glorot_normal", n, sqrt(2 / (kR * kC + kR * kF))},
        {"cntk", "he_uniform", u, sqrt(6 / (kR * kF))},
        {"cntk", "he_normal", n, sqrt(2 / (kR * kF))},
        {"cntk", "xavier", u, sqrt(3 / (kR * kF))},
        {"cntk", R"({"name": "xavier", "scale": 2})", u, 2 * sqrt(3 / (kR * kF))},
        {"cntk", R"({"name": "he_normal", "scale": 0.5})", n, 0.5 * sqrt(2 / (kR * kF))},
        {"cntk", R"({"name": "uniform", "scale": 0.25})", u, 0.25},
        {"cntk", R"({"name": "normal", "scale": 0.25})", n, 0.25},
        // PyTorch: fan_in = R*F/groups, fan_out = R*C, of weights (C, F/groups, k...).
        {"torch", "kaiming_uniform", u, 1 / sqrt(kR * kF)},
        {"torch", "kaiming_uniform", u, 1 / sqrt(kR * kF / 2), 0, 2},
        {"torch", "kaiming_uniform", u, 1 / sqrt(kR * kF / 2), 0, 2, true},
        {"torch", R"({"name": "kaiming_uniform_", "a": 0, "mode": "fan_out"})", u, sqrt(6 / (kR * kC))},
        {"torch", "kaiming_normal", n, sqrt(2 / (kR * kF))},
        {"torch", R"({"name": "kaiming_normal", "nonlinearity": "tanh"})", n, 5.0 / 3 * sqrt(1 / (kR * kF))},
        {"torch", R"({"name": "kaiming_normal", "a": 1, "nonlinearity": "leaky_relu"})", n, sqrt(1 / (kR * kF))},
        {"torch", "xavier_uniform", u, sqrt(6 / (kR * kC + kR * kF / 2)), 0, 2},
        {"torch", R"({"name": "xavier_normal", "gain": 2})", n, 2 * sqrt(2 / (kR * kC + kR * kF))},
        {"torch", "uniform", u, 0.5, 0.5},
        {"torch", R"({"name": "normal", "mean": -1, "std": 0.1})", n, 0.1, -1},
        // The native form's.
        {"onnx", "he", n, sqrt(2 / (kR * kC / 2)), 0, 2},
        {"wolfram", "he", n, sqrt(2 / (kR * kC / 2)), 0, 2},
        {"wolfram", "Kaiming", n, sqrt(2 / (kR * kC / 2)), 0, 2},
        {"wolfram", "Xavier", n, sqrt(2 / (kR * kC + kR * kF))},
        {"wolfram", R"({"name": "Xavier", "Distribution": "Uniform"})", u, sqrt(6 / (kR * kC + kR * kF))},
        {"wolfram", "Random", n, 0.01},
    };
}

double normal_probability(double z) { return std::erfc(-z / std::sqrt(2.0)) / 2; }

/// P(X <= x).
double probability(const Row &row, double x) {
    const double z = (x - row.mean) / row.size;
    switch (row.shape) {
    case Shape::uniform: return std::clamp((z + 1) / 2, 0.0, 1.0);
    case Shape::normal: return normal_probability(z);
    case Shape::truncated: break;
    }
    const double below = normal_probability(-2);
    return std::clamp((normal_probability(z) - below) / (1 - 2 * below), 0.0, 1.0);
}

double variance_of(const Row &row) {
    switch (row.shape) {
    case Shape::uniform: return row.size * row.size / 3;
    case Shape::normal: return row.size * row.size;
    case Shape::truncated: break;
    }
    return row.size * kCut * row.size * kCut;
}

class Distributions : public testing::TestWithParam<Row> {};

TEST_P(Distributions, AreThoseOfTheRules) {
    const Row &row = GetParam();
    // A bias of many elements, for the statistics: the fans that count are those of the layer above.
    Layer layer = layer_with(row.dialect, kChannels, kFilters, row.groups, {3, 4});
    layer.bias.shape = {kChannels * kFilters * 6};
    std::vector<float> values =
        row.bias ? initial_bias(layer, row.initializer, 1).data : initial_weights(layer, row.initializer, 1).data;
    std::sort(values.begin(), values.end());
    const auto n = static_cast<double>(values.size());

    // Five standard errors. The variance's relative one is sqrt(2/n) for normal numbers, less for the others.
    const double variance = variance_of(row);
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    EXPECT_NEAR(mean, row.mean, 5 * std::sqrt(variance / n));
    double squares = 0;
    for (const float value : values) {
        squares += (value - mean) * (value - mean);
    }
    EXPECT_NEAR(squares / n / variance, 1, 5 * std::sqrt(2 / n));

    // Bounds, one rounding to float32 aside; n numbers come within 20/n of the whole width of them.
    const double low = values.front() - row.mean, high = values.back() - row.mean;
    if (row.shape == Shape::uniform) {
        EXPECT_LE(std::max(-low, high), row.size * (1 + 1e-6));
        EXPECT_GT(std::min(-low, high), row.size * (1 - 40 / n));
    } else if (row.shape == Shape::truncated) {
        EXPECT_LE(std::max(-low, high), 2 * row.size * (1 + 1e-6));
        EXPECT_GT(std::min(-low, high), 1.98 * row.size);
    } else {
        EXPECT_GT(std::min(-low, high), 3.2 * row.size) << "it is cut";
    }

    // sqrt(n) times the largest distance of the two distribution functions is above 1.95 once in a thousand seeds.
    double distance = 0;
    for (size_t i = 0; i < values.size(); i++) {
        const double p = probability(row, values[i]), at = static_cast<double>(i);
        distance = std::max({distance, p - at / n, (at + 1) / n - p});
    }
    EXPECT_LT(std::sqrt(n) * distance, 1.95);
}

INSTANTIATE_TEST_SUITE_P(Systems, Distributions, testing::ValuesIn(rows()));

// No random initializer of any system is left out above.
TEST(Distributions, OfEveryRandomInitializer) {
    const std::vector<Row> tested = rows();
    for (const std::string &dialect : initializer_dialects()) {
        if (dialect == "onnx" || dialect == "wolfram") {
            continue;  // most rows are the native form's, the others stand above
        }
        for (const Initializer &row : initializers(dialect)) {
            const std::string name = row.name;
            const bool is_drawn = name != "zeros" && name != "ones" && name != "constant" && name != "bilinear" &&
                                  name != "orthogonal" && name != "Orthogonal";
            const auto is_it = [&](const Row &test) {
                const std::string text = test.initializer;
                return test.dialect == dialect && (text == name || text.find("\"" + name) != text.npos);
            };
            EXPECT_TRUE(!is_drawn || std::any_of(tested.begin(), tested.end(), is_it)) << dialect << " " << name;
        }
    }
}

}  // namespace
}  // namespace tconv
