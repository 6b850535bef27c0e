// MATLAB's layers from layer files: semantics.md, sections 2 to 4.
#include <gtest/gtest.h>

#include "tests/dialects/dialect_layer.h"

namespace tconv::test {
namespace {

/// A layer file of that constructor with these properties.
std::string file_2d(const std::string &properties) {
    return "{'dialect': 'matlab', 'type': 'transposedConv2dLayer', " + properties + "}";
}

std::string file_3d(const std::string &properties) {
    return "{'dialect': 'matlab', 'type': 'transposedConv3dLayer', " + properties + "}";
}

/// One axis of the size, kernel, stride and crop, beside one of size 1.
std::string axis_of(const std::string &size, const std::string &kernel, const std::string &stride,
                    const std::string &crop) {
    return axes_of(layer_of(file_2d("'args': [[" + kernel + ", 1], 1], 'Stride': [" + stride +
                                    ", 1], 'Cropping': " + crop + ", 'InputSize': [" + size + ", 1, 1]")));
}

bool starts_with(const std::string &text, const std::string &start) { return text.rfind(start, 0) == 0; }

TEST(Matlab, TheLayerOfInterfaceMd) {
    const Layer layer =
        layer_of(file_2d("'args': [11, 96], 'Stride': 4, 'Cropping': 'same', 'InputSize': [32, 32, 3]"));
    EXPECT_EQ(axes_of(layer), "b3 o128, b3 o128");
    EXPECT_EQ(layer.name, "transposed_conv");
    EXPECT_EQ(layer.problem.input_shape(), (std::vector<int64_t>{1, 32, 32, 3}));
    EXPECT_EQ(layer.problem.output_shape(), (std::vector<int64_t>{1, 128, 128, 96}));
    EXPECT_EQ(layer.weights.shape, (std::vector<int64_t>{11, 11, 96, 3}));
    EXPECT_EQ(layer.bias.shape, (std::vector<int64_t>{1, 1, 96}));
    EXPECT_EQ(layer.weight_order, WeightOrder::kernel_filters_channels);
}

TEST(Matlab, EveryPropertyWithItsDefault) {
    const Layer layer = layer_of(file_2d("'FilterSize': [3, 5], 'NumFilters': 2, 'NumChannels': 4"));
    const std::vector<std::pair<const char *, const char *>> expected = {
        {"Name", "\"\""},
        {"FilterSize", "[3,5]"},
        {"NumFilters", "2"},
        {"Stride", "[1,1]"},
        {"Cropping", "[0,0]"},
        {"CroppingMode", "\"manual\""},
        {"CroppingSize", "[0,0,0,0]"},
        {"NumChannels", "4"},
        {"WeightsInitializer", "\"glorot\""},
        {"BiasInitializer", "\"zeros\""},
        {"Weights", "[]"},
        {"Bias", "[]"},
        {"WeightLearnRateFactor", "1.0"},
        {"BiasLearnRateFactor", "1.0"},
        {"WeightL2Factor", "1.0"},
        {"BiasL2Factor", "0.0"},
        {"NumInputs", "1"},
        {"InputNames", "[\"in\"]"},
        {"NumOutputs", "1"},
        {"OutputNames", "[\"out\"]"},
        {"InputSize", "[null,null,4]"},
        {"InputFormat", "\"SSCB\""},
        {"name", "\"transposed_conv\""},
        {"batch", "1"},
    };
    EXPECT_EQ(layer.properties.size(), expected.size());
    for (const auto &[name, value] : expected) {
        EXPECT_EQ(property(layer, name), value) << name;
    }
}

TEST(Matlab, AxesAreInItsOrderAndScalarsBroadcast) {
    const Layer layer = layer_of(file_3d("'args': [[2, 3, 4], 5], 'Stride': [1, 2, 3], 'InputSize': [6, 7, 8, 2]"));
    EXPECT_EQ(layer.problem.axes[1].kernel, 3);
    EXPECT_EQ(layer.problem.axes[2].stride, 3);
    EXPECT_EQ(layer.problem.output_shape(), (std::vector<int64_t>{1, 7, 15, 25, 5}));
    EXPECT_EQ(layer.weights.shape, (std::vector<int64_t>{2, 3, 4, 5, 2}));
    EXPECT_EQ(layer.bias.shape, (std::vector<int64_t>{1, 1, 1, 5}));
    const Layer cube = layer_of(file_3d("'args': [3, 5], 'Stride': 2, 'InputSize': [6, 7, 8, 2]"));
    EXPECT_EQ(property(cube, "FilterSize"), "[3,3,3]");
    EXPECT_EQ(property(cube, "Stride"), "[2,2,2]");
}

// semantics.md, section 2: O = F - c0 - c1 + off, off = max(0, 1 - (F - c0 - c1)), cb = c0.
TEST(Matlab, ManualCrops) {
    EXPECT_EQ(axis_of("5", "3", "2", "[0, 0]"), "b0 o11, b0 o1");
    EXPECT_EQ(axis_of("5", "3", "2", "[1, 0]"), "b1 o9, b0 o1");
    EXPECT_EQ(axis_of("5", "3", "2", "[1, 2, 0, 0]"), "b1 o8, b0 o1");
    EXPECT_EQ(axis_of("5", "1", "3", "[0, 0]"), "b0 o13, b0 o1") << "k < s: nothing is appended";
}

TEST(Matlab, AManualCropLeavesOneOutputOrIsAnError) {
    EXPECT_EQ(axis_of("1", "3", "2", "[1, 1, 0, 0]"), "b1 o1, b0 o1") << "1 is left";
    EXPECT_EQ(axis_of("1", "3", "2", "[1, 2, 0, 0]"), "b1 o1, b0 o1") << "0 is left: off = 1 < s";
    EXPECT_EQ(axis_of("1", "3", "4", "[4, 1, 0, 0]"), "b4 o1, b0 o1")
        << "-2 are left: off = 3 < s; the cell is the bias";
    EXPECT_EQ(
        message_of(file_2d("'args': [3, 1], 'Stride': 2, 'Cropping': 2, 'InputSize': [1, 9, 1]")),
        "Cropping is 2: must be such that the output of axis 0, (InputSize - 1) * Stride + FilterSize = 3 less the "
        "crop, is 0 or more; it would be -1");
    EXPECT_NE(message_of(file_2d("'args': [3, 1], 'Cropping': [1, 2, 0, 0], 'InputSize': [1, 9, 1]")), "") << "off = s";
}

// semantics.md, section 2: O = I * s, cb = floor((k - s) / 2); k < s: no crop, zeros appended.
TEST(Matlab, SameIsInputTimesStride) {
    EXPECT_EQ(axis_of("5", "4", "2", "'same'"), "b1 o10, b0 o1");
    EXPECT_EQ(axis_of("5", "5", "2", "'same'"), "b1 o10, b0 o1") << "the extra crop is at the bottom";
    EXPECT_EQ(axis_of("5", "1", "3", "'same'"), "b0 o15, b0 o1");
    for (int64_t kernel = 1; kernel <= 11; kernel++) {
        for (int64_t stride = 1; stride <= 11; stride++) {
            const int64_t begin = kernel < stride ? 0 : (kernel - stride) / 2;
            EXPECT_EQ(axis_of("7", std::to_string(kernel), std::to_string(stride), "'same'"),
                      "b" + std::to_string(begin) + " o" + std::to_string(7 * stride) + ", b0 o1");
        }
    }
}

TEST(Matlab, CroppingSizeIsFilledAtConstruction) {
    const auto crops = [](const std::string &file) {
        const Layer layer = layer_of(file);
        return property(layer, "CroppingMode") + " " + property(layer, "CroppingSize") + " " +
               property(layer, "Cropping");
    };
    const std::string base = "'NumChannels': 1, 'NumFilters': 1, ";
    EXPECT_EQ(crops(file_2d(base + "'FilterSize': [5, 1], 'Stride': [2, 3], 'Cropping': 'same'")),
              "\"same\" [1,2,0,0] \"same\"")
        << "of unknown input size; what is appended is no crop";
    EXPECT_EQ(crops(file_2d(base + "'FilterSize': 5, 'Cropping': 1")), "\"manual\" [1,1,1,1] [1,1]");
    EXPECT_EQ(crops(file_2d(base + "'FilterSize': 5, 'Cropping': [1, 2]")), "\"manual\" [1,1,2,2] [1,2]");
    EXPECT_EQ(crops(file_2d(base + "'FilterSize': 5, 'Cropping': [1, 2, 3, 4]")), "\"manual\" [1,2,3,4] [1,2,3,4]");
    EXPECT_EQ(crops(file_3d(base + "'FilterSize': 5, 'Cropping': [1, 2, 3]")), "\"manual\" [[1,2,3],[1,2,3]] [1,2,3]");
    EXPECT_EQ(crops(file_3d(base + "'FilterSize': 5, 'Cropping': [[0, 0, 0], [1, 1, 1]]")),
              "\"manual\" [[0,0,0],[1,1,1]] [[0,0,0],[1,1,1]]");
    EXPECT_EQ(crops(file_3d(base + "'FilterSize': 4, 'Stride': [1, 2, 4], 'Cropping': 'same'")),
              "\"same\" [[1,1,0],[2,1,0]] \"same\"");
    const Layer layer =
        layer_of(file_3d(base + "'FilterSize': 5, 'Cropping': [[0, 1, 2], [2, 1, 3]], 'InputSize': [4, 4, 4, 1]"));
    EXPECT_EQ(axes_of(layer), "b0 o6, b1 o6, b2 o3");
}

TEST(Matlab, CroppingHasNoOtherForms) {
    const auto refusal = [](const std::string &cropping, bool is_3d = false) {
        const std::string rest = "'args': [5, 1], 'NumChannels': 1, 'Cropping': " + cropping;
        return message_of(is_3d ? file_3d(rest) : file_2d(rest));
    };
    const std::string allowed = "must be \"same\", a whole number of 0 or more, [a, b] or [t, b, l, r]";
    EXPECT_EQ(refusal("'Same'"), "Cropping is \"Same\": " + allowed);
    EXPECT_EQ(refusal("1.5"), "Cropping is 1.5: " + allowed);
    EXPECT_EQ(refusal("[1, 2, 3]"), "Cropping is [1,2,3]: " + allowed);
    EXPECT_EQ(refusal("[1, 'a']"), "Cropping[1] is \"a\": must be a whole number of 0 or more");
    EXPECT_EQ(refusal("-1"), "Cropping is -1: must be 0 or more");
    EXPECT_EQ(refusal("[0, 0, 0, -1]"), "Cropping[3] is -1: must be 0 or more");
    EXPECT_EQ(refusal("[[0, 0, 0], [0, -1, 0]]", true), "Cropping[1][1] is -1: must be 0 or more");
    EXPECT_TRUE(starts_with(refusal("[0, 1, 0, 1, 0, 1]", true), "Cropping is [0,1,0,1,0,1]: must be"))
        << "a page's slip";
    EXPECT_TRUE(starts_with(refusal("9223372036854775807"), "Cropping is 9223372036854775807: must be below 2^31"));
}

TEST(Matlab, OpenSizes) {
    const Layer layer =
        layer_of(file_2d("'args': [4, 2], 'Stride': 2, 'Cropping': 1, 'InputSize': [null, 8, 3], 'batch': null"));
    EXPECT_EQ(layer.problem.input_shape(), (std::vector<int64_t>{kOpen, kOpen, 8, 3}));
    EXPECT_EQ(layer.problem.output_shape_for({2, 5, 8, 3}), (std::vector<int64_t>{2, 10, 16, 2}));
    EXPECT_EQ(property(layer, "InputSize"), "[null,8,3]");
    EXPECT_EQ(property(layer, "batch"), "null");
    const Layer beside = layer_of(file_2d("'args': [4, 2], 'input_size': [null, 8], 'channels': 3, 'name': 'up'"));
    EXPECT_EQ(beside.problem.input_shape(), (std::vector<int64_t>{1, kOpen, 8, 3}));
    EXPECT_EQ(beside.name, "up");
}

TEST(Matlab, ChannelsAreSaidOrInferred) {
    const auto channels = [](const std::string &rest) {
        return property(layer_of(file_2d("'args': [1, 2], " + rest)), "NumChannels");
    };
    EXPECT_EQ(channels("'NumChannels': 3"), "3");
    EXPECT_EQ(channels("'NumChannels': 'auto', 'InputSize': [5, 5, 3]"), "3");
    EXPECT_EQ(channels("'NumChannels': 3, 'InputSize': [5, 5, null]"), "3");
    EXPECT_EQ(channels("'Weights': [[[[1, 2, 3], [4, 5, 6]]]]"), "3");
    const auto refusal = [](const std::string &rest) { return message_of(file_2d("'args': [1, 2], " + rest)); };
    EXPECT_EQ(refusal("'NumChannels': 'auto'"),
              "NumChannels is \"auto\": must be a whole number where neither InputSize nor Weights says the channels");
    EXPECT_EQ(refusal("'NumChannels': 4, 'InputSize': [5, 5, 3]"), "InputSize[2] is 3: must be 4, as NumChannels says");
    EXPECT_EQ(refusal("'InputSize': [5, 5, 4], 'Weights': [[[[1, 2, 3], [4, 5, 6]]]]"),
              "the last size of Weights is 3: must be 4, as InputSize[2] says");
    EXPECT_EQ(refusal("'NumChannels': 0"), "NumChannels is 0: must be 1 or more");
    EXPECT_EQ(refusal("'NumChannels': '3'"), "NumChannels is \"3\": must be \"auto\", or a whole number of 1 or more");
}

TEST(Matlab, WeightsAndBiasInline) {
    const Layer layer =
        layer_of(file_2d("'args': [[1, 2], 2], 'Weights': [[[[1, 2, 3], [4, 5, 6]], [[7, 8, 9], [10, 11, 12]]]], "
                         "'Bias': [[[0.5, -1]]]"));
    ASSERT_TRUE(layer.weights.value && layer.bias.value);
    EXPECT_EQ(layer.weights.value->shape, (std::vector<int64_t>{1, 2, 2, 3}));
    EXPECT_EQ(layer.bias.value->shape, (std::vector<int64_t>{1, 1, 2}));
    EXPECT_EQ(property(layer, "Bias"), "[[[0.5,-1]]]");
    // Channel c, filter f, tap t is at ((t * 2 + f) * 3 + c).
    EXPECT_EQ(native_weights(layer, *layer.weights.value).data,
              (std::vector<float>{1, 7, 4, 10, 2, 8, 5, 11, 3, 9, 6, 12}));
    EXPECT_FALSE(layer_of(file_2d("'args': [1, 2], 'NumChannels': 1, 'Weights': [], 'Bias': []")).weights.value);
}

TEST(Matlab, WeightsHaveTheExactSizeButForOnesAtTheEnd) {
    const auto layer = [](const std::string &rest) {
        return file_2d("'args': [[1, 2], 3], 'NumChannels': 1, " + rest);
    };
    EXPECT_EQ(message_of(layer("'Weights': [[[1, 2, 3], [4, 5, 6]]]")), "") << "jsonencode writes 1 x 2 x 3 x 1 so";
    EXPECT_EQ(message_of(layer("'Bias': [1, 2, 3]")), "") << "(filters)";
    EXPECT_EQ(message_of(layer("'Weights': [[[1, 2], [4, 5]]]")),
              "Weights has shape [1, 2, 2, 1]: must have [1, 2, 3, 1], (FilterSize, NumFilters, NumChannels)");
    EXPECT_EQ(message_of(layer("'Bias': [[[1, 2]]]")),
              "Bias has shape [1, 1, 2]: must have [1, 1, 3], NumFilters last");
    EXPECT_EQ(message_of(layer("'Weights': 'glorot'")),
              "Weights is \"glorot\": must be [], or lists of numbers, h x w x NumFilters x NumChannels");
    EXPECT_NE(message_of(layer("'Weights': [[[1, 2, 3], [4, 5]]]")), "");
}

TEST(Matlab, Initializers) {
    const std::string base = "'args': [1, 2], 'NumChannels': 1, ";
    for (const char *name : {"glorot", "he", "narrow-normal", "zeros", "ones"}) {
        const Layer layer = layer_of(file_2d(base + "'WeightsInitializer': '" + name + "'"));
        EXPECT_EQ(layer.weights.initializer, name);
    }
    for (const char *name : {"zeros", "narrow-normal", "ones"}) {
        EXPECT_EQ(layer_of(file_2d(base + "'BiasInitializer': '" + name + "'")).bias.initializer, name);
    }
    EXPECT_EQ(message_of(file_2d(base + "'WeightsInitializer': '@(sz) rand(sz)'")),
              "WeightsInitializer is \"@(sz) rand(sz)\": must be \"glorot\", \"he\", \"narrow-normal\", \"zeros\" or "
              "\"ones\" (functions only in C++: tconv/matlab.h)");
    EXPECT_TRUE(
        starts_with(message_of(file_2d(base + "'BiasInitializer': 'glorot'")), "BiasInitializer is \"glorot\""));
}

TEST(Matlab, Factors) {
    const std::string base = "'args': [1, 2], 'NumChannels': 1, ";
    const Layer layer =
        layer_of(file_2d(base + "'WeightLearnRateFactor': 0, 'BiasLearnRateFactor': 2, 'WeightL2Factor': 0.5, "
                                "'BiasL2Factor': 3"));
    EXPECT_EQ(layer.weights.learn_rate_factor, 0);
    EXPECT_EQ(layer.bias.learn_rate_factor, 2);
    EXPECT_EQ(layer.weights.l2_factor, 0.5);
    EXPECT_EQ(layer.bias.l2_factor, 3);
    EXPECT_EQ(message_of(file_2d(base + "'BiasL2Factor': -0.5")),
              "BiasL2Factor is -0.5: must be a number of 0 or more");
    EXPECT_EQ(message_of(file_2d(base + "'WeightL2Factor': [1]")),
              "WeightL2Factor is [1]: must be a number of 0 or more");
}

TEST(Matlab, ReadOnlyPropertiesAreNotSet) {
    const std::string base = "'args': [1, 2], 'NumChannels': 1, ";
    EXPECT_EQ(message_of(file_2d(base + "'CroppingMode': 'same'")),
              "CroppingMode is \"same\": must be left out, as it is read-only: Cropping says it");
    for (const char *name : {"CroppingSize", "NumInputs", "InputNames", "NumOutputs", "OutputNames"}) {
        EXPECT_NE(message_of(file_2d(base + "'" + name + "': 1")).find("read-only"), std::string::npos) << name;
    }
}

TEST(Matlab, WrongValuesAreNamed) {
    const auto refusal = [](const std::string &rest) { return message_of(file_2d("'NumChannels': 1, " + rest)); };
    EXPECT_EQ(refusal("'FilterSize': 3"), "NumFilters is missing: must be a whole number of 1 or more");
    EXPECT_EQ(refusal("'args': [0, 2]"), "FilterSize is 0: must be 1 or more");
    EXPECT_EQ(refusal("'args': [[3, -1], 2]"), "FilterSize[1] is -1: must be 1 or more");
    EXPECT_EQ(refusal("'args': [[3, 3, 3], 2]"), "FilterSize has 3 entries: must have 2, one for each axis");
    EXPECT_EQ(refusal("'args': [3, 0]"), "NumFilters is 0: must be 1 or more");
    EXPECT_EQ(refusal("'args': [3, 2], 'Stride': 0"), "Stride is 0: must be 1 or more");
    EXPECT_EQ(refusal("'args': [3, 2], 'Stride': [1, 65537]"), "Stride[1] is 65537: must be at most 65536");
    EXPECT_EQ(refusal("'args': [3, 2], 'InputSize': [5, 5]"),
              "InputSize is [5,5]: must be [h, w, c], where null is any size");
    EXPECT_EQ(refusal("'args': [3, 2], 'InputSize': [5, -1, 1]"), "InputSize[1] is -1: must be 1 or more");
    EXPECT_EQ(refusal("'args': [3, 2], 'InputSize': [5, 5, 1], 'input_size': 5"),
              "input_size is 5: must be left out, as InputSize says it");
    EXPECT_EQ(refusal("'args': [3, 2], 'Name': 7"), "Name is 7: must be a string");
    EXPECT_TRUE(starts_with(refusal("'args': [3, 2], 'DilationFactor': 2"), "key \"DilationFactor\" is not known"));
    EXPECT_TRUE(starts_with(refusal("'args': [3, 2], 'filters': 2"), "key \"filters\" is not known"));
}

TEST(Matlab, NamesBecomeIdentifiers) {
    const std::string base = "'args': [1, 2], 'NumChannels': 1, ";
    const Layer layer = layer_of(file_2d(base + "'Name': 'up-4'"));
    EXPECT_EQ(layer.name, "up_4");
    EXPECT_EQ(property(layer, "Name"), "\"up-4\"");
    EXPECT_EQ(layer_of(file_2d(base + "'Name': 'up-4', 'name': 'other'")).name, "other");
}

TEST(Matlab, ItsPropertiesAreALayerFileAgain) {
    for (const std::string &file : {
             file_2d(
                 "'args': [[3, 4], 5], 'Stride': [2, 1], 'Cropping': 'same', 'InputSize': [null, 7, 2], 'Name': 'a b'"),
             file_2d("'args': [5, 1], 'Cropping': [1, 2, 0, 1], 'NumChannels': 3, 'BiasL2Factor': 0.25, 'batch': null"),
             file_3d("'args': [5, 1], 'Stride': 4, 'Cropping': [[0, 1, 2], [1, 1, 2]], 'InputSize': [4, 5, 6, 1]"),
             file_3d("'args': [1, 2], 'Cropping': 0, 'Weights': [[[[[0.1, 2], [3, 4]]]]], 'Bias': [1, 2]"),
         }) {
        const Layer layer = layer_of(file);
        std::string again = "'dialect': 'matlab', 'type': '" + layer.type + "'";
        const std::string read_only = " CroppingMode CroppingSize NumInputs InputNames NumOutputs OutputNames ";
        for (const Property &row : layer.properties) {
            if (read_only.find(" " + row.name + " ") == std::string::npos) {
                again += ", '" + row.name + "': " + row.json;
            }
        }
        const Layer copy = layer_of("{" + again + "}");
        EXPECT_EQ(copy.problem, layer.problem) << again;
        for (const Property &row : layer.properties) {
            EXPECT_EQ(property(copy, row.name), row.json) << row.name << " of " << again;
        }
    }
}

// semantics.md, section 7, vectors of other systems that MATLAB's layers say as well.
TEST(Matlab, ConformanceVectors) {
    const Layer cntk = layer_of(file_2d("'args': [2, 1], 'InputSize': [3, 3, 1]"));
    EXPECT_EQ(output_of(cntk, counting({1, 3, 3, 1}), counting({2, 2, 1, 1})),
              (std::vector<float>{0, 0, 1, 2, 0, 5, 11, 11, 6, 23, 29, 23, 12, 32, 37, 24}));
    const Layer onnx_pads =
        layer_of(file_2d("'args': [3, 1], 'Stride': [3, 2], 'Cropping': [1, 1, 2, 2], 'InputSize': [3, 3, 1]"));
    const Array ones{{3, 3, 1, 1}, std::vector<float>(9, 1)};
    EXPECT_EQ(output_of(onnx_pads, counting({1, 3, 3, 1}), ones),
              (std::vector<float>{1, 1, 3, 1, 1, 3, 7, 4, 9, 7, 4, 9, 7, 4, 9, 13, 7, 15, 13, 7, 15}));
    // Keras (4, 2, same) and (3, 2, same) on ones, w = 1..k: the same rule for all k, s <= 11.
    const auto same = [](int64_t kernel) {
        const Layer layer = layer_of(file_2d("'args': [[1, " + std::to_string(kernel) +
                                             "], 1], 'Stride': [1, 2], 'Cropping': 'same', 'InputSize': [1, 3, 1]"));
        Array weights = counting({1, kernel, 1, 1});
        for (float &weight : weights.data) {
            weight += 1;
        }
        return output_of(layer, {{1, 1, 3, 1}, {1, 1, 1}}, weights);
    };
    EXPECT_EQ(same(3), (std::vector<float>{1, 2, 4, 2, 4, 2}));
    EXPECT_EQ(same(4), (std::vector<float>{2, 4, 6, 4, 6, 3}));
}

TEST(Matlab, SameAppendsZerosThatGetTheBias) {
    const Layer layer =
        layer_of(file_2d("'args': [1, 1], 'Stride': [1, 3], 'Cropping': 'same', 'InputSize': [1, 2, 1]"));
    EXPECT_EQ(output_of(layer, {{1, 1, 2, 1}, {1, 2}}, {{1, 1, 1, 1}, {5}}, {{1, 1, 1}, {7}}),
              (std::vector<float>{12, 7, 7, 17, 7, 7}));
}

TEST(Matlab, FormatsWithoutBatchHaveNoSuchAxis) {
    using Shape = std::vector<int64_t>;
    const auto layer = [](const std::string &more) {
        return layer_of("{'dialect': 'matlab', 'type': 'transposedConv2dLayer', 'args': [2, 5], 'Stride': 2, "
                        "'InputSize': [3, null, 4], " +
                        more + "}");
    };
    const Layer image = layer("'InputFormat': 'SSC'"), batch = layer("'InputFormat': 'SSCB', 'batch': 7");
    EXPECT_EQ(own_input_shape(image), (Shape{3, kOpen, 4}));
    EXPECT_EQ(own_output_shape(image), (Shape{6, kOpen, 5}));
    EXPECT_EQ(native_input_shape(image, {3, 8, 4}), (Shape{1, 3, 8, 4}));
    EXPECT_EQ(native_input_shape(image, {1, 3, 8, 4}), (Shape{1, 3, 8, 4}));
    EXPECT_EQ(own_output_shape(image, {1, 6, 16, 5}), (Shape{6, 16, 5}));
    EXPECT_EQ(image.problem, layer("'batch': 1").problem);
    EXPECT_EQ(property(image, "InputFormat"), "\"SSC\"");
    EXPECT_EQ(own_input_shape(batch), (Shape{7, 3, kOpen, 4}));
    const Layer volume =
        layer_of("{'dialect': 'matlab', 'type': 'transposedConv3dLayer', 'args': [2, 5], 'NumChannels': 4, "
                 "'input_size': 3, 'InputFormat': 'SSSC'}");
    EXPECT_EQ(own_input_shape(volume), (Shape{3, 3, 3, 4}));
}

TEST(Matlab, FormatsThatDoNotFitAreNamed) {
    const auto message = [](const std::string &more) {
        return message_of("{'dialect': 'matlab', 'type': 'transposedConv2dLayer', 'args': [2, 5], 'NumChannels': 4, " +
                          more + "}");
    };
    EXPECT_EQ(message("'InputFormat': 'SSSCB'"), "InputFormat is \"SSSCB\": must be \"SSCB\" or \"SSC\"");
    EXPECT_EQ(message("'InputFormat': 'SSC', 'batch': 2"),
              "batch is 2: must be 1 or left out, as InputFormat \"SSC\" has none");
    EXPECT_EQ(message("'InputFormat': 'SSC', 'batch': null"),
              "batch is null: must be 1 or left out, as InputFormat \"SSC\" has none");
}

TEST(Matlab, DisplayOfThe2dLayer) {
    const Layer layer =
        layer_of(file_2d("'args': [11, 96], 'Stride': 4, 'Cropping': 'same', 'InputSize': [32, 32, 3], 'Name': 'up'"));
    EXPECT_EQ(display(layer), "  TransposedConvolution2DLayer with properties:\n"
                              "\n"
                              "            Name: 'up'\n"
                              "\n"
                              "   Hyperparameters\n"
                              "      FilterSize: [11 11]\n"
                              "     NumChannels: 3\n"
                              "      NumFilters: 96\n"
                              "          Stride: [4 4]\n"
                              "    CroppingMode: 'same'\n"
                              "    CroppingSize: [3 4 3 4]\n"
                              "\n"
                              "   Learnable Parameters\n"
                              "         Weights: []\n"
                              "            Bias: []\n");
}

TEST(Matlab, DisplayOfThe3dLayer) {
    const Layer layer = layer_of(file_3d("'args': [[1, 1, 2], 2], 'Stride': [4, 4, 2], 'Bias': [0.5, 1], "
                                         "'Weights': [[[[[1, 2, 3], [4, 5, 6]], [[1, 2, 3], [4, 5, 6]]]]]"));
    EXPECT_EQ(display(layer), "  TransposedConvolution3DLayer with properties:\n"
                              "\n"
                              "            Name: ''\n"
                              "\n"
                              "   Hyperparameters\n"
                              "      FilterSize: [1 1 2]\n"
                              "     NumChannels: 3\n"
                              "      NumFilters: 2\n"
                              "          Stride: [4 4 2]\n"
                              "    CroppingMode: 'manual'\n"
                              "    CroppingSize: [2x3 double]\n"
                              "\n"
                              "   Learnable Parameters\n"
                              "         Weights: [1x1x2x2x3 single]\n"
                              "            Bias: [1x1x1x2 single]\n");
}

}  // namespace
}  // namespace tconv::test
