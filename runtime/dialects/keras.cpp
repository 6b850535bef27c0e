// Keras: Conv1DTranspose, Conv2DTranspose, Conv3DTranspose of Python, layer_conv_1d_transpose and its relatives of R.
//
// One table of properties serves both languages, as R's package hands its arguments to Python's classes. Where they differ:
// - The classes have no `input_shape`, `batch_input_shape`, `batch_size` and `weights` any more (Keras 3), R's functions do: all are
//   taken under either type.
// - R's NULL and Python's None are JSON's null, and mean "not given" wherever the signature has it as the default.
// - Python's arguments by position are those of Keras 2.2 and later, output_padding fifth. R's packages differ in the fifth one
//   (output_padding in keras, data_format in keras3): only the first four have a position there.
// - Numbers are those of Keras 3 (3.15), which R's keras3 runs on: hard_sigmoid is clip(x/6 + 0.5, 0, 1), not Keras 2's
//   clip(0.2 x + 0.5, 0, 1); leaky_relu has slope 0.2; gelu is the one with erf.
// - Axes of constraints count from 0 in both.
#include <algorithm>
#include <cctype>
#include <optional>

#include "runtime/dialects/dialect.h"
#include "runtime/dialects/displays.h"
#include "runtime/dialects/keras_crop.h"
#include "runtime/dialects/keras_input.h"
#include "runtime/dialects/keras_parameters.h"
#include "runtime/dialects/restate.h"
#include "runtime/dialects/shared.h"
#include "runtime/dialects/size_rules.h"
#include "runtime/problem/message.h"

