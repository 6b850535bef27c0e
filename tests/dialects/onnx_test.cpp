// ONNX's ConvTranspose: attributes, sizes and crops of every padding, errors (semantics.md, sections 2 and 7).
#include <gtest/gtest.h>

#include "tconv/onnx.h"
#include "tests/dialects/dialect_layer.h"

namespace tconv::test {
namespace {

std::string with(const std::string &keys) { return "{'dialect': 'onnx', 'type': 'ConvTranspose', " + keys + "}"; }

/// A layer of one channel and one filter, on an axis.
std::string narrow(const std::string &keys) { return with("'channels': 1, 'filters': 1, " + keys); }

TEST(Onnx, DefaultsAreFilledIn) {
    const Layer layer = layer_of(with("'channels': 4, 'filters': 6, 'kernel_shape': [3, 2], 'input_size': [5, 6]"));
    EXPECT_EQ(key(layer.problem), "f32,first,n1,c4,f6,g1,bias,linear,fast,i5k3s1d1b0o7,i6k2s1d1b0o7");
    EXPECT_EQ(layer.name, "conv_transpose");
    EXPECT_EQ(layer.weights.name, "W");
    EXPECT_EQ(layer.weights.shape, (std::vector<int64_t>{4, 6, 3, 2}));
    EXPECT_EQ(layer.bias.name, "B");
    EXPECT_EQ(layer.bias.shape, (std::vector<int64_t>{6}));
    const std::vector<Property> expected = {{"auto_pad", "\"NOTSET\""},
                                            {"dilations", "[1,1]"},
                                            {"group", "1"},
                                            {"kernel_shape", "[3,2]"},
                                            {"output_padding", "[0,0]"},
                                            {"output_shape", "null"},
                                            {"pads", "[0,0,0,0]"},
                                            {"strides", "[1,1]"},
                                            {"auto_pad_policy", "\"onnxruntime\""},
                                            {"W", "{\"shape\":[4,6,3,2]}"},
                                            {"B", "true"},
                                            {"activation", "\"linear\""}};
    ASSERT_EQ(layer.properties.size(), expected.size());
    for (size_t i = 0; i < expected.size(); ++i) {
        EXPECT_EQ(layer.properties[i].name, expected[i].name);
        EXPECT_EQ(layer.properties[i].json, expected[i].json);
    }
}

TEST(Onnx, EveryAttributeIsTaken) {
    const Layer layer = layer_of(with(
        "'name': 'up', 'channels': 4, 'filters': 6, 'kernel_shape': [3, 4], 'auto_pad': 'NOTSET', 'dilations': [2, 1], "
        "'group': 2, 'output_padding': [0, 1], 'pads': [1, 2, 0, -1], 'strides': [1, 2], 'B': false, 'batch': 2, "
        "'input_size': [5, null]"));
    EXPECT_EQ(key(layer.problem), "f32,first,n2,c4,f6,g2,nobias,linear,fast,i5k3s1d2b1o8,i_k4s2d1b2e-2");
    EXPECT_EQ(property(layer, "pads"), "[1,2,0,-1]");
    EXPECT_EQ(property(layer, "B"), "false");
}

/// What the row of section 2 gives, as ONNX Runtime 1.31 was asked: one axis, 4 inputs unless the row says otherwise.
TEST(Onnx, SizesAndCrops) {
    const struct {
        const char *keys, *axes;
    } rows[] = {
        {"'kernel_shape': [3], 'strides': [2], 'output_padding': [1]", "b0 o10"},
        {"'kernel_shape': [3], 'strides': [3], 'pads': [7, 1]", "b7 o4"},
        {"'kernel_shape': [3], 'strides': [3], 'pads': [-3, 3]", "b-3 o12"},
        {"'kernel_shape': [3], 'auto_pad': 'VALID', 'strides': [2]", "b0 o9"},
        // SAME: of an odd total, UPPER has the larger half at the end, LOWER at the begin.
        {"'kernel_shape': [3], 'auto_pad': 'SAME_UPPER', 'strides': [2]", "b0 o8"},
        {"'kernel_shape': [3], 'auto_pad': 'SAME_LOWER', 'strides': [2]", "b1 o8"},
        {"'kernel_shape': [4], 'auto_pad': 'SAME_UPPER', 'strides': [2]", "b1 o8"},
        {"'kernel_shape': [4], 'auto_pad': 'SAME_LOWER', 'strides': [2]", "b1 o8"},
        {"'kernel_shape': [3], 'auto_pad': 'SAME_UPPER', 'strides': [2], 'output_padding': [1]", "b1 o8"},
        {"'kernel_shape': [3], 'auto_pad': 'SAME_LOWER', 'dilations': [2], 'strides': [2]", "b2 o8"},
        // k < s: less than I*s, and I*s by the text.
        {"'kernel_shape': [1], 'auto_pad': 'SAME_LOWER', 'strides': [3]", "b0 o10"},
        {"'kernel_shape': [1], 'auto_pad': 'SAME_UPPER', 'strides': [3], 'output_padding': [1]", "b0 o11"},
        {"'kernel_shape': [1], 'auto_pad': 'SAME_UPPER', 'strides': [3], 'auto_pad_policy': 'spec'", "b0 o12"},
        {"'kernel_shape': [1], 'auto_pad': 'SAME_LOWER', 'strides': [3], 'output_padding': [1], "
         "'auto_pad_policy': 'spec'",
         "b0 o12"},
        {"'kernel_shape': [3], 'auto_pad': 'SAME_LOWER', 'strides': [2], 'auto_pad_policy': 'spec'", "b1 o8"},
        // output_shape: of an odd total the larger half is at the begin, but under SAME_UPPER; it overrides pads.
        {"'kernel_shape': [3], 'output_shape': [5]", "b1 o5"},
        {"'kernel_shape': [3], 'output_shape': [5], 'auto_pad': 'VALID'", "b1 o5"},
        {"'kernel_shape': [3], 'output_shape': [5], 'auto_pad': 'SAME_LOWER'", "b1 o5"},
        {"'kernel_shape': [3], 'output_shape': [5], 'auto_pad': 'SAME_UPPER'", "b0 o5"},
        {"'kernel_shape': [3], 'output_shape': [2], 'pads': [1, 0]", "b2 o2"},
        {"'kernel_shape': [3], 'output_shape': [1, 1, 5]", "b1 o5"},
        {"'kernel_shape': [3], 'output_shape': [9], 'strides': [2], 'output_padding': [1]", "b1 o9"},
        {"'kernel_shape': [3], 'output_shape': [10], 'strides': [2]", "b0 o10"},  // beyond F = 9: zeros
        {"'kernel_shape': [3], 'output_shape': [20], 'strides': [2]", "b0 o20"},
    };
    for (const auto &row : rows) {
        EXPECT_EQ(axes_of(layer_of(narrow("'input_size': [4], " + std::string(row.keys)))), row.axes) << row.keys;
    }
}

/// The crop under SAME does not depend on the input: an open layer is the fixed one.
TEST(Onnx, SizesMayBeOpen) {
    for (const char *policy : {"onnxruntime", "spec"}) {
        for (const char *auto_pad : {"VALID", "SAME_UPPER", "SAME_LOWER"}) {
            for (int kernel = 1; kernel <= 5; ++kernel) {
                for (int padding = 0; padding < 3; ++padding) {
                    const std::string keys = "'kernel_shape': [" + std::to_string(kernel) + "], 'auto_pad': '" +
                                             auto_pad + "', 'output_padding': [" + std::to_string(padding) +
                                             "], 'strides': [3], 'auto_pad_policy': '" + policy + "'";
                    const Layer open = layer_of(narrow(keys));
                    const Layer fixed = layer_of(narrow(keys + ", 'input_size': [7]"));
                    EXPECT_EQ(open.problem.axes[0].input, kOpen);
                    EXPECT_EQ(key(open.problem.with_input_shape({1, 1, 7})), key(fixed.problem)) << keys;
                }
            }
        }
    }
    EXPECT_EQ(
        message_of(narrow("'kernel_shape': [3], 'output_shape': [5]")),
        "input_size[0] is null: must be a number where output_shape is given, as the crop at the begin follows from "
        "both");
}

TEST(Onnx, WeightsTellWhatIsLeftOut) {
    const Layer layer = layer_of(with("'W': {'shape': [4, 3, 2, 5]}, 'group': 2"));
    EXPECT_EQ(key(layer.problem), "f32,first,n1,c4,f6,g2,bias,linear,fast,i_k2s1d1b0e0,i_k5s1d1b0e0");
    EXPECT_EQ(property(layer, "kernel_shape"), "[2,5]");
    EXPECT_FALSE(layer.weights.value);
    const Layer given = layer_of(with("'W': [[[1, 2, 3]], [[4, 5, 6]]], 'B': [0.5], 'kernel_shape': [3]"));
    EXPECT_EQ(given.weights.value->shape, (std::vector<int64_t>{2, 1, 3}));
    EXPECT_EQ(given.weights.value->data[3], 4);
    EXPECT_EQ(given.bias.value->data, std::vector<float>{0.5});
    EXPECT_EQ(given.problem.channels, 2);
}

TEST(Onnx, NullIsNotGiven) {  // as the properties of a layer say it
    EXPECT_EQ(axes_of(layer_of(narrow("'kernel_shape': [3], 'auto_pad': 'SAME_LOWER', 'strides': [2], 'pads': null, "
                                      "'output_shape': null, 'input_size': 4"))),
              "b1 o8");
    EXPECT_EQ(property(layer_of(narrow("'kernel_shape': [3], 'auto_pad': 'SAME_LOWER'")), "pads"), "null");
    EXPECT_EQ(property(layer_of(narrow("'kernel_shape': [3], 'output_shape': [5], 'input_size': 4")), "pads"), "null");
}

/// Node tests of ONNX, and what they publish: section 7, and onnx/backend/test/case/node/convtranspose.py.
TEST(Onnx, Dilations) {
    const Layer layer = layer_of(narrow("'kernel_shape': [2, 2], 'dilations': [2, 2], 'input_size': [3, 3]"));
    EXPECT_EQ(output_of(layer, {{1, 1, 3, 3}, {3, 8, 1, 9, 5, 7, 3, 2, 6}}, {{1, 1, 2, 2}, {7, 2, 1, 9}}),
              (std::vector<float>{21, 56, 13, 16, 2,  63, 35, 67, 10, 14, 24, 22, 76,
                                  76, 21, 9,  5,  88, 45, 63, 3,  2,  33, 18, 54}));
}

TEST(Onnx, Pads) {
    const Layer layer =
        layer_of(with("'W': {'shape': [1, 2, 3, 3]}, 'strides': [3, 2], 'pads': [1, 2, 1, 2], 'input_size': [3, 3]"));
    const std::vector<float> plane = {1, 1, 3, 1, 1, 3, 7, 4, 9, 7, 4, 9, 7, 4, 9, 13, 7, 15, 13, 7, 15};
    std::vector<float> both = plane;
    both.insert(both.end(), plane.begin(), plane.end());
    EXPECT_EQ(output_of(layer, counting({1, 1, 3, 3}), {{1, 2, 3, 3}, std::vector<float>(18, 1)}), both);
}

TEST(Onnx, Groups) {  // _group_2, and _group_2_image_3 for the batch
    const std::vector<float> first = {0,  1,  3, 3,  2,  3,  8,  15, 12, 7,  9,  21, 36,
                                      27, 15, 9, 20, 33, 24, 13, 6,  13, 21, 15, 8};
    const std::vector<float> second = {9,  19, 30, 21, 11, 21, 44, 69, 48, 25, 36, 75, 117,
                                       81, 42, 27, 56, 87, 60, 31, 15, 31, 48, 33, 17};
    const std::vector<float> third = {18,  37, 57, 39, 20,  39, 80, 123, 84, 43, 63, 129, 198,
                                      135, 69, 45, 92, 141, 96, 49, 24,  49, 75, 51, 26};
    const Array ones{{2, 1, 3, 3}, std::vector<float>(18, 1)};
    std::vector<float> expected = first;
    expected.insert(expected.end(), second.begin(), second.end());
    const std::string keys = "'W': {'shape': [2, 1, 3, 3]}, 'group': 2, 'input_size': [3, 3]";
    EXPECT_EQ(output_of(layer_of(with(keys)), counting({1, 2, 3, 3}), ones), expected);

    Array images = counting({3, 2, 3, 3});
    for (size_t i = 27; i < images.data.size(); ++i) {
        images.data[i] = static_cast<float>(i < 36 ? i - 18 : i - 36);  // 9..17 again, then 0..17
    }
    for (const auto *plane : {&third, &second, &first, &second}) {
        expected.insert(expected.end(), plane->begin(), plane->end());
    }
    EXPECT_EQ(output_of(layer_of(with(keys + ", 'batch': 3")), images, ones), expected);
}

TEST(Onnx, ErrorsSpeakOfItsOwnWords) {
    const struct {
        const char *keys, *message;
    } rows[] = {
        {"'kernel_shape': [3], 'auto_pad': 'SAME'",
         "auto_pad is \"SAME\": must be one of \"NOTSET\", \"VALID\", \"SAME_UPPER\", \"SAME_LOWER\""},
        {"'kernel_shape': [3], 'auto_pad': 'VALID', 'pads': [0, 0]",
         "pads is [0,0]: must be left out where auto_pad is not \"NOTSET\""},
        {"'kernel_shape': [3], 'auto_pad': 'SAME_LOWER', 'pads': [1, 1]",
         "pads is [1,1]: must be left out where auto_pad is not \"NOTSET\""},
        {"'kernel_shape': [3], 'pads': [1]",
         "pads is [1]: must be a list of whole numbers, the begin of each axis and then the end of each, or null"},
        {"'kernel_shape': [3], 'pads': [4, 4], 'input_size': 4",
         "pads is [4, 4] on axis 0: must be such that the output has 1 element or more, not -2"},
        {"'kernel_shape': [3], 'strides': 2",
         "strides is 2: must be a list with a whole number from 1 to 65536 for each axis"},
        {"'kernel_shape': [3], 'strides': [1, 2]", "strides has 2 entries: must have 1, one for each axis"},
        {"'kernel_shape': [3], 'strides': [0]", "strides[0] is 0: must be 1 or more"},
        {"'kernel_shape': [3], 'dilations': [0]", "dilations[0] is 0: must be 1 or more"},
        {"'kernel_shape': [0]", "kernel_shape[0] is 0: must be 1 or more"},
        {"'strides': [2]", "kernel_shape is missing: must be a list of 1, 2 or 3 whole numbers, one for each axis, "
                           "slowest first, or left "
                           "out where W is given"},
        {"'kernel_shape': [2], 'W': {'shape': [1, 1, 3]}", "kernel_shape is [2]: must be [3], as W has it"},
        {"'W': {'shape': [1, 2, 3]}", "filters is 1: must be 2, as W has it"},
        {"'W': {'shape': [2, 1, 3]}", "channels is 1: must be 2, as W has it"},
        {"'W': {'shape': [1, 1]}",
         "W is of 2 dimensions: must be of 3, 4 or 5: channels, filters/group, and one for each axis"},
        {"'W': {'shape': [1, 1, -3]}", "W shape[2] is -3: must be 1 or more"},
        {"'W': 'w.npy'", "W is \"w.npy\": must be the weights as lists of lists, or {\"shape\": [channels, "
                         "filters/group, and one for each "
                         "axis]}"},
        {"'kernel_shape': [3], 'B': [1, 2]", "B has shape [2]: must have [1], (filters)"},
        {"'kernel_shape': [3], 'group': 2", "group is 2: must be a divisor of channels, which is 1"},
        {"'kernel_shape': [3], 'group': 0", "group is 0: must be 1 or more"},
        {"'kernel_shape': [3], 'output_padding': [-1], 'strides': [2]", "output_padding[0] is -1: must be 0 or more"},
        {"'kernel_shape': [3], 'output_padding': [2], 'strides': [2]",
         "output_padding[0] is 2: must be smaller than either stride or dilation, which are 2 and 1"},
        {"'kernel_shape': [3], 'output_shape': [0], 'input_size': 4", "output_shape[0] is 0: must be 1 or more"},
        {"'kernel_shape': [3], 'output_shape': [5, 5], 'input_size': 4",
         "output_shape is [5,5]: must be a list with a whole number for each axis, which batch and channels may "
         "precede, or "
         "null"},
        {"'kernel_shape': [3], 'output_shape': [2, 1, 5], 'input_size': 4",
         "output_shape[0] is 2: must be 1, which is batch"},
        {"'kernel_shape': [3], 'output_shape': [1, 7, 5], 'input_size': 4",
         "output_shape[1] is 7: must be 1, which is filters"},
        {"'kernel_shape': [3], 'auto_pad_policy': 'text'",
         "auto_pad_policy is \"text\": must be \"onnxruntime\" or \"spec\""},
    };
    for (const auto &row : rows) {
        EXPECT_EQ(message_of(narrow(row.keys)), row.message);
    }
    EXPECT_EQ(message_of(with("'filters': 1, 'kernel_shape': [3]")),
              "channels is missing: must be a whole number of 1 or more");
}

TEST(Onnx, NodesReadAsInOnnx) {
    const Layer layer =
        onnx::ConvTranspose({kOpen, 4, 5, kOpen}, {4, 3, 2, 3},
                            {{"group", 2}, {"strides", {2, 3}}, {"auto_pad", "SAME_LOWER"}, {"name", "up"}});
    EXPECT_EQ(key(layer.problem), "f32,first,n_,c4,f6,g2,bias,linear,fast,i5k2s2d1b0o10,i_k3s3d1b0e0");
    EXPECT_EQ(layer.name, "up");
    const Array weights = counting({2, 1, 3});
    const Layer given = onnx::ConvTranspose({1, 2, 4}, weights, {{"B", false}, {"output_shape", {5}}});
    EXPECT_EQ(given.weights.value->data, weights.data);
    EXPECT_EQ(axes_of(given), "b1 o5");
    EXPECT_FALSE(given.problem.bias);
    const auto message = [](auto &&make) {
        try {
            make();
            return std::string();
        } catch (const Error &error) {
            return std::string(error.what());
        }
    };
    EXPECT_EQ(message([] {
                  onnx::ConvTranspose({1, 2, 4}, {2, 1, 3, 3});
              }),
              "X has 3 dimensions: must have those of W, 3 to 5, and that has 4 (ConvTranspose)");
    EXPECT_EQ(message([] {
                  onnx::ConvTranspose({1, 3, 4}, {2, 1, 3});
              }),
              "channels is 3: must be 2, as W has it (ConvTranspose)");
}

TEST(Onnx, AnActivationThatFollowsStandsInTheLayer) {
    const Layer layer = onnx::ConvTranspose({1, 2, 4}, {2, 1, 3}, {{"activation", "relu6"}});
    EXPECT_EQ(layer.problem.activation, Activation::relu6);
    EXPECT_EQ(property(layer, "activation"), "\"relu6\"");
    EXPECT_EQ(property(onnx::ConvTranspose({1, 2, 4}, {2, 1, 3}), "activation"), "\"linear\"");
    EXPECT_THROW(onnx::ConvTranspose({1, 2, 4}, {2, 1, 3}, {{"activation", "Relu"}}), Error);
}

}  // namespace
}  // namespace tconv::test
