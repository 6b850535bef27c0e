// What conversions state, what they refuse and why, and that the numbers stay.
#include <gtest/gtest.h>

#include "tconv/convert.h"
#include "tests/dialects/dialect_layer.h"

namespace tconv::test {
namespace {

/// The converted layer file on one line, with single quotes; or the message.
std::string converted(const std::string &text, const std::string &dialect, const std::string &type = "") {
    try {
        std::string line;
        bool at_start = false;
        for (const char c : convert(layer_of(text), dialect, type).text) {
            at_start = (at_start && c == ' ') || c == '\n';
            line += at_start ? "" : std::string(1, c == '"' ? '\'' : c);
        }
        return line;
    } catch (const Error &error) {
        return error.what();
    }
}

/// A native layer of one axis: kernel, stride and crop.
std::string line(const std::string &kernel, const std::string &stride, const std::string &crop,
                 const std::string &more = "") {
    return "{'name': 'up', 'channels': 2, 'filters': 4, 'input_size': [5], 'kernel_size': [" + kernel +
           "], 'stride': " + stride + ", 'crop': [" + crop + "]" + more + "}";
}

TEST(Convert, StatesALayerInEachSystemsWords) {
    const std::string layer = "{'name': 'up', 'channels': 2, 'filters': 4, 'kernel_size': [3, 3], 'stride': 2, "
                              "'crop': [[0, 1], [0, 1]], 'input_size': [5, 6]}";
    EXPECT_EQ(converted(layer, "keras"),
              "{'dialect': 'keras','type': 'Conv2DTranspose','filters': 4,'kernel_size': [3, 3],'strides': [2, 2],"
              "'padding': 'same','input_shape': [5, 6, 2],'batch_size': 1,'name': 'up'}");
    EXPECT_EQ(converted(layer, "keras", "layer_conv_2d_transpose").substr(0, 57),
              "{'dialect': 'keras','type': 'layer_conv_2d_transpose','fi");
    EXPECT_EQ(
        converted(layer, "matlab"),
        "{'dialect': 'matlab','type': 'transposedConv2dLayer','FilterSize': [3, 3],'NumFilters': 4,'Stride': [2, 2],"
        "'Cropping': 'same','InputSize': [5, 6, 2],'name': 'up'}");
    EXPECT_EQ(converted(layer, "wolfram"),
              "{'dialect': 'wolfram','type': 'DeconvolutionLayer','n': 4,'sz': [3, 3],'Stride': [2, 2],"
              "'PaddingSize': 'Same','Interleaving': true,'Input': [5, 6, 2],'name': 'up'}");
    EXPECT_EQ(converted(layer, "onnx"),
              "{'dialect': 'onnx','type': 'ConvTranspose','channels': 2,'filters': 4,'kernel_shape': [3, 3],"
              "'strides': [2, 2],'pads': [0, 0, 1, 1],'name': 'up','input_size': [5, 6]}");
    EXPECT_EQ(converted(line("3", "2", "[1, 0]"), "torch"),
              "{'dialect': 'torch','type': 'ConvTranspose1d','in_channels': 2,'out_channels': 4,'kernel_size': [3],"
              "'stride': [2],'padding': [1],'output_padding': [1],'name': 'up','input_size': [5]}");
    EXPECT_EQ(converted(line("3", "2", "[1, 0]"), "cntk"),
              "{'dialect': 'cntk','type': 'ConvolutionTranspose','filter_shape': [3],'num_filters': 4,'pad': [true],"
              "'strides': [2],'output_shape': [10],'channels': 2,'name': 'up','input_size': [5]}");
}

TEST(Convert, SaysPreciselyWhyNot) {
    EXPECT_EQ(converted(line("3", "2", "[1, 0]"), "keras"),
              "crop of axis 0 is (1, 0): must be one that Keras's padding gives: for kernel 3, stride 2, dilation 1 it "
              "has valid (0, 0) (with output_padding (0, 0) to (0, -1)), same (0, 1) (with output_padding (1, 1) to "
              "(0, 1))");
    EXPECT_EQ(converted(line("3", "2", "[0, 1]"), "cntk"),
              "crop of axis 0 is (0, 1): must be one that CNTK's pad gives: for kernel 3, stride 2 it has (0, 0) to "
              "(0, -1) without pad, (1, 1) to (1, 0) with it");
    EXPECT_EQ(converted(line("3", "2", "[0, 1]"), "torch"),
              "crop of axis 0 is (0, 1): must be 0 or more at the begin, and at the end the same or up to 1 less: "
              "PyTorch has one padding for both ends, and an output_padding below stride or dilation");
    EXPECT_EQ(converted(line("3", "2", "[-1, 0]"), "wolfram"),
              "crop of axis 0 is (-1, 0): must be 0 or more: Wolfram appends nothing to an output, but for what its "
              "'same' appends");
    EXPECT_EQ(converted(line("3", "2", "0"), "matlab"),
              "the layer has 1 spatial axis: must have 2 or more, as tconv knows the layers of MATLAB Deep Learning "
              "Toolbox from there on");
    EXPECT_EQ(converted(line("3", "1", "0", ", 'groups': 2"), "keras"),
              "groups is 2: must be 1, as the layer of Keras has no groups");
    EXPECT_EQ(converted(line("3", "1", "0", ", 'dilation': 2"), "cntk"),
              "dilation[0] is 2: must be 1, as the layer of CNTK has no dilation");
    EXPECT_EQ(converted(line("3", "2", "0", ", 'dilation': 2"), "keras"),
              "dilation is 2: must be 1 where a stride is above 1 (there is one of 2): Keras does not have both");
    EXPECT_EQ(converted(line("3", "1", "0", ", 'activation': 'relu'"), "torch"),
              "activation is \"relu\": must be \"linear\", as the layer of PyTorch has no activation: it is a layer of "
              "its own there");
    EXPECT_EQ(converted(line("3", "1", "0", ", 'activation': 'leaky_relu'"), "cntk"),
              "activation is \"leaky_relu\": must be another one, as that of this name in CNTK does not compute the "
              "same");
    EXPECT_EQ(converted("{'name': 'up', 'channels': 2, 'filters': 4, 'input_size': [null], 'kernel_size': [3], "
                        "'output_size': [7]}",
                        "torch"),
              "output_size[0] is 7: must be open where input_size is: PyTorch has no fixed output for an input of any "
              "size");
    EXPECT_EQ(converted(line("3", "1", "0"), "keras", "Conv2DTranspose"),
              "type is \"Conv2DTranspose\": must be one of \"Conv1DTranspose\", \"layer_conv_1d_transpose\", which are "
              "for 1 spatial axis");
}

TEST(Convert, NotesWhatBecomesOfTheRest) {
    const Layer keras = layer_of(
        "{'dialect': 'keras', 'type': 'Conv1DTranspose', 'filters': 2, 'kernel_size': 2, 'input_shape': [4, 3], "
        "'batch_size': 1, 'kernel_initializer': 'he_normal', 'bias_constraint': 'non_neg', 'trainable': false}");
    EXPECT_EQ(convert(keras, "torch").notes,
              (std::vector<std::string>{"kernel_initializer he_normal is left out: torch layers do not state one",
                                        "that the layer is frozen is left out: torch layers do not state it",
                                        "bias_constraint {\"class_name\":\"NonNeg\",\"config\":{}} is left out: torch "
                                        "layers have none",
                                        "input and output are (batch, channels, x) in place of (batch, x, channels)"}));
    const Layer matlab = layer_of(
        "{'dialect': 'matlab', 'type': 'transposedConv2dLayer', 'FilterSize': 2, 'NumFilters': 2, 'InputSize': [4, 4, "
        "3], 'WeightLearnRateFactor': 2, 'WeightL2Factor': 0.5}");
    EXPECT_EQ(property(convert(matlab, "wolfram").layer, "LearningRateMultipliers"),
              "{\"Biases\":1.0,\"Weights\":2.0}");
    EXPECT_EQ(convert(matlab, "wolfram").notes,
              (std::vector<std::string>{"the L2 factor of the weights 0.5 is left out: wolfram has none"}));
}

TEST(Convert, AFormatWithoutABatchStaysWithMatlab) {
    const Layer image =
        layer_of("{'dialect': 'matlab', 'type': 'transposedConv2dLayer', 'args': [2, 2], 'InputSize': [4, 4, 3], "
                 "'InputFormat': 'SSC'}");
    EXPECT_FALSE(parse_layer(layer_text(image), "again").batch_axis);
    EXPECT_FALSE(convert(image, "matlab").layer.batch_axis);
    EXPECT_EQ(convert(image, "keras").notes, std::vector<std::string>{"input and output get an axis of 1 batch"});
}

TEST(Convert, LosesNothingWithinOneSystem) {
    const Layer keras = layer_of(
        "{'dialect': 'keras', 'type': 'Conv1DTranspose', 'filters': 2, 'kernel_size': 2, 'input_shape': [4, 3], "
        "'kernel_initializer': 'he_normal', 'kernel_regularizer': 'l2', 'bias_constraint': 'non_neg'}");
    const Conversion conversion = convert(keras, "keras", "layer_conv_1d_transpose");
    EXPECT_EQ(conversion.layer.type, "layer_conv_1d_transpose");
    EXPECT_TRUE(conversion.notes.empty());
    EXPECT_EQ(conversion.layer.weights.initializer, keras.weights.initializer);
    EXPECT_EQ(conversion.layer.weights.regularizer, keras.weights.regularizer);
    EXPECT_EQ(conversion.layer.bias.constraint, keras.bias.constraint);
}

TEST(Convert, NotesWhatACallDoesOtherwise) {
    const Layer exact = layer_of("{'name': 'up', 'channels': 2, 'filters': 2, 'kernel_size': [2], 'input_size': [3], "
                                 "'layout': 'channels_first', 'accuracy': 'exact_order'}");
    EXPECT_EQ(convert(exact, "torch").notes,
              std::vector<std::string>{"accuracy exact_order is left out: torch layers do not state it"});
    const Layer bounded = layer_of("{'dialect': 'cntk', 'type': 'ConvolutionTranspose', 'args': [[2], 2], 'channels': "
                                   "3, 'input_size': [5], 'max_temp_mem_size_in_samples': 2}");
    EXPECT_EQ(
        convert(bounded, "onnx").notes,
        std::vector<std::string>{"the bound of the workspace, 120 bytes, is left out: onnx layers do not state it"});
    const Layer frozen = layer_of("{'dialect': 'wolfram', 'type': 'DeconvolutionLayer', 'args': [2, [2]], 'Input': [3, "
                                  "4], 'LearningRateMultipliers': 'None'}");
    EXPECT_EQ(convert(frozen, "torch").notes,
              std::vector<std::string>{"that the layer is frozen is left out: torch layers do not state it"});
    EXPECT_FALSE(convert(frozen, "keras").layer.trainable);
}

TEST(Convert, AddsTheBiasThatMatlabAlwaysHas) {
    const Conversion conversion = convert(
        layer_of("{'dialect': 'onnx', 'type': 'ConvTranspose', 'kernel_shape': [1, 2], 'W': [[[[1, 2]]]], 'B': false}"),
        "matlab");
    EXPECT_EQ(conversion.layer.bias.value->data, std::vector<float>{0});
    EXPECT_EQ(conversion.notes.front(),
              "a bias of zeros is added, as every layer of MATLAB Deep Learning Toolbox has one");
}

/// The same layer, stated by two systems with other array layouts, computes the same numbers.
TEST(Convert, KeepsTheNumbers) {
    Layer keras =
        layer_of("{'dialect': 'keras', 'type': 'Conv2DTranspose', 'filters': 2, 'kernel_size': [3, 2], 'strides': 2, "
                 "'padding': 'same', 'input_shape': [2, 3, 3], 'batch_size': 1, 'data_format': 'channels_last'}");
    keras.weights.value = counting({3, 2, 2, 3});
    keras.bias.value = counting({2});
    const Layer onnx = convert(keras, "onnx").layer;
    const Array x = counting({1, 2, 3, 3});
    Array first = counting({1, 3, 2, 3});  // the same image, channels first
    for (size_t pixel = 0; pixel < 6; ++pixel) {
        for (size_t c = 0; c < 3; ++c) {
            first.data[c * 6 + pixel] = x.data[pixel * 3 + c];
        }
    }
    const std::vector<float> last_result = output_of(keras, x, *keras.weights.value, *keras.bias.value);
    const std::vector<float> first_result = output_of(onnx, first, *onnx.weights.value, *onnx.bias.value);
    const size_t pixels = 4 * 6;
    ASSERT_EQ(last_result.size(), pixels * 2);
    for (size_t i = 0; i < pixels * 2; ++i) {
        EXPECT_EQ(last_result[i], first_result[i % 2 * pixels + i / 2]);
    }
}

}  // namespace
}  // namespace tconv::test
