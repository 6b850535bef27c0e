// The explanation as text: one in full, and what holds of all.
#include "tconv/explain.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace tconv::test {
namespace {

std::string explained(std::string text) {
    std::replace(text.begin(), text.end(), '\'', '"');
    return explain(parse_layer(text, "layer.json"));
}

bool has(const std::string &text, const std::string &part) { return text.find(part) != std::string::npos; }

TEST(Text, SameLosesTheLastColumn) {
    EXPECT_EQ(
        explained(
            "{'dialect': 'matlab', 'type': 'transposedConv2dLayer', 'args': [3, 8], 'Stride': 2, 'Cropping': 'same', "
            "'InputSize': [4, 4, 3]}"),
        R"(axis y and x
    rule: Cropping 'same'
      full = (InputSize - 1) * Stride + FilterSize = (4 - 1) * 2 + 3 = 9
      output = InputSize * Stride = 4 * 2 = 8
      total = FilterSize - Stride = 3 - 2 = 1
      begin = floor(max(0, total) / 2) = floor(max(0, 1) / 2) = 0
      Of an odd total the extra row or column goes to the end (bottom, right, back). A negative
          total crops nothing and appends zeros there.
    source: MATLAB Deep Learning Toolbox, transposedConv2dLayer and transposedConv3dLayer, Cropping
        'same'
    (4 - 1) * 2 + (3 - 1) * 1 + 1 = 9 cells in the full array, 0 cropped at the begin, 1 cropped at
        the end: output 8.
    1 of 12 pairs of input and tap falls on a cropped cell: input 3, tap 2.
    phases: 0 has taps 0, 2; 1 has tap 1.

    cell       0  1  2  3  4  5  6  7  8
    input 0    0  1  2
    input 1          0  1  2
    input 2                0  1  2
    input 3                      0  1  2
    phase      0  1  0  1  0  1  0  1  0
    adds up    1  1  2  1  2  1  2  1  1
    output     0  1  2  3  4  5  6  7  x

    Each input's row has its taps where they land: in cell input * stride + tap * dilation.
    x: cropped: not in the output.
)");
}

TEST(Text, ZerosThatAreAppended) {
    const std::string keras =
        explained("{'dialect': 'keras', 'type': 'Conv1DTranspose', 'filters': 2, 'kernel_size': 2, "
                  "'strides': 3, 'input_shape': [2, 2]}");
    EXPECT_TRUE(has(keras, "    adds up    1  1  b  1  1  +\n    output     0  1  2  3  4  5\n")) << keras;
    EXPECT_TRUE(has(keras, "0 cropped at the begin, 1 appended at\n        the end: output 6.\n")) << keras;
    const std::string negative =
        explained("{'name': 'a', 'channels': 1, 'filters': 1, 'kernel_size': [3], 'stride': 2, "
                  "'crop': [[-2, -1]], 'input_size': 2}");
    EXPECT_TRUE(has(negative, "    cell      -2 -1  0  1  2  3  4  5\n")) << negative;
    EXPECT_TRUE(has(negative, "    adds up    +  +  1  1  2  1  1  +\n")) << negative;
}

TEST(Text, OpenAxesSaySo) {
    const std::string text = explained("{'dialect': 'torch', 'type': 'ConvTranspose1d', 'in_channels': 1, "
                                       "'out_channels': 1, 'kernel_size': 4, 'stride': 2}");
    EXPECT_TRUE(has(text, "The input's size is open: 4 here, as an example.\n")) << text;
}

TEST(Text, LinesAreShortAndPlain) {
    for (const char *layer : {"{'dialect': 'keras', 'type': 'Conv2DTranspose', 'filters': 2, 'kernel_size': [3, 1024], "
                              "'strides': [2, 256], 'padding': "
                              "'same', 'input_shape': [300, 2000, 4]}",
                              "{'name': 'a', 'channels': 1, 'filters': 1, 'kernel_size': [2000000], 'input_size': "
                              "2000000, 'crop': [[500000, 7000]]}",
                              "{'name': 'a', 'channels': 1, 'filters': 1, 'kernel_size': [3], 'dilation': 65537, "
                              "'stride': 65536, 'input_size': 300}",
                              "{'dialect': 'onnx', 'type': 'ConvTranspose', 'kernel_shape': [3, 4, 50], 'strides': [2, "
                              "1, 3], 'auto_pad': 'SAME_LOWER', "
                              "'channels': 1, 'filters': 1, 'input_size': [null, 60, 1000]}"}) {
        std::istringstream lines(explained(layer));
        for (std::string line; std::getline(lines, line);) {
            EXPECT_LE(line.size(), 100u) << line;
            EXPECT_TRUE(std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c <= '~'; })) << line;
        }
    }
}

}  // namespace
}  // namespace tconv::test
