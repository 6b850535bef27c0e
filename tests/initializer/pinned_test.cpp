// Seeds mean these numbers: on every machine, with every compiler and optimization. A layer whose weights were made by
// rule stays the same layer in every later version.
#include <gtest/gtest.h>

#include "tconv/initializer.h"
#include "tests/initializer/layer_with.h"

namespace tconv {
namespace {

using Floats = std::vector<float>;

/// 3 channels, 2 filters, kernel 2 x 3: 36 weights.
Layer layer_of(const char *dialect) { return layer_with(dialect, 3, 2, 1, {2, 3}); }

TEST(Pinned, FirstThreeWeightsAndTheLast) {
    const struct {
        const char *dialect, *initializer;
        uint64_t seed;
        Floats expected;
    } rows[] = {
        {"native", "glorot", 7, {0x1.a05ccep-2F, -0x1.54db8p-4F, -0x1.c461eep-2F, 0x1.6cf7c2p-4F}},
        {"native", "he", 7, {0x1.20a006p-1F, -0x1.415c1ep-4F, -0x1.abfd46p-1F, 0x1.58902p-4F}},
        {"native", "narrow-normal", 7, {0x1.15148p-6F, -0x1.348166p-9F, -0x1.9adeaap-6F, 0x1.4ac7ccp-9F}},
        {"native", "he", (uint64_t{1} << 40) + 3, {-0x1.225554p-3F, -0x1.70dc24p-2F, -0x1.9b7e7p-1F, -0x1.71a2a8p-4F}},
        {"matlab", "glorot", 7, {0x1.a05ccep-2F, -0x1.54db8p-4F, -0x1.c461eep-2F, 0x1.6cf7c2p-4F}},
        {"matlab", "he", 7, {0x1.20a006p-1F, -0x1.415c1ep-4F, -0x1.abfd46p-1F, 0x1.58902p-4F}},
        {"keras", "glorot_uniform", 7, {0x1.a05ccep-2F, -0x1.54db8p-4F, -0x1.c461eep-2F, 0x1.6cf7c2p-4F}},
        {"keras", "glorot_normal", 7, {0x1.fc534ep-2F, -0x1.1afd26p-4F, 0x1.50cfbcp-2F, 0x1.2f6be8p-4F}},
        {"keras", "he_normal", 7, {0x1.91ddd4p-1F, -0x1.bf71d6p-4F, 0x1.0a45d8p-1F, 0x1.dfc062p-4F}},
        {"keras", "lecun_normal", 7, {0x1.1c299cp-1F, -0x1.3c6424p-4F, 0x1.78911p-2F, 0x1.533c4cp-4F}},
        {"keras", "variance_scaling", 7, {0x1.1c299cp-1F, -0x1.3c6424p-4F, 0x1.78911p-2F, 0x1.533c4cp-4F}},
        {"keras", "random_normal", 7, {0x1.5a59ap-4F, -0x1.81a1bep-7F, -0x1.00cb2ap-3F, 0x1.9d79cp-7F}},
        {"keras", "random_uniform", 7, {0x1.7467eep-5F, -0x1.30df46p-7F, -0x1.949f8ep-5F, 0x1.466fe8p-7F}},
        {"keras", "truncated_normal", 7, {0x1.5a59ap-4F, -0x1.81a1bep-7F, 0x1.caf9f6p-5F, 0x1.9d79cp-7F}},
        {"keras", "orthogonal", 7, {0x1.05fa6cp-1F, -0x1.5a6c4cp-3F, -0x1.7e3dc4p-2F, 0x1.45e46ep-4F}},
        {"cntk", "glorot_uniform", 7, {0x1.a05ccep-2F, -0x1.54db8p-4F, -0x1.c461eep-2F, 0x1.6cf7c2p-4F}},
        {"cntk", "he_normal", 7, {0x1.617dfap-1F, -0x1.899576p-4F, -0x1.0616cp+0F, 0x1.a60072p-4F}},
        {"cntk", "xavier", 7, {0x1.d181e8p-2F, -0x1.7d1716p-4F, -0x1.f9c77p-2F, 0x1.980bep-4F}},
        {"torch", "kaiming_uniform", 7, {0x1.0cc2c8p-2F, -0x1.b80b88p-5F, -0x1.2402fep-2F, 0x1.d72bep-5F}},
        {"torch", "kaiming_normal", 7, {0x1.617dfap-1F, -0x1.899576p-4F, -0x1.0616cp+0F, 0x1.a60072p-4F}},
        {"torch", "xavier_uniform", 7, {0x1.a05ccep-2F, -0x1.54db8p-4F, -0x1.c461eep-2F, 0x1.6cf7c2p-4F}},
        {"torch", "xavier_normal", 7, {0x1.bf22d6p-2F, -0x1.f1d93ap-5F, -0x1.4b84e6p-1F, 0x1.0ae5b8p-4F}},
        {"torch", "orthogonal", 7, {0x1.05fa6cp-1F, -0x1.598308p-4F, 0x1.07c1ecp-2F, 0x1.45e46ep-4F}},
        {"wolfram", "Kaiming", 7, {0x1.20a006p-1F, -0x1.415c1ep-4F, -0x1.abfd46p-1F, 0x1.58902p-4F}},
        {"wolfram", "Random", 7, {0x1.15148p-6F, -0x1.348166p-9F, -0x1.9adeaap-6F, 0x1.4ac7ccp-9F}},
    };
    for (const auto &row : rows) {
        const Floats all = initial_weights(layer_of(row.dialect), row.initializer, row.seed).data;
        EXPECT_EQ((Floats{all[0], all[1], all[2], all[35]}), row.expected) << row.dialect << " " << row.initializer;
    }
}

TEST(Pinned, Bias) {
    EXPECT_EQ(initial_bias(layer_of("native"), "narrow-normal", 7).data, (Floats{-0x1.04c0fap-13F, 0x1.8d5302p-7F}));
    EXPECT_EQ(initial_bias(layer_of("keras"), "random_uniform", 7).data, (Floats{-0x1.040ecp-11F, 0x1.3d507ap-5F}));
    EXPECT_EQ(initial_bias(layer_of("torch"), "kaiming_uniform", 7).data, (Floats{-0x1.775c6p-9F, 0x1.ca00fap-3F}));
}

}  // namespace
}  // namespace tconv
