// The native form's initializers and what all systems share: seeds, values that are given, functions, bilinear by hand.
#include "tconv/initializer.h"

#include <gtest/gtest.h>

#include "tests/core/message.h"
#include "tests/initializer/layer_with.h"

namespace tconv {
namespace {

using Floats = std::vector<float>;

Layer native(int64_t channels, int64_t filters, int64_t groups, const std::vector<int64_t> &kernel) {
    return layer_with("native", channels, filters, groups, kernel);
}

TEST(Initializer, SeedsGiveTheSameNumbersAlways) {
    const Layer layer = native(8, 4, 1, {3, 3});
    const Array first = initial_weights(layer, "he", 7);
    EXPECT_EQ(first.shape, layer.problem.weight_shape());
    EXPECT_EQ(first.data, initial_weights(layer, "he", 7).data);
    EXPECT_NE(first.data, initial_weights(layer, "he", 8).data);
    EXPECT_NE(initial_weights(layer, "he", uint64_t{7} + (uint64_t{1} << 32)).data, first.data);
    EXPECT_EQ(initial_weights(layer, "he").data, initial_weights(layer, "he", 0).data);
}

TEST(Initializer, Constants) {
    const Layer layer = native(2, 3, 1, {2});
    EXPECT_EQ(initial_weights(layer, "zeros").data, Floats(12, 0.0F));
    EXPECT_EQ(initial_weights(layer, "ones").data, Floats(12, 1.0F));
    EXPECT_EQ(initial_weights(layer, "-0.25").data, Floats(12, -0.25F));
    EXPECT_EQ(initial_bias(layer, "ones").data, Floats(3, 1.0F));
}

TEST(Initializer, AnEmptyNameIsTheLayersOwn) {
    Layer layer = native(2, 3, 1, {2});
    layer.weights.initializer = "he";
    layer.bias.initializer = "narrow-normal";
    EXPECT_EQ(initial_weights(layer, "", 3).data, initial_weights(layer, "he", 3).data);
    EXPECT_EQ(initial_bias(layer, "", 3).data, initial_bias(layer, "narrow-normal", 3).data);
    layer.weights.value = Array{{2, 3, 2}, Floats(12, 5.0F)};
    layer.bias.value = Array{{3}, Floats(3, 6.0F)};
    EXPECT_EQ(initial_weights(layer).data, Floats(12, 5.0F)) << "given weights need no initializer";
    EXPECT_EQ(initial_bias(layer).data, Floats(3, 6.0F));
    EXPECT_EQ(initial_weights(layer, "zeros").data, Floats(12, 0.0F)) << "unless one is asked for";
}

TEST(Initializer, TheBiasHasNumbersOfItsOwn) {
    const Layer layer = native(1, 6, 1, {1});
    EXPECT_NE(initial_weights(layer, "narrow-normal", 1).data, initial_bias(layer, "narrow-normal", 1).data);
    EXPECT_EQ(initial_bias(layer, "narrow-normal", 1).shape, std::vector<int64_t>{6});
    Layer without = layer;
    without.problem.bias = false;
    without.bias.shape = {};
    EXPECT_EQ(message_of([&] { initial_bias(without); }), "the layer up has no bias to initialize");
}

// MATLAB's `weights = func(sz)`, sz = [FilterSize NumFilters NumChannels].
TEST(Initializer, AFunctionGetsTheLayersOwnShape) {
    Layer layer = layer_with("matlab", 2, 3, 1, {4, 5});
    layer.weights.initialize = [](const std::vector<int64_t> &shape) { return Array{shape, Floats(120, 0.5F)}; };
    const Array weights = initial_weights(layer);
    EXPECT_EQ(weights.shape, (std::vector<int64_t>{4, 5, 3, 2}));
    EXPECT_EQ(weights.data, Floats(120, 0.5F));
    EXPECT_EQ(initial_weights(layer, "ones").data, Floats(120, 1.0F)) << "unless another is asked for";
    layer.bias.name = "Bias";
    layer.bias.initialize = [](const std::vector<int64_t> &) { return Array{{2}, Floats(2)}; };
    EXPECT_EQ(message_of([&] { initial_bias(layer); }),
              "Bias values of the initializer function have shape [2]: must be [3]");
    layer.bias.initialize = [](const std::vector<int64_t> &shape) { return Array{shape, {}}; };
    EXPECT_EQ(message_of([&] { initial_bias(layer); }),
              "Bias values of the initializer function of shape [3]: must have 3 numbers, not 0");
}

// semantics.md, section 5: k = 3 gives (.5, 1, .5), k = 4 gives (.25, .75, .75, .25).
TEST(Bilinear, OneAxis) {
    EXPECT_EQ(initial_weights(native(1, 1, 1, {3}), "bilinear").data, (Floats{0.5F, 1, 0.5F}));
    EXPECT_EQ(initial_weights(native(1, 1, 1, {4}), "bilinear").data, (Floats{0.25F, 0.75F, 0.75F, 0.25F}));
}

TEST(Bilinear, DenseIsADiagonalOfTriangles) {
    EXPECT_EQ(initial_weights(native(2, 2, 1, {3}), "bilinear").data,
              (Floats{0.5F, 1, 0.5F, 0, 0, 0, 0, 0, 0, 0.5F, 1, 0.5F}));
    // One filter fewer than channels: the last channel reaches none.
    EXPECT_EQ(initial_weights(native(2, 1, 1, {3}), "bilinear").data, (Floats{0.5F, 1, 0.5F, 0, 0, 0}));
}

TEST(Bilinear, GroupedHasATriangleForEachChannel) {
    EXPECT_EQ(initial_weights(native(2, 2, 2, {3}), "bilinear").data, (Floats{0.5F, 1, 0.5F, 0.5F, 1, 0.5F}));
}

TEST(Bilinear, AxesMultiply) {
    EXPECT_EQ(initial_weights(native(1, 1, 1, {3, 4}), "bilinear").data,
              (Floats{0.125F, 0.375F, 0.375F, 0.125F, 0.25F, 0.75F, 0.75F, 0.25F, 0.125F, 0.375F, 0.375F, 0.125F}));
}

TEST(Bilinear, IsInTheLayersOwnOrder) {
    Layer layer = native(2, 2, 1, {3});
    layer.weight_order = WeightOrder::kernel_filters_channels;
    layer.weights.shape = {3, 2, 2};
    EXPECT_EQ(initial_weights(layer, "bilinear").data, (Floats{0.5F, 0, 0, 0.5F, 1, 0, 0, 1, 0.5F, 0, 0, 0.5F}));
}

TEST(Initializer, UnknownNamesAreErrorsThatListTheKnown) {
    EXPECT_EQ(message_of([] { check_weight_initializer("native", "xavier"); }),
              "initializer is \"xavier\": must be one of zeros, ones, glorot, he, narrow-normal, bilinear");
    EXPECT_EQ(message_of([] { check_bias_initializer("matlab", "glorot"); }),
              "bias initializer is \"glorot\": must be one of zeros, ones, narrow-normal");
    EXPECT_EQ(message_of([] { check_weight_initializer("matlab", "bilinear"); }),
              "initializer is \"bilinear\": must be one of zeros, ones, glorot, he, narrow-normal");
    EXPECT_EQ(message_of([] { initializers("caffe"); }),
              "dialect is \"caffe\": must be one of native, matlab, keras, wolfram, cntk, torch, onnx");
}

}  // namespace
}  // namespace tconv
