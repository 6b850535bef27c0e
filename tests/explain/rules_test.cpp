// Every row of the table of size rules against the dialect's own code: for thousands of settings the formulas give the output size
// and the crop that the layer has.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include <nlohmann/json.hpp>

#include "runtime/dialects/size_rules.h"
#include "runtime/explain/drawing.h"

namespace tconv::test {
namespace {

using nlohmann::json;

json with(json base, const json &more) {
    base.update(more);
    return base;
}

/// One setting of one axis, in all the ways in which a dialect states sizes.
struct Setting {
    int64_t input, kernel, stride, dilation, begin, end, extra;
};

json sized(const Setting &s) { return s.input == kOpen ? json() : json(s.input); }

std::vector<json> native_layers(const Setting &s) {
    const json base = {
        {"name", "a"},        {"channels", 1},          {"filters", 1},          {"kernel_size", {s.kernel}},
        {"stride", s.stride}, {"dilation", s.dilation}, {"input_size", sized(s)}};
    const json crop = {{s.begin, s.end}};
    return {with(base, {{"crop", crop}, {"output_padding", s.extra}}),
            with(base, {{"crop", "same"}, {"output_padding", s.extra}}),
            with(base, {{"crop", crop}, {"output_size", s.input + 5 + s.extra}}),
            with(base, {{"crop", "same"}, {"output_size", s.input + 5 + s.extra}})};
}

std::vector<json> matlab_layers(const Setting &s) {
    const json base = {{"dialect", "matlab"},    {"type", "transposedConv2dLayer"},
                       {"FilterSize", s.kernel}, {"NumFilters", 1},
                       {"NumChannels", 1},       {"Stride", s.stride},
                       {"input_size", sized(s)}};
    return {with(base, {{"Cropping", {s.begin, s.end, s.end, s.begin}}}), with(base, {{"Cropping", "same"}})};
}

std::vector<json> keras_layers(const Setting &s) {
    const json base = {{"dialect", "keras"},          {"type", "Conv1DTranspose"}, {"filters", 1},
                       {"kernel_size", s.kernel},     {"strides", s.stride},       {"dilation_rate", s.dilation},
                       {"input_shape", {sized(s), 1}}};
    std::vector<json> layers;
    for (const char *padding : {"valid", "same"}) {
        layers.push_back(with(base, {{"padding", padding}}));
        layers.push_back(with(base, {{"padding", padding}, {"output_padding", s.extra}}));
    }
    return layers;
}

std::vector<json> wolfram_layers(const Setting &s) {
    const json base = {{"dialect", "wolfram"},  {"type", "DeconvolutionLayer"}, {"n", 1},
                       {"sz", {s.kernel}},      {"Stride", s.stride},           {"Dilation", s.dilation},
                       {"Input", {1, sized(s)}}};
    const json both = json::array({json::array({s.begin, s.end})});
    return {with(base, {{"PaddingSize", both}}), with(base, {{"PaddingSize", "Same"}})};
}

std::vector<json> cntk_layers(const Setting &s) {
    const json base = {{"dialect", "cntk"},
                       {"type", "ConvolutionTranspose"},
                       {"filter_shape", {s.kernel}},
                       {"num_filters", 1},
                       {"channels", 1},
                       {"strides", s.stride},
                       {"input_size", sized(s)}};
    std::vector<json> layers;
    for (const bool pad : {false, true}) {
        const int64_t shortest = (s.input - 1) * s.stride + (pad ? 1 : s.kernel);
        layers.push_back(with(base, {{"pad", pad}}));
        layers.push_back(with(base, {{"pad", pad}, {"output_shape", shortest + s.extra}}));
    }
    return layers;
}

std::vector<json> torch_layers(const Setting &s) {
    const json base = {{"dialect", "torch"},     {"type", "ConvTranspose1d"}, {"in_channels", 1},
                       {"out_channels", 1},      {"kernel_size", s.kernel},   {"stride", s.stride},
                       {"dilation", s.dilation}, {"padding", s.begin},        {"input_size", sized(s)}};
    const int64_t least = (s.input - 1) * s.stride + (s.kernel - 1) * s.dilation + 1 - 2 * s.begin;
    return {with(base, {{"output_padding", s.extra}}), with(base, {{"output_size", {least + s.extra}}})};
}

std::vector<json> onnx_layers(const Setting &s) {
    const json base = {{"dialect", "onnx"},
                       {"type", "ConvTranspose"},
                       {"channels", 1},
                       {"filters", 1},
                       {"kernel_shape", {s.kernel}},
                       {"strides", {s.stride}},
                       {"dilations", {s.dilation}},
                       {"output_padding", {s.extra}},
                       {"input_size", sized(s)}};
    std::vector<json> layers = {with(base, {{"pads", {s.begin, s.end}}})};
    for (const char *pad : {"NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"}) {
        for (const char *policy : {"onnxruntime", "spec"}) {
            layers.push_back(with(base, {{"auto_pad", pad}, {"auto_pad_policy", policy}}));
        }
        layers.push_back(with(base, {{"auto_pad", pad}, {"output_shape", {s.input + 3 + s.end}}}));
    }
    return layers;
}

int64_t value_of(const AxisDrawing &drawing, const std::string &name) {
    for (const WorkedStep &step : drawing.steps) {
        if (step.name == name) {
            return step.value;
        }
    }
    ADD_FAILURE() << drawing.rule.name << " has no " << name;
    return 0;
}

class Rules : public testing::Test {
protected:
    /// Settings that the dialect refuses are passed over.
    void check(const json &file) {
        Layer layer;
        try {
            layer = parse_layer(file.dump(), "");
        } catch (const Error &) {
            return;
        }
        ASSERT_EQ(layer.rules.size(), layer.problem.axes.size());
        for (const AxisDrawing &drawing : drawings_of(layer, [](const Axis &) { return DrawingLimits{2, 2}; })) {
            const Axis &axis = drawing.axis;
            EXPECT_EQ(value_of(drawing, "output"), axis.output) << file << drawing.rule.name;
            EXPECT_EQ(value_of(drawing, "begin"), axis.crop_begin) << file << drawing.rule.name;
            EXPECT_EQ(value_of(drawing, "full"), drawing.full) << file << drawing.rule.name;
            seen_.insert(layer.dialect + " " + drawing.rule.name);
            count_++;
        }
    }

    std::set<std::string> seen_;
    int count_ = 0;
};

TEST_F(Rules, AreWhatTheDialectsCompute) {
    for (const int64_t input : {int64_t{1}, int64_t{2}, int64_t{5}, kOpen}) {
        for (int64_t kernel = 1; kernel <= 5; ++kernel) {
            for (int64_t stride = 1; stride <= 4; ++stride) {
                for (int64_t variant = 0; variant < 8; ++variant) {
                    const Setting setting = {
                        input,           kernel, stride, 1 + (variant & 1) * 2, variant / 2, (variant + kernel) % 3,
                        variant % stride};
                    for (const auto layers : {native_layers, matlab_layers, keras_layers, wolfram_layers, cntk_layers,
                                              torch_layers, onnx_layers}) {
                        for (const json &file : layers(setting)) {
                            check(file);
                        }
                    }
                }
            }
        }
    }
    EXPECT_GT(count_, 7000);
    for (const SizeRules &table : size_rules()) {
        for (const SizeRule &rule : table.rules) {
            EXPECT_EQ(seen_.count(std::string(table.dialect) + " " + rule.name), 1u)
                << "no layer came about by " << table.dialect << " " << rule.name;
            EXPECT_NE(std::string(rule.source), "");
        }
    }
}

}  // namespace
}  // namespace tconv::test