namespace tconv {
namespace {

using nlohmann::json;

/// Keras's names, and what the same function is called here.
struct ActivationName {
    const char *keras, *name;
};

const ActivationName kActivationNames[] = {
    {"linear", "linear"},
    {"relu", "relu"},
    {"relu6", "relu6"},
    {"leaky_relu", "leaky_relu"},
    {"elu", "elu"},
    {"selu", "selu"},
    {"softplus", "softplus"},
    {"softsign", "softsign"},
    {"tanh", "tanh"},
    {"sigmoid", "sigmoid"},
    {"hard_sigmoid", "hard_sigmoid"},
    {"exponential", "exponential"},
    {"softmax", "softmax"},
    {"silu", "silu"},
    {"swish", "silu"},
    {"gelu", "gelu"},
    {"mish", "mish"},
};

std::string text_or(const Fields &fields, const char *name, const char *otherwise) {
    return fields.given(name) ? fields.text(name) : otherwise;
}

/// The text in lower case, where it is one of these.
std::string choice(const Fields &fields, const char *name, const std::vector<const char *> &allowed) {
    std::string text = text_or(fields, name, allowed.front());
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (std::find(allowed.begin(), allowed.end(), text) == allowed.end()) {
        fields.refuse(name);
    }
    return text;
}

/// "strides[1]", or "strides" where one number is for all axes.
std::string axis_field(const Fields &fields, const char *name, size_t axis) {
    const json *value = fields.find(name);
    return value && value->is_array() ? entry(name, axis) : name;
}

/// Sizes of all axes, in Keras's words.
struct Geometry {
    std::vector<int64_t> kernel_size, strides, dilation_rate;
    std::string padding;
    std::optional<std::vector<int64_t>> output_padding;
};

void check_combinations(const Fields &fields, const Geometry &g) {
    const auto above_one = [](const std::vector<int64_t> &values) {
        return std::any_of(values.begin(), values.end(), [](int64_t value) { return value > 1; });
    };
    if (above_one(g.strides) && above_one(g.dilation_rate)) {
        reject("dilation_rate", json_text(*fields.find("dilation_rate")),
               "1 where strides is above 1 (it is " + json_text(*fields.find("strides")) +
                   "): Keras does not have both");
    }
    for (size_t i = 0; g.output_padding && i < g.strides.size(); ++i) {
        if ((*g.output_padding)[i] >= g.strides[i]) {
            reject(axis_field(fields, "output_padding", i), (*g.output_padding)[i],
                   "less than " + axis_field(fields, "strides", i) + ", which is " + std::to_string(g.strides[i]));
        }
    }
}

Geometry read_geometry(const Fields &fields, size_t rank) {
    Geometry g;
    fields.require("kernel_size");
    g.kernel_size = per_axis_within(fields, "kernel_size", rank, 1, 1);
    g.strides = per_axis_within(fields, "strides", rank, 1, 1, kMaxStride);
    g.dilation_rate = per_axis_within(fields, "dilation_rate", rank, 1, 1);
    g.padding = choice(fields, "padding", {"valid", "same"});
    if (fields.given("output_padding")) {
        g.output_padding = per_axis_within(fields, "output_padding", rank, 0, 0);
    }
    check_combinations(fields, g);
    return g;
}

std::vector<Axis> cropped_axes(const Geometry &g, const std::vector<int64_t> &inputs) {
    std::vector<Axis> axes = axes_of(inputs, g.kernel_size, g.strides, g.dilation_rate);
    for (size_t i = 0; i < axes.size(); ++i) {
        Axis &axis = axes[i];
        const Crop crop = keras_crop(axis, g.padding == "same",
                                     g.output_padding ? std::optional<int64_t>((*g.output_padding)[i]) : std::nullopt);
        axis.crop_begin = crop.begin;
        axis.crop_end = crop.end;
        if (!axis.is_open()) {
            axis.set_output(axis.output_for(axis.input));
        }
    }
    return axes;
}

std::vector<AxisRule> rules_of(const Geometry &g, const std::vector<Axis> &axes) {
    const std::string name =
        "padding \"" + g.padding + "\"" + (g.output_padding ? " with output_padding" : ", output_padding None");
    std::vector<AxisRule> rules;
    for (size_t i = 0; i < axes.size(); ++i) {
        std::vector<AxisRule::Number> own;
        if (g.output_padding) {
            own.push_back({"output_padding", (*g.output_padding)[i]});
        }
        rules.push_back(size_rule("keras", name, axes[i], own));
    }
    return rules;
}

Activation read_activation(const Fields &fields, Layout layout) {
    const std::string text = text_or(fields, "activation", "linear");
    if (text == "softmax" && layout == Layout::channels_first) {
        reject("activation", quoted(text),
               "another one under channels_first: Keras's softmax is along the last axis, which is no axis of channels "
               "there");
    }
    for (const ActivationName &row : kActivationNames) {
        if (text == row.keras) {
            return parse_activation(row.name);
        }
    }
    reject("activation", quoted(text), "null or one of " + listed(kActivationNames, &ActivationName::keras));
}

/// Keras 3 states a dtype as a policy in get_config().
void check_dtype(const Fields &fields) {
    const json *value = fields.given("dtype");
    if (!value) {
        return;
    }
    json name = *value;
    if (value->is_object() && value->value("class_name", json()) == "DTypePolicy") {
        const json config = value->value("config", json());
        name = config.is_object() ? config.value("name", json()) : json();
    }
    if (name != name_of(DType::float32)) {
        fields.refuse("dtype");
    }
}

std::string read_name(const Fields &fields, size_t rank) {
    if (!fields.given("name")) {
        return "conv" + std::to_string(rank) + "d_transpose";  // the first of its kind, as Keras numbers them
    }
    const std::string name = fields.text("name");
    if (name.empty() || name.find('/') != std::string::npos) {
        fields.refuse("name");
    }
    return name;
}

/// In the order of get_config(), then what only the constructor takes.
void add_properties(const Geometry &g, const Layer &layer, const std::string &name, Properties &properties) {
    const Problem &p = layer.problem;
    properties.add("name", name);
    properties.add("trainable", layer.trainable);
    properties.add("dtype", name_of(p.dtype));
    properties.add("filters", p.filters);
    properties.add("kernel_size", g.kernel_size);
    properties.add("strides", g.strides);
    properties.add("padding", g.padding);
    properties.add("output_padding", g.output_padding ? json(*g.output_padding) : json());
    properties.add("data_format", name_of(p.layout));
    properties.add("dilation_rate", g.dilation_rate);
    properties.add("activation", name_of(p.activation));
    properties.add("use_bias", p.bias);
}

void add_input_properties(const Fields &fields, const Problem &p, Properties &properties) {
    json shape = json::array();
    for (const int64_t size : p.input_shape()) {
        shape.push_back(size_property(size));
    }
    properties.add("input_shape", json(shape.begin() + 1, shape.end()));
    properties.add("batch_input_shape", shape);
    properties.add("batch_size", size_property(p.batch));
    properties.add("weights", fields.given("weights") ? *fields.find("weights") : json());
}

Layer lower(const LayerType &type, const Fields &fields) {
    const auto rank = static_cast<size_t>(type.rank);
    Layer layer;
    const std::string name = read_name(fields, rank);
    layer.name = as_identifier(name);
    layer.trainable = !fields.given("trainable") || fields.boolean("trainable", true);
    layer.weight_order = WeightOrder::kernel_filters_channels;
    check_dtype(fields);
    Problem &p = layer.problem;
    p.filters = fields.integer("filters");
    check_range("filters", p.filters, 1);
    p.layout = parse_layout(choice(fields, "data_format", {"channels_last", "channels_first"}));
    p.activation = read_activation(fields, p.layout);
    p.bias = fields.boolean("use_bias", true);
    const Geometry geometry = read_geometry(fields, rank);
    const KerasInput input = read_keras_input(fields, rank, p.layout);
    p.batch = input.batch;
    p.channels = input.channels;
    p.axes = cropped_axes(geometry, input.sizes);
    layer.rules = rules_of(geometry, p.axes);
    Properties properties;
    add_properties(geometry, layer, name, properties);
    read_keras_parameters(fields, layer, properties);
    add_input_properties(fields, p, properties);
    layer.properties = properties.take();
    return layer;
}

const std::vector<const char *> kRPositional = {"filters", "kernel_size", "strides", "padding"};
const std::vector<const char *> kPythonPositional = {
    "filters",          "kernel_size",          "strides",           "padding",
    "output_padding",   "data_format",          "dilation_rate",     "activation",
    "use_bias",         "kernel_initializer",   "bias_initializer",  "kernel_regularizer",
    "bias_regularizer", "activity_regularizer", "kernel_constraint", "bias_constraint",
};

}  // namespace

Crop keras_crop(const Axis &axis, bool same, std::optional<int64_t> output_padding) {
    const int64_t ke = axis.effective_kernel();
    int64_t begin = 0, beyond = std::max(ke, axis.stride);  // valid: zeros are appended where the kernel is the smaller
    if (same) {
        begin = std::max<int64_t>(0, (ke - axis.stride) / 2);
        beyond = axis.stride;  // O = I*s
    }
    if (output_padding) {
        begin = same ? std::max<int64_t>(0, (ke - ke % 2 - *output_padding) / 2) : 0;
        beyond = (same ? ke % 2 : ke) + *output_padding;
    }
    return {begin, ke - begin - beyond};
}

const char *keras_activation(Activation activation, Layout layout) {
    if (activation == Activation::softmax && layout == Layout::channels_first) {
        return nullptr;  // see read_activation
    }
    for (const ActivationName &row : kActivationNames) {
        if (std::string(row.name) == name_of(activation)) {
            return row.keras;
        }
    }
    return nullptr;
}

const Dialect &keras_dialect() {
    static const Dialect dialect{"keras",
                                 "Keras",
                                 {
                                     {"Conv1DTranspose", 1, kPythonPositional, &keras_keys()},
                                     {"Conv2DTranspose", 2, kPythonPositional, &keras_keys()},
                                     {"Conv3DTranspose", 3, kPythonPositional, &keras_keys()},
                                     {"layer_conv_1d_transpose", 1, kRPositional, &keras_keys()},
                                     {"layer_conv_2d_transpose", 2, kRPositional, &keras_keys()},
                                     {"layer_conv_3d_transpose", 3, kRPositional, &keras_keys()},
                                 },
                                 lower,
                                 keras_display,
                                 "weights",
                                 "weights"};
    return dialect;
}

}  // namespace tconv
