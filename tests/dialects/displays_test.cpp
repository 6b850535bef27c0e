// Layers as Keras, PyTorch and ONNX print them. Expected texts are those of Keras 3.15 (its box drawn in ASCII), PyTorch 2 and ONNX
// 1.23's printer.
#include <gtest/gtest.h>

#include "tests/dialects/dialect_layer.h"

namespace tconv::test {
namespace {

std::string shown(const std::string &text) { return display(layer_of(text)); }

TEST(Displays, Keras) {
    EXPECT_EQ(shown("{'dialect': 'keras', 'type': 'layer_conv_2d_transpose', 'args': [32, 3, 2, 'same'], "
                    "'input_shape': [16, 16, 64]}"),
              "<Conv2DTranspose name=conv2d_transpose, built=True>\n"
              "+---------------------------------+------------------------+---------------+\n"
              "| Layer (type)                    | Output Shape           |       Param # |\n"
              "+=================================+========================+===============+\n"
              "| conv2d_transpose                | (None, 32, 32, 32)     |        18,464 |\n"
              "| (Conv2DTranspose)               |                        |               |\n"
              "+---------------------------------+------------------------+---------------+\n");
    EXPECT_EQ(shown("{'dialect': 'keras', 'type': 'Conv1DTranspose', 'args': [2, 3], 'name': 'up', 'use_bias': false, "
                    "'batch_input_shape': [4, null, 500]}"),
              "<Conv1DTranspose name=up, built=True>\n"
              "+---------------------------------+------------------------+---------------+\n"
              "| Layer (type)                    | Output Shape           |       Param # |\n"
              "+=================================+========================+===============+\n"
              "| up (Conv1DTranspose)            | (4, None, 2)           |         3,000 |\n"
              "+---------------------------------+------------------------+---------------+\n");
    EXPECT_EQ(shown("{'dialect': 'keras', 'type': 'Conv3DTranspose', 'args': [2, 1], 'name': "
                    "'up_a_long_name_for_the_layer_that_wraps_over', 'batch_input_shape': [null, 1000, 1000, 100, 1]}"),
              "<Conv3DTranspose name=up_a_long_name_for_the_layer_that_wraps_over, built=True>\n"
              "+---------------------------------+------------------------+---------------+\n"
              "| Layer (type)                    | Output Shape           |       Param # |\n"
              "+=================================+========================+===============+\n"
              "| up_a_long_name_for_the_layer... | (None, 1000, 1000,     |             4 |\n"
              "| (Conv3DTranspose)               | 100, 2)                |               |\n"
              "+---------------------------------+------------------------+---------------+\n");
}

TEST(Displays, Torch) {
    const auto torch = [](const std::string &type, const std::string &keys) {
        return shown("{'dialect': 'torch', 'type': '" + type + "', " + keys + "}");
    };
    EXPECT_EQ(torch("ConvTranspose2d", "'args': [16, 33, 3], 'stride': 2"),
              "ConvTranspose2d(16, 33, kernel_size=(3, 3), stride=(2, 2))\n");
    EXPECT_EQ(torch("ConvTranspose2d", "'args': [16, 33, [3, 5]], 'stride': [2, 1], 'padding': [4, 2]"),
              "ConvTranspose2d(16, 33, kernel_size=(3, 5), stride=(2, 1), padding=(4, 2))\n");
    EXPECT_EQ(torch("ConvTranspose1d", "'args': [4, 6, 3, 3, 1, 2, 2, false, 2]"),
              "ConvTranspose1d(4, 6, kernel_size=(3,), stride=(3,), padding=(1,), dilation=(2,), output_padding=(2,), "
              "groups=2, "
              "bias=False)\n");
    EXPECT_EQ(torch("ConvTranspose3d", "'args': [3, 4, 2], 'output_padding': 0"),
              "ConvTranspose3d(3, 4, kernel_size=(2, 2, 2), stride=(1, 1, 1))\n");
}

TEST(Displays, Onnx) {
    const auto onnx = [](const std::string &keys) {
        return shown("{'dialect': 'onnx', 'type': 'ConvTranspose', 'channels': 2, 'filters': 4, " + keys + "}");
    };
    EXPECT_EQ(onnx("'kernel_shape': [3, 3]"), "Y = ConvTranspose <kernel_shape: ints = [3, 3]> (X, W, B)\n");
    EXPECT_EQ(onnx("'kernel_shape': [3, 3], 'auto_pad': 'SAME_UPPER', 'strides': [2, 2], 'B': false"),
              "Y = ConvTranspose <auto_pad: string = \"SAME_UPPER\", kernel_shape: ints = [3, 3], strides: ints = [2, "
              "2]> (X, W)\n");
    EXPECT_EQ(
        onnx(
            "'kernel_shape': [3], 'dilations': [2], 'group': 2, 'output_padding': [1], 'pads': [1, 0], 'strides': [2]"),
        "Y = ConvTranspose <dilations: ints = [2], group: int = 2, kernel_shape: ints = [3], output_padding: ints = "
        "[1], "
        "pads: ints = [1, 0], strides: ints = [2]> (X, W, B)\n");
    EXPECT_EQ(
        onnx("'kernel_shape': [3], 'output_shape': [7], 'input_size': [3], 'strides': [2]"),
        "Y = ConvTranspose <kernel_shape: ints = [3], output_shape: ints = [7], strides: ints = [2]> (X, W, B)\n");
}

}  // namespace
}  // namespace tconv::test
