// ONNX: the operator ConvTranspose (semantics.md, section 2). Attributes have the operator's names and defaults. Sizes and crops are
// what ONNX Runtime 1.31 gives; "auto_pad_policy": "spec" gives those of ONNX's own text, where the two differ.
#include <algorithm>
#include <optional>

#include "runtime/dialects/dialect.h"
#include "runtime/dialects/displays.h"
#include "runtime/dialects/nested.h"
#include "runtime/dialects/shared.h"
#include "runtime/dialects/size_rules.h"
#include "runtime/problem/message.h"

namespace tconv {
namespace {

using nlohmann::json;

enum class AutoPad { notset, valid, same_upper, same_lower };

const struct {
    const char *name;
    AutoPad value;
} kAutoPads[] = {
    {"NOTSET", AutoPad::notset},
    {"VALID", AutoPad::valid},
    {"SAME_UPPER", AutoPad::same_upper},
    {"SAME_LOWER", AutoPad::same_lower},
};

/// What a node says of its padding, one entry an axis.
struct Padding {
    AutoPad auto_pad = AutoPad::notset;
    bool by_spec = false;    ///< "auto_pad_policy"
    std::vector<Crop> pads;  ///< zeros where "pads" is not given
    std::vector<int64_t> output_padding;
    std::vector<int64_t> output_shape;  ///< spatial; empty where it is not given

