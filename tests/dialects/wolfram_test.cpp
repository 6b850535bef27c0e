// Wolfram's DeconvolutionLayer: semantics.md, sections 2 to 4.
#include <gtest/gtest.h>

#include "tests/dialects/dialect_layer.h"

namespace tconv::test {
namespace {

/// DeconvolutionLayer[n, sz, options], as a layer file.
std::string file(const std::string &args, const std::string &options) {
    return "{'dialect': 'wolfram', 'type': 'DeconvolutionLayer', 'args': " + args +
           (options.empty() ? "" : ", " + options) + "}";
}

struct SizeCase {
    const char *args, *options, *axes;  ///< axes: "b<begin crop> o<output>" of each
};

TEST(Wolfram, OutputSizesAndCrops) {
    // s(I-1) + d(k-1) + 1 - n - m, of which n are at the begin: semantics.md, section 2.
    const SizeCase cases[] = {
        {"[3, [4]]", "'Input': [2, 5]", "b0 o8"},
        {"[3, [4]]", "'Input': [2, 5], 'PaddingSize': 1", "b1 o6"},
        {"[3, [4]]", "'Input': [2, 5], 'Stride': 3, 'Dilation': 2", "b0 o19"},
        {"[3, [4, 2]]", "'Input': [2, 5, 6], 'Stride': [2, 1], 'PaddingSize': [1, 0]", "b1 o10, b0 o7"},
        {"[3, [4, 2]]", "'Input': [2, 5, 6], 'PaddingSize': [[1, 2], [0, 3]]", "b1 o5, b0 o4"},
        {"[3, [4, 2]]", "'Input': [2, 5, 6], 'PaddingSize': [[1, 2], 0]", "b1 o5, b0 o7"},
        {"[3, [2, 3, 4]]", "'Input': [2, 5, 5, 5], 'Stride': 2", "b0 o10, b0 o11, b0 o12"},
        // k < s appends nothing, unlike Keras's valid
        {"[1, [2]]", "'Input': [1, 3], 'Stride': 3", "b0 o8"},
        // "Same" gives I * s, with MATLAB's crop
        {"[1, [3]]", "'Input': [1, 4], 'Stride': 2, 'PaddingSize': 'Same'", "b0 o8"},
        {"[1, [4]]", "'Input': [1, 4], 'Stride': 2, 'PaddingSize': 'Same'", "b1 o8"},
        {"[1, [5]]", "'Input': [1, 4], 'Stride': 2, 'PaddingSize': 'Same'", "b1 o8"},
        {"[1, [5]]", "'Input': [1, 4], 'Stride': 4, 'PaddingSize': 'Same'", "b0 o16"},
        {"[1, [1]]", "'Input': [1, 4], 'Stride': 3, 'PaddingSize': 'Same'", "b0 o12"},
        {"[1, [2]]", "'Input': [1, 4], 'Stride': 3, 'PaddingSize': 'Same'", "b0 o12"},
        {"[1, [3]]", "'Input': [1, 4], 'Dilation': 2, 'PaddingSize': 'Same'", "b2 o4"},
        // open sizes
        {"[1, [4]]", "'Input': [1, null], 'Stride': 2, 'PaddingSize': 'Same'", "b1 o-1"},
        {"[1, [4, 4]]", "'channels': 3, 'PaddingSize': 1", "b1 o-1, b1 o-1"},
    };
    for (const SizeCase &c : cases) {
        EXPECT_EQ(axes_of(layer_of(file(c.args, c.options))), c.axes) << c.args << " " << c.options;
    }
}

TEST(Wolfram, OpenSameIsInputTimesStrideWhateverComes) {
    for (int64_t kernel = 1; kernel <= 6; kernel++) {
        for (int64_t stride = 1; stride <= 6; stride++) {
            const Layer layer =
                layer_of(file("[1, [" + std::to_string(kernel) + "]]",
                              "'channels': 1, 'PaddingSize': 'Same', 'Stride': " + std::to_string(stride)));
            EXPECT_EQ(layer.problem.output_shape_for({1, 1, 5}).back(), 5 * stride) << kernel << " " << stride;
        }
    }
}

TEST(Wolfram, ABareKernelSizeIsForEveryAxisOfTheInput) {
    EXPECT_EQ(layer_of(file("[1, 3]", "'Input': [1, 5]")).problem.rank(), 1);
    EXPECT_EQ(layer_of(file("[1, 3]", "'Input': [1, 5, 5, 5]")).problem.rank(), 3);
    EXPECT_EQ(layer_of(file("[1, 3]", "'channels': 1, 'input_size': [5, 5, 5]")).problem.rank(), 3);
    const Layer layer = layer_of(file("[1, 3]", "'channels': 1"));
    EXPECT_EQ(layer.problem.rank(), 2);
    EXPECT_EQ(property(layer, "sz"), "[3,3]");
    EXPECT_EQ(property(layer, "Input"), "[1,null,null]");
}

TEST(Wolfram, InterleavingMovesTheChannelsToTheEnd) {
    const Layer first = layer_of(file("[8, [3, 3]]", "'Input': [2, 5, 6]"));
    EXPECT_EQ(first.problem.input_shape(), (std::vector<int64_t>{1, 2, 5, 6}));
    EXPECT_EQ(property(first, "Output"), "[8,7,8]");
    const Layer last = layer_of(file("[8, [3, 3]]", "'Input': [5, 6, 2], 'Interleaving': true, 'batch': 4"));
    EXPECT_EQ(last.problem.input_shape(), (std::vector<int64_t>{4, 5, 6, 2}));
    EXPECT_EQ(property(last, "Output"), "[7,8,8]");
    EXPECT_EQ(last.weights.shape, (std::vector<int64_t>{2, 8, 3, 3})) << "the weights' axes stay";
}

TEST(Wolfram, WeightsSayTheInputChannels) {
    const Layer layer =
        layer_of(file("[2, [2]]", "'Weights': [[[1, 2], [3, 4]]], 'Biases': [10, 20], 'input_size': 2"));
    EXPECT_EQ(layer.problem.channels, 1);
    EXPECT_EQ(layer.name, "deconvolution_layer");
    const std::vector<float> y = output_of(layer, {{1, 1, 2}, {1, 10}}, *layer.weights.value, *layer.bias.value);
    EXPECT_EQ(y, (std::vector<float>{11, 22, 30, 23, 54, 60}));
    EXPECT_EQ(property(layer, "Weights"), "[[[1,2],[3,4]]]");
}

TEST(Wolfram, GroupsKeepToTheirChannels) {
    for (const char *name : {"ChannelGroups", "GroupNumber"}) {
        const Layer layer =
            layer_of(file("[4, [1]]", "'Input': [2, 1], 'Biases': null, '" + std::string(name) + "': 2"));
        EXPECT_EQ(layer.weights.shape, (std::vector<int64_t>{2, 2, 1}));
        EXPECT_EQ(output_of(layer, {{1, 2, 1}, {1, 10}}, {{2, 2, 1}, {1, 2, 3, 4}}),
                  (std::vector<float>{1, 2, 30, 40}));
        EXPECT_EQ(property(layer, "ChannelGroups"), "2");
    }
}

TEST(Wolfram, DefaultsAreThoseOfOptions) {
    const Layer layer = layer_of(file("[4, [3, 3]]", "'Input': [2, 5, 5]"));
    const std::pair<const char *, const char *> defaults[] = {
        {"Biases", "\"Automatic\""},
        {"ChannelGroups", "1"},
        {"Dilation", "[1,1]"},
        {"Interleaving", "false"},
        {"PaddingSize", "0"},
        {"LearningRateMultipliers", "\"Automatic\""},
        {"Stride", "[1,1]"},
        {"Weights", "\"Automatic\""},
        {"n", "4"},
        {"sz", "[3,3]"},
    };
    for (const auto &row : defaults) {
        EXPECT_EQ(property(layer, row.first), row.second) << row.first;
    }
    EXPECT_TRUE(layer.problem.bias);
    EXPECT_EQ(layer.weights.initializer, "Kaiming");
    EXPECT_EQ(layer.bias.initializer, "zeros");
}

TEST(Wolfram, InformationCountsTheArrays) {
    const Layer layer =
        layer_of(file("[4, [3, 3]]", "'Input': [2, 5, 5], 'LearningRateMultipliers': {'Biases': 2, '_': null}"));
    const std::pair<const char *, const char *> rows[] = {
        {"ArraysCount", "2"},
        {"ArraysDimensions", "{\"Biases\":[4],\"Weights\":[2,4,3,3]}"},
        {"ArraysElementCounts", "{\"Biases\":4,\"Weights\":72}"},
        {"ArraysByteCounts", "{\"Biases\":16,\"Weights\":288}"},
        {"ArraysTotalElementCount", "76"},
        {"ArraysTotalByteCount", "304"},
        {"ArraysLearningRateMultipliers", "{\"Biases\":2.0,\"Weights\":0.0}"},
        {"InputPortNames", "[\"Input\"]"},
        {"InputPorts", "{\"Input\":[2,5,5]}"},
        {"OutputPortNames", "[\"Output\"]"},
        {"OutputPorts", "{\"Output\":[4,7,7]}"},
    };
    for (const auto &row : rows) {
        EXPECT_EQ(property(layer, row.first), row.second) << row.first;
    }
    const Layer bare = layer_of(file("[4, [3, 3]]", "'Input': [2, 5, 5], 'Biases': 'None'"));
    EXPECT_FALSE(bare.problem.bias);
    EXPECT_EQ(property(bare, "Biases"), "\"None\"");
    EXPECT_EQ(property(bare, "ArraysDimensions"), "{\"Weights\":[2,4,3,3]}");
}

TEST(Wolfram, DisplayIsTheSummaryBox) {
    const Layer layer = layer_of(file("[16, [4, 4]]", "'Input': [3, 32, null], 'Stride': 2, 'PaddingSize': 'Same'"));
    EXPECT_EQ(display(layer), "DeconvolutionLayer\n"
                              "  Parameters:\n"
                              "    Output channels: 16\n"
                              "    Kernel size: {4, 4}\n"
                              "    Stride: {2, 2}\n"
                              "    Padding size: {{1, 1}, {1, 1}}\n"
                              "    Dilation: {1, 1}\n"
                              "    Channel groups: 1\n"
                              "    Interleaving: False\n"
                              "  Arrays:\n"
                              "    Weights: array (size: 3 x 16 x 4 x 4)\n"
                              "    Biases: vector (size: 16)\n"
                              "  Ports:\n"
                              "    Input: array (size: 3 x 32 x _)\n"
                              "    Output: array (size: 16 x 64 x _)\n");
}

struct RateCase {
    const char *multipliers;
    double weights, biases;
    bool trainable;
};

TEST(Wolfram, LearningRateMultipliers) {
    const RateCase cases[] = {
        {"'Automatic'", 1, 1, true},
        {"0.5", 0.5, 0.5, true},
        {"-1", -1, -1, true},
        {"0", 0, 0, false},
        {"null", 0, 0, false},
        {"'None'", 0, 0, false},
        {"{'Biases': 0}", 1, 0, true},
        {"{'Weights': 2, 'Biases': null}", 2, 0, true},
        {"{'Weights': 1, '_': 'None'}", 1, 0, true},
    };
    for (const RateCase &c : cases) {
        const Layer layer =
            layer_of(file("[1, [1]]", "'Input': [1, 1], 'LearningRateMultipliers': " + std::string(c.multipliers)));
        EXPECT_EQ(layer.weights.learn_rate_factor, c.weights) << c.multipliers;
        EXPECT_EQ(layer.bias.learn_rate_factor, c.biases) << c.multipliers;
        EXPECT_EQ(layer.trainable, c.trainable) << c.multipliers;
    }
}

struct ErrorCase {
    const char *args, *options, *message;
};

TEST(Wolfram, Errors) {
    const ErrorCase cases[] = {
        {"[]", "", "n is missing: must be a whole number of 1 or more: the output channels"},
        {"[0, 3]", "", "n is 0: must be 1 or more"},
        {"[2]", "", "sz is missing: must be a whole number of 1 or more, or a list of them: [s], [h, w] or [d, h, w]"},
        {"[2, []]", "", "sz is for 0 axes: must be for 1, 2 or 3"},
        {"[2, [1, 1, 1, 1]]", "", "sz is for 4 axes: must be for 1, 2 or 3"},
        {"[2, 3]", "'Input': [1]", "Input is for 0 axes: must be for 1, 2 or 3"},
        {"[2, 3]", "'Input': []", "Input is for 0 axes: must be for 1, 2 or 3"},
        {"[2, [3, 0]]", "'channels': 1", "sz[1] is 0: must be 1 or more"},
        {"[2, [3]]", "",
         "Input is missing: must be there, or channels, or an array as Weights: the input channels are not known"},
        {"[2, [3]]", "'Input': [1, 5, 5]", "Input has 3 entries: must have 2, the channels and a size for each axis"},
        {"[2, [3]]", "'Input': [1, 0]", "Input[1] is 0: must be 1 or more"},
        {"[2, [3]]", "'Input': [1, -1]", "Input[1] is -1: must be 1 or more"},
        {"[2, [3]]", "'Input': [1, 'x']",
         "Input[1] is \"x\": must be a whole number of 1 or more, or null for any size"},
        {"[2, [3]]", "'Input': [1, 5], 'channels': 2", "channels is 2: must be 1, as Input says"},
        {"[2, [3]]", "'Input': [1, 5], 'input_size': [6]", "input_size is [6]: must be left out, or what Input says"},
        {"[2, [1]]", "'Input': [1, 5], 'Weights': [[[1], [1]], [[1], [1]]]",
         "Weights is for 2 input channels: must be for 1, as Input says"},
        {"[2, [1]]", "'Input': [1, 5], 'Weights': [[[1]]]",
         "Weights has shape [1, 1, 1]: must have [1, 2, 1], (input channels, n/ChannelGroups, *sz)"},
        {"[2, [1]]", "'Input': [1, 5], 'Weights': 1",
         "Weights is 1: must be \"Automatic\", or an array (input channels, n/ChannelGroups, *sz) as lists of lists of "
         "numbers"},
        {"[2, [1]]", "'Input': [1, 5], 'Biases': [1]",
         "Biases has shape [1]: must have [2], one for each of the n output channels"},
        {"[2, [1]]", "'Input': [1, 5], 'Biases': true",
         "Biases is true: must be \"Automatic\", null or \"None\" for none, or a list of n numbers"},
        {"[4, [1]]", "'Input': [3, 5], 'ChannelGroups': 3", "ChannelGroups is 3: must be a divisor of n, which is 4"},
        {"[4, [1]]", "'Input': [3, 5], 'GroupNumber': 2",
         "GroupNumber is 2: must be a divisor of the input channels, which are 3"},
        {"[4, [1]]", "'Input': [3, 5], 'GroupNumber': 1, 'ChannelGroups': 1",
         "GroupNumber is 1: must be left out, as ChannelGroups gives it too"},
        {"[4, [1]]", "'Input': [3, 5], 'ChannelGroups': 0", "ChannelGroups is 0: must be 1 or more"},
        {"[1, [1]]", "'Input': [1, 5], 'Stride': 0", "Stride is 0: must be 1 or more"},
        {"[1, [1]]", "'Input': [1, 5], 'Stride': [65537]", "Stride[0] is 65537: must be at most 65536"},
        {"[1, [1]]", "'Input': [1, 5], 'Stride': [1, 1]", "Stride has 2 entries: must have 1, one for each axis"},
        {"[1, [1]]", "'Input': [1, 5], 'Dilation': -2", "Dilation is -2: must be 1 or more"},
        {"[1, [1]]", "'Input': [1, 5], 'PaddingSize': -1", "PaddingSize is -1: must be 0 or more"},
        {"[1, [1]]", "'Input': [1, 5], 'PaddingSize': [[0, -1]]", "PaddingSize[0][1] is -1: must be 0 or more"},
        {"[1, [1]]", "'Input': [1, 5], 'PaddingSize': [[0, 1, 2]]",
         "PaddingSize[0] is [0,1,2]: must be a whole number of 0 or more, or [begin, end]"},
        {"[1, [1]]", "'Input': [1, 5], 'PaddingSize': 'same'",
         "PaddingSize is \"same\": must be \"Same\", a whole number of 0 or more, or a list with a number or [begin, "
         "end] for "
         "each axis"},
        {"[1, [1]]", "'Input': [1, 5], 'PaddingSize': 3",
         "PaddingSize takes 3 and 3 off the 5 elements of axis 0: must leave 1 or more"},
        {"[1, [1]]", "'Input': [1, 5], 'Interleaving': 1",
         "Interleaving is 1: must be false (channels first) or true (channels last)"},
        {"[1, [1]]", "'Input': [1, 5], 'LearningRateMultipliers': 'fast'",
         "LearningRateMultipliers is \"fast\": must be \"Automatic\", a number, null or \"None\" to freeze, or an "
         "object with one of these for \"Weights\", \"Biases\" or \"_\" (all others)"},
        {"[1, [1]]", "'Input': [1, 5], 'LearningRateMultipliers': {'Bias': 1}",
         "LearningRateMultipliers \"Bias\" is not known: must be one of \"Weights\", \"Biases\", \"_\""},
        {"[1, [1]]", "'Input': [1, 5], 'LearningRateMultipliers': {'Biases': 'x'}",
         "LearningRateMultipliers \"Biases\" is \"x\": must be a number, or null or \"None\" to freeze"},
        {"[1, [1]]", "'Input': [1, 5], 'ArraysCount': 2",
         "ArraysCount is 2: must be left out, as it is read-only: Information reports it"},
        {"[1, [1], 2]", "'Input': [1, 5]", "args is [1,[1],2]: must be a list of at most 2: n, sz"},
    };
    for (const ErrorCase &c : cases) {
        EXPECT_EQ(message_of(file(c.args, c.options)), c.message) << c.args << " " << c.options;
    }
    EXPECT_EQ(message_of(file("[1, [1]]", "'Padding': 1")).find("key \"Padding\" is not known (its value is 1)"), 0u);
    EXPECT_EQ(message_of("{'dialect': 'wolfram', 'type': 'ConvolutionLayer'}"),
              "type is \"ConvolutionLayer\": must be \"DeconvolutionLayer\" (of the Wolfram Language)");
}

}  // namespace
}  // namespace tconv::test
