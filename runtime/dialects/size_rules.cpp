// The table of size rules.
#include "runtime/dialects/size_rules.h"

#include <stdexcept>

namespace tconv {
namespace {

constexpr const char *kOddAtEnd =
    "Of an odd total the larger half is at the end; a negative total appends cells there.";

const SizeRules kNative = {
    "native",
    "input_size",
    "kernel_size",
    "stride",
    "dilation",
    {{"ke", "(kernel_size - 1) * dilation + 1"}, {"full", "(input_size - 1) * stride + ke"}},
    {
        {"crop",
         {{"output", "full - crop.begin - crop.end + output_padding"}, {"begin", "crop.begin"}},
         "A negative crop extends the output.",
         "tconv, docs/layer-file.md, crop"},
        {"crop \"same\"",
         {{"output", "input_size * stride + output_padding"},
          {"total", "ke - stride"},
          {"begin", "floor(max(0, total) / 2)"}},
         kOddAtEnd,
         "tconv, docs/layer-file.md, crop"},
        {"output_size",
         {{"output", "output_size"}, {"begin", "crop.begin"}},
         "The crop at the end is what is left, whatever the file says of it.",
         "tconv, docs/layer-file.md, output_size"},
        {"crop \"same\" with output_size",
         {{"output", "output_size"}, {"total", "ke - stride"}, {"begin", "floor(max(0, total) / 2)"}},
         "The crop at the end is what is left.",
         "tconv, docs/layer-file.md, crop, output_size"},
    }};

const SizeRules kMatlab = {
    "matlab",
    "InputSize",
    "FilterSize",
    "Stride",
    nullptr,
    {{"full", "(InputSize - 1) * Stride + FilterSize"}},
    {
        {"Cropping, numbers",
         {{"left", "full - Cropping.begin - Cropping.end"},
          {"missing", "max(0, 1 - left)"},
          {"output", "left + missing"},
          {"begin", "Cropping.begin"}},
         "What is missing to an output of 1 is given back at the end, if it is less than Stride.",
         "MATLAB Deep Learning Toolbox, transposedConv2dLayer and transposedConv3dLayer, Cropping"},
        {"Cropping 'same'",
         {{"output", "InputSize * Stride"}, {"total", "FilterSize - Stride"}, {"begin", "floor(max(0, total) / 2)"}},
         "Of an odd total the extra row or column goes to the end (bottom, right, back). A negative total crops "
         "nothing and appends zeros there.",
         "MATLAB Deep Learning Toolbox, transposedConv2dLayer and transposedConv3dLayer, Cropping 'same'"},
    }};

constexpr const char *kKerasSource = "Keras 3, Conv2DTranspose (padding, output_padding), and its source, "
                                     "keras/src/backend/common/backend_utils.py, compute_conv_transpose_output_shape";

const SizeRules kKeras = {
    "keras",
    "input",
    "kernel_size",
    "strides",
    "dilation_rate",
    {{"ke", "(kernel_size - 1) * dilation_rate + 1"}, {"full", "(input - 1) * strides + ke"}},
    {
        {"padding \"valid\", output_padding None",
         {{"output", "(input - 1) * strides + max(ke, strides)"}, {"begin", "0"}},
         "Where the kernel is smaller than the stride, zeros are appended.",
         kKerasSource},
        {"padding \"valid\" with output_padding",
         {{"output", "full + output_padding"}, {"begin", "0"}},
         "",
         kKerasSource},
        {"padding \"same\", output_padding None",
         {{"output", "input * strides"}, {"total", "ke - strides"}, {"begin", "max(0, floor(total / 2))"}},
         kOddAtEnd,
         kKerasSource},
        {"padding \"same\" with output_padding",
         {{"output", "(input - 1) * strides + ke mod 2 + output_padding"},
          {"total", "ke - ke mod 2 - output_padding"},
          {"begin", "max(0, floor(total / 2))"}},
         "The output is no multiple of the input here: output_padding alone says it.",
         kKerasSource},
    }};

constexpr const char *kWolframSource = "Wolfram Language, DeconvolutionLayer, Details, PaddingSize";

const SizeRules kWolfram = {
    "wolfram",
    "Input",
    "sz",
    "Stride",
    "Dilation",
    {{"full", "Stride * (Input - 1) + Dilation * (sz - 1) + 1"}},
    {
        {"PaddingSize, numbers",
         {{"output", "full - PaddingSize.begin - PaddingSize.end"}, {"begin", "PaddingSize.begin"}},
         "",
         kWolframSource},
        {"PaddingSize \"Same\"",
         {{"output", "Stride * Input"},
          {"total", "Dilation * (sz - 1) + 1 - Stride"},
          {"begin", "floor(max(0, total) / 2)"}},
         "Wolfram's page leaves open on which side an odd total is larger: here at the end, as MATLAB has it. A "
         "negative total appends zeros there.",
         kWolframSource},
    }};

constexpr const char *kCntkSource = "CNTK, Layers Library Reference, ConvolutionTranspose (pad, output_shape)";
constexpr const char *kCntkOutputNote =
    "Of an odd number of cells beyond the shortest output the larger half is at the end.";

const SizeRules kCntk = {"cntk",
                         "input",
                         "filter_shape",
                         "strides",
                         nullptr,
                         {{"full", "(input - 1) * strides + filter_shape"}},
                         {
                             {"pad=False", {{"output", "full"}, {"begin", "0"}}, "Nothing is cropped.", kCntkSource},
                             {"pad=True",
                              {{"output", "(input - 1) * strides + 1"}, {"begin", "floor((filter_shape - 1) / 2)"}},
                              "The output is not input * strides, as others have it: output_shape asks for that.",
                              kCntkSource},
                             {"pad=False with output_shape",
                              {{"output", "output_shape"}, {"begin", "0"}},
                              "The convolution with the same settings must make the input again.",
                              kCntkSource},
                             {"pad=True with output_shape",
                              {{"output", "output_shape"},
                               {"beyond", "output - ((input - 1) * strides + 1)"},
                               {"begin", "floor((filter_shape - 1) / 2) - floor(beyond / 2)"}},
                              kCntkOutputNote,
                              kCntkSource},
                         }};

constexpr const char *kTorchSource = "PyTorch, torch.nn.ConvTranspose2d, Shape";

const SizeRules kTorch = {"torch",
                          "input",
                          "kernel_size",
                          "stride",
                          "dilation",
                          {{"full", "(input - 1) * stride + dilation * (kernel_size - 1) + 1"}},
                          {
                              {"padding, output_padding",
                               {{"output", "full - 2 * padding + output_padding"}, {"begin", "padding"}},
                               "output_padding is added at the end alone.",
                               kTorchSource},
                              {"output_size",
                               {{"output", "output_size"}, {"least", "full - 2 * padding"}, {"begin", "padding"}},
                               "It stands for the output_padding of output - least, from 0 to stride - 1.",
                               "PyTorch, torch.nn.ConvTranspose2d, forward(input, output_size)"},
                          }};

constexpr const char *kOnnxSource = "ONNX operators, ConvTranspose (auto_pad, pads, output_padding), as ONNX Runtime "
                                    "1.31 computes it (conv_transpose_attributes.h)";
constexpr const char *kOnnxSpec = "ONNX operators, ConvTranspose: auto_pad";
constexpr const char *kOnnxShape = "ONNX operators, ConvTranspose: output_shape, as ONNX Runtime 1.31 computes it "
                                   "(conv_transpose_attributes.h)";
const AxisRule::Step kOnnxBeyond = {"beyond", "full + output_padding - input * strides"};
const AxisRule::Step kOnnxTotal = {"total", "max(0, beyond)"};
const AxisRule::Step kOnnxOutput = {"output", "full + output_padding - total"};
const AxisRule::Step kOnnxShapeTotal = {"total", "max(0, full + output_padding - output)"};

const SizeRules kOnnx = {
    "onnx",
    "input",
    "kernel_shape",
    "strides",
    "dilations",
    {{"ke", "(kernel_shape - 1) * dilations + 1"}, {"full", "(input - 1) * strides + ke"}},
    {
        {"pads",
         {{"output", "full + output_padding - pads.begin - pads.end"}, {"begin", "pads.begin"}},
         "output_padding is added at the end alone.",
         kOnnxSource},
        {"auto_pad VALID", {{"output", "full + output_padding"}, {"begin", "0"}}, "As pads of 0.", kOnnxSource},
        {"auto_pad SAME_UPPER",
         {kOnnxBeyond, kOnnxTotal, kOnnxOutput, {"begin", "floor(total / 2)"}},
         "An odd total has its larger half at the end. The output is input * strides, or less where the kernel is "
         "smaller than the stride.",
         kOnnxSource},
        {"auto_pad SAME_LOWER",
         {kOnnxBeyond, kOnnxTotal, kOnnxOutput, {"begin", "ceil(total / 2)"}},
         "An odd total has its larger half at the begin. The output is input * strides, or less where the kernel is "
         "smaller than the stride.",
         kOnnxSource},
        {"auto_pad SAME_UPPER, auto_pad_policy spec",
         {{"output", "input * strides"}, kOnnxBeyond, kOnnxTotal, {"begin", "floor(total / 2)"}},
         "The output is input * strides always: where the kernel is smaller than the stride, zeros are appended.",
         kOnnxSpec},
        {"auto_pad SAME_LOWER, auto_pad_policy spec",
         {{"output", "input * strides"}, kOnnxBeyond, kOnnxTotal, {"begin", "ceil(total / 2)"}},
         "The output is input * strides always: where the kernel is smaller than the stride, zeros are appended.",
         kOnnxSpec},
        {"output_shape",
         {{"output", "output_shape"}, kOnnxShapeTotal, {"begin", "ceil(total / 2)"}},
         "An odd total has its larger half at the begin; pads are not looked at.",
         kOnnxShape},
        {"output_shape, auto_pad SAME_UPPER",
         {{"output", "output_shape"}, kOnnxShapeTotal, {"begin", "floor(total / 2)"}},
         "An odd total has its larger half at the end; pads are not looked at.",
         kOnnxShape},
    }};

template <typename Rows>
const typename Rows::value_type &row_of(const Rows &rows, const char *(Rows::value_type::*member),
                                        const std::string &name) {
    for (const auto &row : rows) {
        if (row.*member == name) {
            return row;
        }
    }
    throw std::logic_error("no size rule of this name: " + name);
}

}  // namespace

const std::vector<SizeRules> &size_rules() {
    static const std::vector<SizeRules> tables = {kNative, kMatlab, kKeras, kWolfram, kCntk, kTorch, kOnnx};
    return tables;
}

AxisRule size_rule(const std::string &dialect, const std::string &name, const Axis &axis,
                   const std::vector<AxisRule::Number> &own) {
    const SizeRules &table = row_of(size_rules(), &SizeRules::dialect, dialect);
    const SizeRule &row = row_of(table.rules, &SizeRule::name, name);
    AxisRule rule{row.name, table.steps, row.note, row.source, {}};
    rule.steps.insert(rule.steps.end(), row.steps.begin(), row.steps.end());
    rule.numbers = {{table.input, axis.input}, {table.kernel, axis.kernel}, {table.stride, axis.stride}};
    if (table.dilation) {
        rule.numbers.push_back({table.dilation, axis.dilation});
    }
    rule.numbers.insert(rule.numbers.end(), own.begin(), own.end());
    return rule;
}

}  // namespace tconv