    bool is_same() const { return auto_pad == AutoPad::same_upper || auto_pad == AutoPad::same_lower; }
};

/// An attribute of ONNX's type INTS with a number for each axis: a list, never a number alone.
std::vector<int64_t> read_ints(const Fields &fields, const char *name, size_t rank, int64_t otherwise, int64_t low,
                               int64_t high = kMaxSize) {
    if (fields.find(name) && !fields.find(name)->is_array()) {
        fields.refuse(name);
    }
    return per_axis_within(fields, name, rank, otherwise, low, high);
}

/// The input W, which a model has anyway: what the attributes leave out is inferred from its shape.
struct Weights {
    std::vector<int64_t> shape;  ///< empty where W is not given
    std::optional<Array> value;
};

Weights read_weights(const Fields &fields) {
    Weights weights;
    if (!fields.find("W")) {
        return weights;
    }
    const json &given = *fields.find("W");
    if (given.is_array()) {
        weights.value = nested_array("W", given);
        weights.shape = weights.value->shape;
    } else if (given.is_object() && given.size() == 1 && given.contains("shape") && given["shape"].is_array()) {
        for (const json &size : given["shape"]) {
            weights.shape.push_back(fields.number("W", entry("W shape", weights.shape.size()), size));
        }
    } else {
        fields.refuse("W");
    }
    if (weights.shape.size() < 3 || weights.shape.size() > 5) {
        reject("W", "of " + counted(static_cast<int64_t>(weights.shape.size()), "dimension", "dimensions"),
               "of 3, 4 or 5: channels, filters/group, and one for each axis");
    }
    for (size_t i = 0; i < weights.shape.size(); ++i) {
        check_range(entry("W shape", i), weights.shape[i], 1);
    }
    return weights;
}

/// "channels" or "filters": as the file says or, where it does not, as W has it. Both must agree.
int64_t read_count(const Fields &fields, const char *name, std::optional<int64_t> of_weights) {
    const int64_t count = !fields.find(name) && of_weights ? *of_weights : fields.integer(name);
    check_range(name, count, 1);
    if (of_weights && count != *of_weights) {
        reject(name, count, std::to_string(*of_weights) + ", as W has it");
    }
    return count;
}

void read_channels(const Fields &fields, const Weights &weights, Problem &p) {
    p.groups = fields.integer("group", 1);
    check_range("group", p.groups, 1);
    std::optional<int64_t> channels, filters;
    if (!weights.shape.empty()) {
        channels = weights.shape[0];
        filters = weights.shape[1] * p.groups;
    }
    p.channels = read_count(fields, "channels", channels);
    p.filters = read_count(fields, "filters", filters);
    for (const auto &[field, count] : {std::pair{"channels", p.channels}, {"filters", p.filters}}) {
        if (count % p.groups != 0) {
            reject("group", p.groups, std::string("a divisor of ") + field + ", which is " + std::to_string(count));
        }
    }
}

std::vector<int64_t> read_kernel(const Fields &fields, const Weights &weights) {
    std::vector<int64_t> of_weights;
    if (!weights.shape.empty()) {
        of_weights.assign(weights.shape.begin() + 2, weights.shape.end());
    }
    if (!fields.find("kernel_shape") && !of_weights.empty()) {
        return of_weights;
    }
    const json &given = fields.require("kernel_shape");
    if (!given.is_array() || given.empty() || given.size() > 3) {
        fields.refuse("kernel_shape");
    }
    const auto kernel = read_ints(fields, "kernel_shape", given.size(), 1, 1);
    if (!of_weights.empty() && kernel != of_weights) {
        reject("kernel_shape", shape_text(kernel), shape_text(of_weights) + ", as W has it");
    }
    return kernel;
}

/// Kernel, stride, dilation and input of every axis, checked: what comes after computes with them.
std::vector<Axis> read_axes(const Fields &fields, const std::vector<int64_t> &kernel) {
    const size_t rank = kernel.size();
    const auto strides = read_ints(fields, "strides", rank, 1, 1, kMaxStride);
    const auto dilations = read_ints(fields, "dilations", rank, 1, 1);
    const auto inputs = input_size_or_open(fields, rank);
    return axes_of(inputs, kernel, strides, dilations);
}

AutoPad read_auto_pad(const Fields &fields) {
    const std::string name = fields.text("auto_pad", "NOTSET");
    for (const auto &row : kAutoPads) {
        if (name == row.name) {
            return row.value;
        }
    }
    fields.refuse("auto_pad");
}

/// Negative pads append zeros, as in ONNX Runtime (ONNX's text asks for 0 or more).
std::vector<Crop> read_pads(const Fields &fields, AutoPad auto_pad, size_t rank) {
    std::vector<Crop> pads(rank);
    if (!fields.given("pads")) {
        return pads;
    }
    if (auto_pad != AutoPad::notset) {
        reject("pads", json_text(*fields.find("pads")), "left out where auto_pad is not \"NOTSET\"");
    }
    if (!fields.find("pads")->is_array() || fields.find("pads")->size() != 2 * rank) {
        fields.refuse("pads");
    }
    const auto numbers = read_ints(fields, "pads", 2 * rank, 0, -kMaxSize);
    for (size_t i = 0; i < rank; ++i) {
        pads[i] = {numbers[i], numbers[rank + i]};
    }
    return pads;
}

/// ONNX Runtime does not look at a batch and channels there; that they contradict the layer's can only be a slip.
std::vector<int64_t> read_output_shape(const Fields &fields, const Problem &p) {
    if (!fields.given("output_shape")) {
        return {};
    }
    const size_t rank = p.axes.size();
    const json &given = *fields.find("output_shape");
    if (!given.is_array() || (given.size() != rank && given.size() != rank + 2)) {
        fields.refuse("output_shape");
    }
    std::vector<int64_t> shape;
    for (const json &size : given) {
        const std::string field = entry("output_shape", shape.size());
        shape.push_back(fields.number("output_shape", field, size));
        const bool is_batch = given.size() > rank && shape.size() == 1;
        check_range(field, shape.back(), is_batch ? 0 : 1);
    }
    if (given.size() == rank) {
        return shape;
    }
    if (p.batch != kOpen && shape[0] != p.batch) {
        reject("output_shape[0]", shape[0], std::to_string(p.batch) + ", which is batch");
    }
    if (shape[1] != p.filters) {
        reject("output_shape[1]", shape[1], std::to_string(p.filters) + ", which is filters");
    }
    return {shape.begin() + 2, shape.end()};
}

Padding read_padding(const Fields &fields, const Problem &p) {
    Padding padding;
    padding.auto_pad = read_auto_pad(fields);
    const std::string policy = fields.text("auto_pad_policy", "onnxruntime");
    if (policy != "onnxruntime" && policy != "spec") {
        fields.refuse("auto_pad_policy");
    }
    padding.by_spec = policy == "spec";
    padding.pads = read_pads(fields, padding.auto_pad, p.axes.size());
    padding.output_padding = read_ints(fields, "output_padding", p.axes.size(), 0, 0);
    padding.output_shape = read_output_shape(fields, p);
    for (size_t i = 0; i < p.axes.size(); ++i) {
        // ONNX's text. ONNX Runtime refuses a stride or more in any case: "inconsistent with input spatial dimensions".
        check_output_padding(p.axes[i], i, padding.output_padding[i]);
    }
    return padding;
}

/// Of an odd total the larger half is at the end under SAME_UPPER; in all other cases it is at the begin.
Crop split(int64_t total, AutoPad auto_pad) {
    const int64_t less = total / 2, more = total - less;
    return auto_pad == AutoPad::same_upper ? Crop{less, more} : Crop{more, less};
}

/// Full length and output padding beyond I*s, which no input size changes, go. Where they fall short of it (k < s), ONNX Runtime
/// leaves the output shorter; ONNX's text has I*s always.
void pad_same(Axis &axis, const Padding &padding, int64_t output_padding) {
    const int64_t beyond = axis.effective_kernel() + output_padding - axis.stride;
    const Crop crop = split(std::max<int64_t>(0, beyond), padding.auto_pad);
    axis.crop_begin = crop.begin;
    axis.crop_end = crop.end - output_padding + (padding.by_spec ? std::min<int64_t>(0, beyond) : 0);
}

/// "output_shape" decides: pads are not looked at. Zeros are appended where it is beyond full length and output padding, however far
/// (ONNX Runtime refuses a stride or more of them).
void pad_to_shape(Axis &axis, size_t index, const Padding &padding) {
    if (axis.is_open()) {
        reject(entry("input_size", index), "null",
               "a number where output_shape is given, as the crop at the begin follows from both");
    }
    const int64_t output = padding.output_shape[index];
    const int64_t total = axis.full(axis.input) + padding.output_padding[index] - output;
    axis.crop_begin = split(std::max<int64_t>(0, total), padding.auto_pad).begin;
    axis.set_output(output);
}

void pad(std::vector<Axis> &axes, const Padding &padding) {
    for (size_t i = 0; i < axes.size(); ++i) {
        Axis &axis = axes[i];
        if (!padding.output_shape.empty()) {
            pad_to_shape(axis, i, padding);
            continue;
        }
        if (padding.is_same()) {
            pad_same(axis, padding, padding.output_padding[i]);
        } else {
            axis.crop_begin = padding.pads[i].begin;
            axis.crop_end = padding.pads[i].end - padding.output_padding[i];
        }
        if (axis.is_open()) {
            continue;
        }
        const int64_t output = axis.output_for(axis.input);
        if (output < 1) {
            reject("pads",
                   "[" + std::to_string(axis.crop_begin) + ", " + std::to_string(padding.pads[i].end) + "] on axis " +
                       std::to_string(i),
                   "such that the output has 1 element or more, not " + std::to_string(output));
        }
        axis.set_output(output);
    }
}

std::vector<AxisRule> rules_of(const std::vector<Axis> &axes, const Padding &padding) {
    const bool sized = !padding.output_shape.empty();
    std::string name = std::string("auto_pad ") + kAutoPads[static_cast<size_t>(padding.auto_pad)].name;
    if (sized) {
        name = padding.auto_pad == AutoPad::same_upper ? "output_shape, auto_pad SAME_UPPER" : "output_shape";
    } else if (padding.auto_pad == AutoPad::notset) {
        name = "pads";
    } else if (padding.is_same() && padding.by_spec) {
        name += ", auto_pad_policy spec";
    }
    std::vector<AxisRule> rules;
    for (size_t i = 0; i < axes.size(); ++i) {
        std::vector<AxisRule::Number> own = {{"output_padding", padding.output_padding[i]}};
        if (sized) {
            own.push_back({"output_shape", padding.output_shape[i]});
        } else if (name == "pads") {
            own.push_back({"pads.begin", padding.pads[i].begin});
            own.push_back({"pads.end", padding.pads[i].end});
        }
        rules.push_back(size_rule("onnx", name, axes[i], own));
    }
    return rules;
}

void read_bias(const Fields &fields, Layer &layer) {
    layer.bias.name = "B";
    const json *given = fields.find("B");
    if (given && given->is_array()) {
        layer.bias.value = nested_array("B", *given);
        check_nested_shape("B", *layer.bias.value, layer.problem.bias_shape(), "(filters)");
        return;
    }
    layer.problem.bias = fields.boolean("B", true);
}

std::vector<Property> properties_of(const Fields &fields, const Problem &p, const Padding &padding) {
    const auto given = [&](const char *name) { return fields.find(name) ? *fields.find(name) : json(); };
    json pads = given("pads");
    if (pads.is_null() && padding.auto_pad == AutoPad::notset && padding.output_shape.empty()) {
        pads = std::vector<int64_t>(2 * p.axes.size());
    }
    Properties properties;
    properties.add("auto_pad", kAutoPads[static_cast<size_t>(padding.auto_pad)].name);
    properties.add("dilations", axes_property(p.axes, &Axis::dilation));
    properties.add("group", p.groups);
    properties.add("kernel_shape", axes_property(p.axes, &Axis::kernel));
    properties.add("output_padding", padding.output_padding);
    properties.add("output_shape", given("output_shape"));
    properties.add("pads", pads);
    properties.add("strides", axes_property(p.axes, &Axis::stride));
    properties.add("auto_pad_policy", padding.by_spec ? "spec" : "onnxruntime");
    properties.add("W", {{"shape", p.weight_shape()}});
    properties.add("B", p.bias);
    properties.add("activation", name_of(p.activation));
    return properties.take();
}

Layer lower(const LayerType &, const Fields &fields) {
    Layer layer;
    layer.name = read_identifier(fields, "", "conv_transpose");
    Weights weights = read_weights(fields);
    Problem &p = layer.problem;
    p.layout = Layout::channels_first;
    read_channels(fields, weights, p);
    p.batch = read_batch(fields);
    p.axes = read_axes(fields, read_kernel(fields, weights));
    const Padding padding = read_padding(fields, p);
    pad(p.axes, padding);
    layer.rules = rules_of(p.axes, padding);
    layer.weights.name = "W";
    layer.weights.value = std::move(weights.value);
    layer.weights.initializer = "glorot";  // ONNX has none: the native form's
    read_bias(fields, layer);
    // ONNX has activations as nodes of their own: one that follows may stand here, under its native name.
    p.activation = parse_activation(fields.text("activation", "linear"));
    layer.properties = properties_of(fields, p, padding);
    return layer;
}

}  // namespace

const Dialect &onnx_dialect() {
    static const Dialect dialect{"onnx", "ONNX", {{"ConvTranspose", 0, {}, &onnx_keys()}}, lower, onnx_display,
                                 "W",    "B"};
    return dialect;
}

}  // namespace tconv
