// MATLAB's layers from C++: the constructors of tconv/matlab.h.
#include "tconv/matlab.h"

#include <gtest/gtest.h>

#include "tests/dialects/dialect_layer.h"

namespace tconv::test {
namespace {

using matlab::Option;
using matlab::transposedConv2dLayer;
using matlab::transposedConv3dLayer;

template <typename Work>
std::string refusal(Work work) {
    try {
        work();
        return "";
    } catch (const Error &error) {
        return error.what();
    }
}

TEST(MatlabConstructors, SayWhatALayerFileSays) {
    const Layer layer = transposedConv2dLayer({11, 7}, 96,
                                              {{"Stride", {4, 2}},
                                               {"Cropping", "same"},
                                               {"InputSize", {kOpen, 32, 3}},
                                               {"WeightL2Factor", 0.5},
                                               {"Name", "up"}});
    const Layer file =
        layer_of("{'dialect': 'matlab', 'type': 'transposedConv2dLayer', 'args': [[11, 7], 96], 'Stride': [4, 2], "
                 "'Cropping': 'same', 'InputSize': [null, 32, 3], 'WeightL2Factor': 0.5, 'Name': 'up'}");
    EXPECT_EQ(layer.problem, file.problem);
    EXPECT_EQ(layer.name, file.name);
    EXPECT_EQ(layer.dialect, "matlab");
    EXPECT_EQ(layer.type, "transposedConv2dLayer");
    EXPECT_EQ(layer.weights.shape, file.weights.shape);
    ASSERT_EQ(layer.properties.size(), file.properties.size());
    for (const Property &row : file.properties) {
        EXPECT_EQ(property(layer, row.name), row.json) << row.name;
    }
}

TEST(MatlabConstructors, OneOptionAndNone) {
    EXPECT_EQ(axes_of(transposedConv3dLayer(2, 1, {{"InputSize", {1, 1, 1, 1}}})), "b0 o2, b0 o2, b0 o2");
    const Layer cropped =
        transposedConv3dLayer(5, 1, {{"Cropping", {{0, 1, 2}, {2, 1, 3}}}, {"InputSize", {4, 4, 4, 1}}});
    EXPECT_EQ(axes_of(cropped), "b0 o6, b1 o6, b2 o3");
    EXPECT_EQ(refusal([] { transposedConv2dLayer(3, 1); }),
              "NumChannels is \"auto\": must be a whole number where neither InputSize nor Weights says the channels");
}

TEST(MatlabConstructors, TakeArrays) {
    const Layer layer =
        transposedConv2dLayer({1, 2}, 2, {{"Weights", counting({1, 2, 2, 3})}, {"Bias", counting({2})}});
    EXPECT_EQ(layer.problem.channels, 3) << "inferred from Weights";
    EXPECT_EQ(layer.weights.value->data, counting({1, 2, 2, 3}).data);
    EXPECT_EQ(layer.bias.value->shape, (std::vector<int64_t>{1, 1, 2}));
    EXPECT_EQ(property(layer, "Bias"), "[[[0.0,1.0]]]");
    EXPECT_EQ(refusal([] {
                  transposedConv2dLayer(3, 1, {{"Weights", counting({3, 3, 2, 1})}});
              }),
              "Weights has shape [3, 3, 2, 1]: must have [3, 3, 1, 1], (FilterSize, NumFilters, NumChannels)");
    EXPECT_EQ(refusal([] {
                  transposedConv2dLayer(3, 1, {{"Weights", Array{{3, 3, 1, 1}, {1, 2}}}});
              }),
              "Weights of shape [3, 3, 1, 1]: must have 9 numbers, not 2");
    EXPECT_EQ(refusal([] {
                  transposedConv2dLayer(3, 1, {{"Stride", counting({2})}});
              }),
              "Stride is an array: must be something else: only Weights and Bias can be an array");
}

TEST(MatlabConstructors, TakeFunctionsAsInitializers) {
    const Layer layer =
        transposedConv2dLayer({3, 5}, 2,
                              {{"NumChannels", 4},
                               {"WeightsInitializer", [](const std::vector<int64_t> &sz) { return counting(sz); }},
                               {"BiasInitializer", [](const std::vector<int64_t> &) { return counting({7}); }}});
    EXPECT_EQ(property(layer, "WeightsInitializer"), "\"function\"");
    ASSERT_TRUE(layer.weights.initialize && layer.bias.initialize);
    EXPECT_EQ(layer.weights.initialize(layer.weights.shape).shape, (std::vector<int64_t>{3, 5, 2, 4}));
    EXPECT_EQ(refusal([&] { layer.bias.initialize(layer.bias.shape); }),
              "BiasInitializer has shape [7]: must have [1, 1, 2], as sz says");
    EXPECT_FALSE(transposedConv2dLayer(1, 1, {{"NumChannels", 1}}).weights.initialize);
    EXPECT_EQ(refusal([] {
                  transposedConv2dLayer(3, 1, {{"Weights", [](const std::vector<int64_t> &) { return Array(); }}});
              }),
              "Weights is a function: must be something else: only WeightsInitializer and BiasInitializer can be a "
              "function");
}

TEST(MatlabConstructors, RefuseWhatNoConstructorTakes) {
    const auto with = [](const Option &option) {
        return refusal([&] { transposedConv2dLayer(3, 1, {{"NumChannels", 1}, option}); });
    };
    EXPECT_EQ(with({"NumChannels", 2}), "NumChannels is given twice: must be given once");
    EXPECT_EQ(with({"type", "transposedConv3dLayer"}), "type is what the constructor says: must be left out");
    EXPECT_EQ(with({"CroppingMode", "same"}),
              "CroppingMode is \"same\": must be left out, as it is read-only: Cropping says it");
    EXPECT_EQ(with({"Name", "\xff"}), "Name is \"\\xff\": must be UTF-8");
    EXPECT_NE(with({"Strides", 2}).find("key \"Strides\" is not known"), std::string::npos);
    EXPECT_NE(with({"WeightL2Factor", 0.0 / 0.0}), "");
}

TEST(MatlabConstructors, TheDeprecatedCropping) {
    Layer layer = transposedConv2dLayer(5, 1, {{"NumChannels", 1}, {"Cropping", {1, 2}}});
    EXPECT_TRUE(layer.warnings.empty());
    EXPECT_EQ(matlab::Cropping(layer), (std::vector<int64_t>{1, 2}));
    ASSERT_EQ(layer.warnings.size(), 1u);
    EXPECT_EQ(layer.warnings[0].rfind("Cropping is deprecated", 0), 0u);
    Layer cube = transposedConv3dLayer(5, 1, {{"NumChannels", 1}, {"Cropping", {1, 2, 0}}});
    EXPECT_EQ(matlab::Cropping(cube), (std::vector<int64_t>{1, 2, 0}));
    Layer same = transposedConv2dLayer(4, 1, {{"NumChannels", 1}, {"Stride", 1}, {"Cropping", "same"}});
    EXPECT_EQ(
        refusal([&] { matlab::Cropping(same); }),
        "CroppingSize is [1,2,1,2]: must be the same at begin and end where Cropping, which is deprecated, is read");
    EXPECT_TRUE(same.warnings.empty());
    Layer native = layer_of("{'name': 'up', 'channels': 1, 'filters': 1, 'kernel_size': [1], 'input_size': 1}");
    EXPECT_NE(refusal([&] { matlab::Cropping(native); }), "");
}

}  // namespace
}  // namespace tconv::test
