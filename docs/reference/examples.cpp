// The layer files of the page.
#include "docs/reference/page.h"

namespace tconv {

const std::vector<DialectExample> &dialect_examples() {
    static const std::vector<DialectExample> examples = {
        {"native", R"({
  "name": "up4", "channels": 256, "filters": 128, "kernel_size": [4, 4], "stride": 2, "crop": 1, "input_size": [16, 16]
})"},
        {"matlab", R"({
  "dialect": "matlab", "type": "transposedConv2dLayer", "args": [11, 96],
  "Stride": 4, "Cropping": "same", "InputSize": [32, 32, 3]
})"},
        {"onnx", R"({
  "dialect": "onnx", "type": "ConvTranspose", "channels": 64, "filters": 32,
  "kernel_shape": [3, 3], "strides": [2, 2], "auto_pad": "SAME_UPPER", "input_size": [16, 16]
})"},
        {"torch", R"({
  "dialect": "torch", "type": "ConvTranspose2d", "args": [16, 33, 3],
  "stride": 2, "padding": 1, "output_padding": 1, "input_size": [12, 12]
})"},
        {"keras", R"({
  "dialect": "keras", "type": "layer_conv_2d_transpose", "filters": 32, "kernel_size": [3, 3],
  "strides": [2, 2], "padding": "same", "activation": "relu", "input_shape": [16, 16, 64]
})"},
        {"cntk", R"({
  "dialect": "cntk", "type": "ConvolutionTranspose", "args": [[3, 4], 128],
  "channels": 3, "input_size": [480, 640]
})"},
        {"wolfram", R"({
  "dialect": "wolfram", "type": "DeconvolutionLayer", "args": [16, [4, 4]],
  "Stride": 2, "PaddingSize": "Same", "Input": [3, 32, 32]
})"},
    };
    return examples;
}

const std::vector<Comparison> &comparisons() {
#define MATLAB                                                                                                         \
    R"("dialect": "matlab", "type": "transposedConv2dLayer", "NumFilters": 1, "NumChannels": 1, "input_size": 4, )"
#define KERAS R"("dialect": "keras", "type": "Conv1DTranspose", "filters": 1, "input_shape": [4, 1], )"
#define WOLFRAM R"("dialect": "wolfram", "type": "DeconvolutionLayer", "n": 1, "Input": [1, 4], )"
#define CNTK                                                                                                           \
    R"("dialect": "cntk", "type": "ConvolutionTranspose", "num_filters": 1, "channels": 1, "input_size": [4], )"
#define TORCH R"("dialect": "torch", "type": "ConvTranspose1d", "in_channels": 1, "out_channels": 1, "input_size": 4, )"
#define ONNX R"("dialect": "onnx", "type": "ConvTranspose", "channels": 1, "filters": 1, "input_size": [4], )"
    static const std::vector<Comparison> rows = {
        {"Kernel 3, stride 2, an input of 4, and twice that wanted",
         {
             {"MATLAB, Cropping 'same'", "{" MATLAB R"("FilterSize": 3, "Stride": 2, "Cropping": "same"})"},
             {"Keras, padding \"same\"", "{" KERAS R"("kernel_size": 3, "strides": 2, "padding": "same"})"},
             {"Wolfram, PaddingSize \"Same\"", "{" WOLFRAM R"("sz": [3], "Stride": 2, "PaddingSize": "Same"})"},
             {"CNTK, pad=True", "{" CNTK R"("filter_shape": [3], "strides": 2, "pad": true})"},
             {"CNTK, pad=True, output_shape=8",
              "{" CNTK R"("filter_shape": [3], "strides": 2, "pad": true, "output_shape": 8})"},
             {"PyTorch, padding=1, output_padding=1",
              "{" TORCH R"("kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1})"},
             {"ONNX, auto_pad SAME_UPPER",
              "{" ONNX R"("kernel_shape": [3], "strides": [2], "auto_pad": "SAME_UPPER"})"},
             {"ONNX, auto_pad SAME_LOWER",
              "{" ONNX R"("kernel_shape": [3], "strides": [2], "auto_pad": "SAME_LOWER"})"},
             {"ONNX, output_shape [8]", "{" ONNX R"("kernel_shape": [3], "strides": [2], "output_shape": [8]})"},
         }},
        {"Kernel 2, stride 3, an input of 4, and nothing said of crops",
         {
             {"MATLAB", "{" MATLAB R"("FilterSize": 2, "Stride": 3})"},
             {"Keras", "{" KERAS R"("kernel_size": 2, "strides": 3})"},
             {"Wolfram", "{" WOLFRAM R"("sz": [2], "Stride": 3})"},
             {"CNTK", "{" CNTK R"("filter_shape": [2], "strides": 3})"},
             {"PyTorch", "{" TORCH R"("kernel_size": 2, "stride": 3})"},
             {"ONNX", "{" ONNX R"("kernel_shape": [2], "strides": [3]})"},
         }},
        {"Kernel 2, stride 3, an input of 4, and three times that wanted",
         {
             {"MATLAB, Cropping 'same'", "{" MATLAB R"("FilterSize": 2, "Stride": 3, "Cropping": "same"})"},
             {"Keras, padding \"same\"", "{" KERAS R"("kernel_size": 2, "strides": 3, "padding": "same"})"},
             {"Wolfram, PaddingSize \"Same\"", "{" WOLFRAM R"("sz": [2], "Stride": 3, "PaddingSize": "Same"})"},
             {"CNTK, pad=True, output_shape=12",
              "{" CNTK R"("filter_shape": [2], "strides": 3, "pad": true, "output_shape": 12})"},
             {"PyTorch, output_size [12]", "{" TORCH R"("kernel_size": 2, "stride": 3, "output_size": [12]})"},
             {"ONNX, auto_pad SAME_UPPER",
              "{" ONNX R"("kernel_shape": [2], "strides": [3], "auto_pad": "SAME_UPPER"})"},
             {"ONNX, the same, auto_pad_policy spec",
              "{" ONNX R"("kernel_shape": [2], "strides": [3], "auto_pad": "SAME_UPPER", "auto_pad_policy": "spec"})"},
         }},
    };
#undef MATLAB
#undef KERAS
#undef WOLFRAM
#undef CNTK
#undef TORCH
#undef ONNX
    return rows;
}

}  // namespace tconv
