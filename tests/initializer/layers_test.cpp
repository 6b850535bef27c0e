// Layer files of every dialect: what they say of initializers is what their tables know.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tconv/initializer.h"

namespace tconv {
namespace {

struct Row {
    const char *file;
    std::vector<int64_t> weights, bias;
};

const Row kRows[] = {
    {R"({"name": "up", "channels": 3, "filters": 2, "kernel_size": [4, 5], "input_size": [6, 6]})", {3, 2, 4, 5}, {2}},
    {R"({"dialect": "matlab", "type": "transposedConv2dLayer", "args": [[4, 5], 2], "NumChannels": 3,
         "WeightsInitializer": "he", "BiasInitializer": "narrow-normal"})",
     {4, 5, 2, 3},
     {1, 1, 2}},
    {R"({"dialect": "keras", "type": "Conv2DTranspose", "args": [2, [4, 5]], "input_shape": [6, 6, 3],
         "kernel_initializer": {"class_name": "HeNormal", "config": {"seed": 7}}, "bias_initializer": "RandomNormal"})",
     {4, 5, 2, 3},
     {2}},
    {R"({"dialect": "torch", "type": "ConvTranspose1d", "args": [6, 4, 5], "groups": 2})", {6, 2, 5}, {4}},
    {R"({"dialect": "cntk", "type": "ConvolutionTranspose", "args": [[4, 5], 2], "init": "he_normal", "init_bias": 3,
         "channels": 3})",
     {3, 2, 4, 5},
     {2, 1, 1}},
    {R"({"dialect": "wolfram", "type": "DeconvolutionLayer", "args": [2, [4, 5]], "Input": [3, 6, 6]})",
     {3, 2, 4, 5},
     {2}},
    {R"({"dialect": "onnx", "type": "ConvTranspose", "kernel_shape": [4, 5], "channels": 3, "filters": 2})",
     {3, 2, 4, 5},
     {2}},
};

TEST(LayerFiles, HaveInitializersThatTheirTablesKnow) {
    for (const Row &row : kRows) {
        const Layer layer = parse_layer(row.file, row.file);
        const Array weights = initial_weights(layer, "", 1);
        EXPECT_EQ(weights.shape, row.weights) << row.file;
        EXPECT_NE(*std::max_element(weights.data.begin(), weights.data.end()), 0);
        EXPECT_EQ(initial_bias(layer, "", 1).shape, row.bias) << row.file;
        EXPECT_EQ(native_weights(layer, weights).shape, layer.problem.weight_shape());
    }
}

// reset_parameters of PyTorch's ConvTranspose: +-1/sqrt(R*F/groups), for weights and bias.
TEST(LayerFiles, TorchStartsAsPyTorchDoes) {
    const Layer layer = parse_layer(
        R"({"dialect": "torch", "type": "ConvTranspose1d", "args": [40, 4000, 5], "groups": 40})", "a.json");
    const double bound = 1 / std::sqrt(5.0 * 100);
    for (const Array &array : {initial_weights(layer, "", 1), initial_bias(layer, "", 1)}) {
        const auto [least, most] = std::minmax_element(array.data.begin(), array.data.end());
        EXPECT_GT(*least, -bound * (1 + 1e-6));
        EXPECT_LT(*least, -0.99 * bound);
        EXPECT_GT(*most, 0.99 * bound);
        EXPECT_LT(*most, bound * (1 + 1e-6));
    }
}

}  // namespace
}  // namespace tconv
