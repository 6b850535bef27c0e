// CNTK's ConvolutionTranspose: semantics.md, sections 2 to 4 and 7.
#include <gtest/gtest.h>

#include "tests/dialects/dialect_layer.h"

namespace tconv::test {
namespace {

/// ConvolutionTranspose(args, options), as a layer file.
std::string file(const std::string &args, const std::string &options) {
    return "{'dialect': 'cntk', 'type': 'ConvolutionTranspose', 'args': " + args +
           (options.empty() ? "" : ", " + options) + "}";
}

struct SizeCase {
    const char *args, *options, *axes;  ///< axes: "b<begin crop> o<output>" of each
};

TEST(Cntk, OutputSizesAndCrops) {
    const SizeCase cases[] = {
        // pad false: everything
        {"[[3, 4], 128]", "'channels': 3, 'input_size': [480, 640]", "b0 o482, b0 o643"},
        {"[[3], 1]", "'channels': 1, 'input_size': 4, 'strides': 2", "b0 o9"},
        {"[[2], 1]", "'channels': 1, 'input_size': 4, 'strides': 3", "b0 o11"},
        // pad true: (I-1)*s + 1, not I*s
        {"[[3], 1]", "'channels': 1, 'input_size': 4, 'strides': 2, 'pad': true", "b1 o7"},
        {"[[4], 1]", "'channels': 1, 'input_size': 4, 'strides': 2, 'pad': true", "b1 o7"},
        {"[[5], 1]", "'channels': 1, 'input_size': 5, 'strides': 1, 'pad': true", "b2 o5"},
        {"[[3, 3], 1]", "'channels': 1, 'input_size': [4, 5], 'strides': [2, 1], 'pad': [true, false]", "b1 o7, b0 o7"},
        // output_shape
        {"[[3], 1]", "'channels': 1, 'input_size': 4, 'strides': 2, 'output_shape': 9", "b0 o9"},
        {"[[3], 1]", "'channels': 1, 'input_size': 4, 'strides': 2, 'output_shape': [10]", "b0 o10"},
        {"[[3], 1]", "'channels': 1, 'input_size': 4, 'strides': 2, 'pad': true, 'output_shape': 7", "b1 o7"},
        {"[[5, 5], 1]", "'channels': 1, 'input_size': 4, 'strides': 4, 'pad': true, 'output_shape': 16",
         "b1 o16, b1 o16"},
        {"[[3], 1]", "'channels': 1, 'input_size': 4, 'output_shape': null", "b0 o6"},
        // open sizes, where the crop does not depend on them
        {"[[3], 1]", "'channels': 1, 'strides': 2", "b0 o-1"},
        {"[[3, 3], 1]", "'channels': 1, 'input_size': [null, 5], 'pad': true", "b1 o-1, b1 o5"},
    };
    for (const SizeCase &c : cases) {
        EXPECT_EQ(axes_of(layer_of(file(c.args, c.options))), c.axes) << c.args << " " << c.options;
    }
    const Layer open = layer_of(file("[[3], 1]", "'channels': 1, 'input_size': null, 'strides': 2, 'pad': true"));
    EXPECT_EQ(open.problem.output_shape_for({1, 1, 4}).back(), 7);
}

struct CropCase {
    int kernel, stride, begin, end;  ///< of CNTK, for O = I * s
    int same_begin, same_end;        ///< of the rule that MATLAB, Keras and Wolfram share
};

TEST(Cntk, CropsOtherwiseThanSameForTheSameSize) {
    const CropCase cases[] = {
        {3, 2, 1, 0, 0, 1}, {5, 2, 2, 1, 1, 2}, {5, 4, 1, 0, 0, 1}, {1, 3, -1, -1, 0, -2}, {2, 3, -1, 0, 0, -1},
    };
    for (const CropCase &c : cases) {
        const std::string kernel = std::to_string(c.kernel), stride = std::to_string(c.stride),
                          output = std::to_string(c.stride * 4);
        const Layer cntk =
            layer_of(file("[[" + kernel + "], 1]", "'channels': 1, 'input_size': 4, 'pad': true, 'strides': " + stride +
                                                       ", 'output_shape': " + output));
        const Layer same = layer_of("{'dialect': 'wolfram', 'type': 'DeconvolutionLayer', 'args': [1, [" + kernel +
                                    "]], 'Input': [1, 4], 'PaddingSize': 'Same', 'Stride': " + stride + "}");
        const Axis &own = cntk.problem.axes[0], &other = same.problem.axes[0];
        EXPECT_EQ(own.output, other.output);
        EXPECT_EQ(own.crop_begin, c.begin) << "k" << kernel << " s" << stride;
        EXPECT_EQ(own.crop_end, c.end) << "k" << kernel << " s" << stride;
        EXPECT_EQ(other.crop_begin, c.same_begin) << "k" << kernel << " s" << stride;
        EXPECT_EQ(other.crop_end, c.same_end) << "k" << kernel << " s" << stride;
    }
}

TEST(Cntk, TakesJustTheOutputsThatItsRuleTakes) {
    // Validity, semantics.md, section 2: floor((O - (pad ? 1 : k)) / s) + 1 == I and k <= O.
    const auto floor_of = [](int64_t a, int64_t b) { return a >= 0 ? a / b : -((-a + b - 1) / b); };
    for (const bool pad : {false, true}) {
        for (int64_t kernel = 1; kernel <= 5; kernel++) {
            for (int64_t stride = 1; stride <= 4; stride++) {
                for (int64_t output = 1; output <= 20; output++) {
                    const bool valid = floor_of(output - (pad ? 1 : kernel), stride) + 1 == 3 && kernel <= output;
                    const std::string options = "'channels': 1, 'input_size': 3, 'strides': " + std::to_string(stride) +
                                                ", 'output_shape': " + std::to_string(output) +
                                                ", 'pad': " + (pad ? "true" : "false");
                    const std::string message = message_of(file("[[" + std::to_string(kernel) + "], 1]", options));
                    EXPECT_EQ(message.empty(), valid) << "k" << kernel << " " << options << ": " << message;
                }
            }
        }
    }
}

TEST(Cntk, ItsOwnVectors) {
    // kernel_test.py, semantics.md, section 7
    const Layer valid = layer_of(file("[[2, 2], 1]", "'channels': 1, 'input_size': [3, 3], 'bias': false"));
    EXPECT_EQ(output_of(valid, counting({1, 1, 3, 3}), counting({1, 1, 2, 2})),
              (std::vector<float>{0, 0, 1, 2, 0, 5, 11, 11, 6, 23, 29, 23, 12, 32, 37, 24}));
    const Layer padded =
        layer_of(file("[[3, 3], 1]", "'channels': 1, 'input_size': [3, 3], 'bias': false, 'strides': 2, "
                                     "'pad': true, 'output_shape': [5, 6]"));
    EXPECT_EQ(output_of(padded, counting({1, 1, 3, 3}), counting({1, 1, 3, 3})),
              (std::vector<float>{0,  3,  4,  11, 8,  10, 3,  12, 11, 28, 19, 26, 12, 27, 16,
                                  35, 20, 25, 27, 60, 35, 76, 43, 56, 24, 51, 28, 59, 32, 40}));
}

TEST(Cntk, AScalarFilterIsForEveryAxisOfTheInput) {
    EXPECT_EQ(layer_of(file("[3, 2]", "'channels': 1, 'input_size': [5, 5, 5]")).problem.rank(), 3);
    EXPECT_EQ(layer_of(file("[3, 2]", "'channels': 1, 'input_size': 5")).problem.rank(), 1);
    EXPECT_EQ(property(layer_of(file("[3, 2]", "'channels': 1, 'input_size': [5, 6]")), "filter_shape"), "[3,3]");
}

struct ShapeCase {
    const char *filters, *options;
    std::vector<int64_t> weights, bias;
};

TEST(Cntk, ParametersHaveCntksShapes) {
    const ShapeCase cases[] = {
        {"128", "'channels': 3", {3, 128, 3, 4}, {128, 1, 1}},
        {"null", "'channels': 3", {3, 3, 4}, {1, 1}},
        {"[]", "'channels': 3", {3, 3, 4}, {1, 1}},
        {"128", "'reduction_rank': 0", {128, 3, 4}, {128, 1, 1}},
        {"null", "'reduction_rank': 0", {3, 4}, {1, 1}},
        {"2", "'channels': 3, 'bias': false", {3, 2, 3, 4}, {}},
    };
    for (const ShapeCase &c : cases) {
        const Layer layer = layer_of(file("[[3, 4], " + std::string(c.filters) + "]", c.options));
        EXPECT_EQ(layer.weights.shape, c.weights) << c.filters << " " << c.options;
        EXPECT_EQ(layer.bias.shape, c.bias) << c.filters << " " << c.options;
        EXPECT_EQ(native_weights(layer, counting(c.weights)).shape, layer.problem.weight_shape());
        EXPECT_EQ(own_weights(layer, counting(layer.problem.weight_shape())).shape, c.weights);
    }
}

TEST(Cntk, ArraysMayHaveNoChannelAxis) {
    using Shape = std::vector<int64_t>;
    const Layer plane = layer_of(file("[[3, 4], null]", "'reduction_rank': 0, 'input_size': [5, 6]"));
    EXPECT_EQ(own_input_shape(plane), (Shape{1, 5, 6}));
    EXPECT_EQ(own_output_shape(plane), (Shape{1, 7, 9}));
    EXPECT_EQ(native_input_shape(plane, {1, 5, 6}), (Shape{1, 1, 5, 6}));
    EXPECT_EQ(native_input_shape(plane, {1, 1, 5, 6}), (Shape{1, 1, 5, 6}));
    EXPECT_EQ(own_output_shape(plane, {1, 1, 7, 9}), (Shape{1, 7, 9}));
    const Layer fan = layer_of(file("[[3], 2]", "'reduction_rank': 0, 'input_size': [null]"));
    EXPECT_EQ(own_input_shape(fan), (Shape{1, kOpen}));
    EXPECT_EQ(own_output_shape(fan), (Shape{1, 2, kOpen}));
    const Layer both = layer_of(file("[[3], 2]", "'channels': 4, 'input_size': 5"));
    EXPECT_EQ(own_input_shape(both), (Shape{1, 4, 5}));
    EXPECT_EQ(native_input_shape(both, {4, 5}), (Shape{4, 5})) << "the problem refuses it";
}

TEST(Cntk, InitIsANameANumberOrAnArray) {
    const Layer named = layer_of(file("[[2], 1]", "'channels': 1, 'init': 'he_normal'"));
    EXPECT_EQ(named.weights.initializer, "he_normal");
    EXPECT_EQ(named.bias.initializer, "0");
    const Layer constant = layer_of(file("[[2], 1]", "'channels': 1, 'init': 0.5, 'init_bias': 3"));
    EXPECT_EQ(constant.weights.initializer, "0.5");
    EXPECT_EQ(constant.bias.initializer, "3");
    const Layer given =
        layer_of(file("[[2], 2]", "'input_size': 2, 'init': [[[1, 2], [3, 4]]], 'init_bias': [[10], [20]]"));
    EXPECT_EQ(given.problem.channels, 1) << "the array says it";
    EXPECT_EQ(output_of(given, {{1, 1, 2}, {1, 10}}, *given.weights.value, *given.bias.value),
              (std::vector<float>{11, 22, 30, 23, 54, 60}));
    const Layer flat = layer_of(file("[[2], 2]", "'channels': 1, 'init_bias': [10, 20]"));
    EXPECT_EQ(flat.bias.value->shape, (std::vector<int64_t>{2, 1}));
}

TEST(Cntk, PropertiesAreCntks) {
    const Layer layer = layer_of(file("[[3, 4], 128]", "'channels': 3, 'input_size': [480, 640]"));
    const std::pair<const char *, const char *> rows[] = {
        {"filter_shape", "[3,4]"},
        {"num_filters", "128"},
        {"activation", "\"identity\""},
        {"init", "\"glorot_uniform\""},
        {"pad", "[false,false]"},
        {"strides", "[1,1]"},
        {"sharing", "true"},
        {"bias", "true"},
        {"init_bias", "0"},
        {"output_shape", "null"},
        {"max_temp_mem_size_in_samples", "0"},
        {"reduction_rank", "1"},
        {"name", "\"convolution_transpose\""},
        {"W", "[3,128,3,4]"},
        {"b", "[128,1,1]"},
    };
    for (const auto &row : rows) {
        EXPECT_EQ(property(layer, row.first), row.second) << row.first;
    }
    EXPECT_EQ(layer.name, "convolution_transpose");
    EXPECT_EQ(layer.problem.output_shape(), (std::vector<int64_t>{1, 128, 482, 643}));
    const Layer positional =
        layer_of(file("[[3], null, 'relu', 1, true, 2, true, false, 0, 7, 100, 0, 'up']", "'input_size': 4"));
    EXPECT_EQ(positional.name, "up");
    EXPECT_EQ(layer_of(file("[[3], 1, 'exp']", "'channels': 1")).problem.activation, Activation::exponential);
    EXPECT_EQ(layer_of(file("[[3], 1, null]", "'channels': 1")).problem.activation, Activation::linear);
    EXPECT_EQ(positional.problem.activation, Activation::relu);
    EXPECT_EQ(property(positional, "num_filters"), "null");
    EXPECT_EQ(property(positional, "max_temp_mem_size_in_samples"), "100");
    EXPECT_EQ(property(positional, "output_shape"), "7");
    EXPECT_EQ(axes_of(positional), "b1 o7");
}

TEST(Cntk, Display) {
    EXPECT_EQ(display(layer_of(file("[[3, 4], 128]", "'channels': 3, 'input_size': [480, null]"))),
              "Composite(ConvolutionTranspose): Input('x', [#], [3 x 480 x ?]) -> Output('y', [#], [128 x 482 x ?])\n"
              "Parameter('W', [], [3 x 128 x 3 x 4])\n"
              "Parameter('b', [], [128 x 1 x 1])\n");
    EXPECT_EQ(display(layer_of(file("[[3], null]", "'reduction_rank': 0, 'bias': false, 'input_size': 5"))),
              "Composite(ConvolutionTranspose): Input('x', [#], [5]) -> Output('y', [#], [7])\n"
              "Parameter('W', [], [3])\n");
}

struct ErrorCase {
    const char *args, *options, *message;
};

TEST(Cntk, Errors) {
    const ErrorCase cases[] = {
        {"[]", "",
         "filter_shape is missing: must be a whole number of 1 or more (for each entry of input_size), or a list of 1, "
         "2 or 3 of them, one for each axis"},
        {"[[], 1]", "'channels': 1", "filter_shape has 0 entries: must have 1, 2 or 3, one for each axis"},
        {"[[3, 3], 1]", "'channels': 1, 'input_size': [5]", "input_size has 1 entry: must have 2, one for each axis"},
        {"[[3, 3], 1]", "'channels': 1, 'strides': [2]", "strides has 1 entry: must have 2, one for each axis"},
        {"[[3, 3], 1]", "'channels': 1, 'pad': [true]", "pad has 1 entry: must have 2, one for each axis"},
        {"[[3, 3], 1]", "'channels': 1, 'pad': 1", "pad is 1: must be true or false"},
        {"[[3, 3], 1]", "'channels': 1, 'pad': [true, 0]", "pad[1] is 0: must be true or false"},
        {"[[3, 3], 1]", "'channels': 1, 'strides': 0", "strides is 0: must be 1 or more"},
        {"[[3, 0], 1]", "'channels': 1", "filter_shape[1] is 0: must be 1 or more"},
        {"[[3], 0]", "'channels': 1", "num_filters is 0: must be 1 or more"},
        {"[[3], 1]", "", "channels is missing: must be a whole number of 1 or more"},
        {"[[3], 1]", "'channels': 2, 'reduction_rank': 0",
         "channels is 2: must be 1 or left out: with reduction_rank 0 the input has no channel axis"},
        {"[[3], 1]", "'channels': 2, 'reduction_rank': 2",
         "reduction_rank is 2: must be 1, or 0 (the input has no channel axis)"},
        {"[[3], 1]", "'channels': 1, 'sharing': false",
         "sharing is false: must be true: weights that differ from place to place are not supported, as in CNTK "
         "itself"},
        {"[[3], 1]", "'channels': 1, 'max_temp_mem_size_in_samples': -1",
         "max_temp_mem_size_in_samples is -1: must be a whole number of 0 (no bound) or more"},
        {"[[3], 1]", "'channels': 1, 'activation': 'leaky_relu'",
         "activation is \"leaky_relu\": must be one of \"identity\", \"relu\", \"sigmoid\", \"tanh\", \"elu\", "
         "\"selu\", \"softplus\", \"softsign\", \"exp\""},
        {"[[3], 1]", "'channels': 1, 'init': 'kaiming'",
         "init is \"kaiming\": must be a number, an array, or one of \"glorot_uniform\", \"glorot_normal\", "
         "\"he_uniform\", \"he_normal\", \"xavier\", \"bilinear\""},
        {"[[3], 1]", "'channels': 1, 'init': [[1, 2]]",
         "init has shape [1, 2]: must have [1, 1, 3], (in, out, *filter_shape)"},
        {"[[3], 1]", "'channels': 1, 'init': [[[1, 2, 3]], [[1, 2, 3]]]",
         "channels is 1: must be 2, as the array init says"},
        {"[[3], 2]", "'channels': 1, 'init_bias': [[1, 2]]",
         "init_bias has shape [1, 2]: must have [2, 1], (out, 1, ...)"},
        // errors of CNTK itself
        {"[[3], 1]", "'channels': 1, 'input_size': 4, 'strides': 2, 'output_shape': 11",
         "output_shape[0] is 11: must be from 9 to 10, of which the convolution with this filter_shape, strides and "
         "pad makes 4 again"},
        {"[[3], 1]", "'channels': 1, 'input_size': 4, 'output_shape': 5",
         "output_shape[0] is 5: must be 6, of which the convolution with this filter_shape, strides and pad makes 4 "
         "again"},
        {"[[3], 1]", "'channels': 1, 'input_size': 1, 'pad': true",
         "filter_shape[0] is 3: must be at most the output's size, which is 1, as CNTK asks"},
        // the crop of an open input
        {"[[3], 1]", "'channels': 1, 'input_size': [null], 'strides': 2, 'pad': true, 'output_shape': 8",
         "input_size[0] is open: must be a number where output_shape is given, as one alone fits 8: 4"},
        {"[[3], 1]", "'channels': 1, 'strides': 2, 'output_shape': 9",
         "input_size[0] is missing: must be a number where output_shape is given, as one alone fits 9: 4"},
        {"[[3], 1]", "'channels': 1, 'W': [1]",
         "W is [1]: must be left out, as it is read-only: init says how it begins"},
    };
    for (const ErrorCase &c : cases) {
        EXPECT_EQ(message_of(file(c.args, c.options)), c.message) << c.args << " " << c.options;
    }
    EXPECT_EQ(message_of(file("[[3], 1]", "'dilation': 1")).find("key \"dilation\" is not known"), 0u);
}

}  // namespace
}  // namespace tconv::test
