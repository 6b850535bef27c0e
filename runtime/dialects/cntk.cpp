// CNTK's ConvolutionTranspose: semantics.md, sections 2 to 4.
#include <limits>
#include <optional>
#include <utility>

#include "runtime/dialects/dialect.h"
#include "runtime/dialects/displays.h"
#include "runtime/dialects/nested.h"
#include "runtime/dialects/restate.h"
#include "runtime/dialects/shared.h"
#include "runtime/dialects/size_rules.h"
#include "runtime/problem/message.h"
#include "runtime/problem/validate.h"

namespace tconv {
namespace {

using nlohmann::json;

struct ActivationName {
    const char *cntk;
    Activation activation;
};

/// CNTK's activations that compute what the core's of that name do. Not among them: leaky_relu, whose slope is 0.01 there, and
/// hard_sigmoid, which has no usual slope there.
constexpr ActivationName kActivations[] = {
    {"identity", Activation::linear},   {"relu", Activation::relu},         {"sigmoid", Activation::sigmoid},
    {"tanh", Activation::tanh},         {"elu", Activation::elu},           {"selu", Activation::selu},
    {"softplus", Activation::softplus}, {"softsign", Activation::softsign}, {"exp", Activation::exponential},
};

/// Initializers of semantics.md, section 5, and CNTK's bilinear; zeros and ones are its numbers 0 and 1.
constexpr const char *kInitializers[] = {"glorot_uniform", "glorot_normal", "he_uniform",
                                         "he_normal",      "xavier",        "bilinear"};

Activation read_activation(const Fields &fields) {
    const json *given = fields.find("activation");
    if (given && given->is_null()) {
        return Activation::linear;
    }
    const std::string name = fields.text("activation", "identity");
    for (const ActivationName &row : kActivations) {
        if (name == row.cntk) {
            return row.activation;
        }
    }
    const auto in_quotes = [](const ActivationName &row) { return quoted(row.cntk); };
    reject("activation", quoted(name), "one of " + listed(kActivations, in_quotes));
}

/// A list says it; a number is for every axis of the input, or of a line, as CNTK makes a tuple of one of it.
size_t rank_of(const Fields &fields) {
    const json &filter = fields.require("filter_shape");
    const json *sizes = fields.find("input_size");
    const bool own = filter.is_array();
    const size_t rank = own ? filter.size() : sizes && sizes->is_array() ? sizes->size() : 1;
    if (rank < 1 || rank > 3) {
        throw Error(std::string(own ? "filter_shape" : "input_size") + " has " +
                    counted(static_cast<int64_t>(rank), "entry", "entries") +
                    ": must have 1, 2 or 3, one for each axis");
    }
    return rank;
}

/// nullopt: the output has no channel axis.
std::optional<int64_t> read_filters(const Fields &fields) {
    const json *given = fields.find("num_filters");
    if (!given || given->is_null() || (given->is_array() && given->empty())) {
        return std::nullopt;
    }
    const int64_t filters = fields.integer("num_filters");
    check_range("num_filters", filters, 1);
    return filters;
}

std::vector<bool> read_pad(const Fields &fields, size_t rank) {
    if (!fields.find("pad")) {
        return std::vector<bool>(rank, false);
    }
    std::vector<bool> pads;
    for (const json &value : fields.entries("pad", rank)) {
        if (!value.is_boolean()) {
            const bool listed = fields.find("pad")->is_array();
            reject(listed ? entry("pad", pads.size()) : "pad", json_text(value), "true or false");
        }
        pads.push_back(value.get<bool>());
    }
    return pads;
}

void check_sharing(const Fields &fields, size_t rank) {
    if (!fields.find("sharing")) {
        return;
    }
    for (const json &value : fields.entries("sharing", rank)) {
        if (value != true) {
            fields.refuse("sharing");
        }
    }
}

int64_t read_reduction_rank(const Fields &fields) {
    const int64_t rank = fields.integer("reduction_rank", 1);
    if (rank != 0 && rank != 1) {
        fields.refuse("reduction_rank");
    }
    return rank;
}

/// W's array, or b's, if the file gives one.
std::optional<Array> read_array(const Fields &fields, const char *name) {
    const json *given = fields.find(name);
    if (!given || !given->is_array()) {
        return std::nullopt;
    }
    return nested_array(name, *given);
}

/// CNTK infers them from the input, which a layer file states by "channels"; an array as init knows them as well.
int64_t read_channels(const Fields &fields, int64_t reduction_rank, const std::optional<Array> &weights) {
    const bool given = fields.find("channels") != nullptr;
    if (reduction_rank == 0) {
        if (given && fields.integer("channels") != 1) {
            reject("channels", fields.integer("channels"),
                   "1 or left out: with reduction_rank 0 the input has no channel axis");
        }
        return 1;
    }
    const int64_t inferred = weights && !weights->shape.empty() ? weights->shape[0] : kOpen;
    const int64_t channels = given || inferred == kOpen ? fields.integer("channels") : inferred;
    check_range("channels", channels, 1);
    if (inferred != kOpen && channels != inferred) {
        reject("channels", channels, std::to_string(inferred) + ", as the array init says");
    }
    return channels;
}

/// How a parameter begins: the words of the file, checked.
std::string read_initializer(const Fields &fields, const char *name, const char *otherwise) {
    const json *given = fields.find(name);
    if (!given || given->is_array()) {
        return otherwise;
    }
    if (given->is_number()) {
        nested_array(name, *given);  // for its range
        return given->dump();
    }
    if (!given->is_string()) {
        fields.refuse(name);
    }
    for (const char *known : kInitializers) {
        if (*given == known) {
            return known;
        }
    }
    reject(name, json_text(*given), "a number, an array, or one of " + listed(kInitializers, quoted));
}

std::vector<int64_t> read_output_shape(const Fields &fields, size_t rank) {
    const json *given = fields.find("output_shape");
    if (!given || given->is_null()) {
        return std::vector<int64_t>(rank, kOpen);
    }
    return per_axis_within(fields, "output_shape", rank, kOpen, 1);
}

/// Without output_shape: pad false gives every element, pad true (input - 1) * strides + 1 of them.
void place_usual_output(Axis &axis, bool pad) {
    axis.crop_begin = pad ? (axis.kernel - 1) / 2 : 0;
    axis.crop_end = pad ? axis.kernel - 1 - axis.crop_begin : 0;
    if (!axis.is_open()) {
        axis.set_output(axis.output_for(axis.input));
    }
}

/// CNTK takes an output of which the convolution with the same settings makes the input again: O with
/// floor((O - (pad ? 1 : k)) / s) + 1 == I. What is beyond the shortest of these goes half to each end, with pad.
void place_given_output(Axis &axis, bool pad, int64_t output, size_t index, const json *input_size) {
    const int64_t least = pad ? 1 : axis.kernel;  // the output of one element
    const std::string field = entry("output_shape", index);
    if (axis.is_open()) {
        const std::string fitting = output < least ? "" : ": " + std::to_string((output - least) / axis.stride + 1);
        reject(entry("input_size", index), input_size ? "open" : "missing",
               "a number where output_shape is given, as one alone fits " + std::to_string(output) + fitting);
    }
    const int64_t shortest = (axis.input - 1) * axis.stride + least;
    if (output < shortest || output >= shortest + axis.stride) {
        const int64_t longest = shortest + axis.stride - 1;
        reject(field, output,
               (longest > shortest ? "from " + std::to_string(shortest) + " to " + std::to_string(longest)
                                   : std::to_string(shortest)) +
                   ", of which the convolution with this filter_shape, strides and pad makes " +
                   std::to_string(axis.input) + " again");
    }
    axis.crop_begin = pad ? (axis.kernel - 1) / 2 - (output - shortest) / 2 : 0;
    axis.set_output(output);
}

std::vector<Axis> read_axes(const Fields &fields, size_t rank, const std::vector<bool> &pads) {
    const auto kernels = per_axis_within(fields, "filter_shape", rank, 1, 1);
    const auto strides = per_axis_within(fields, "strides", rank, 1, 1, kMaxStride);
    const auto outputs = read_output_shape(fields, rank);
    const json *given_sizes = fields.find("input_size");
    const auto inputs = input_size_or_open(fields, rank);
    std::vector<Axis> axes = axes_of(inputs, kernels, strides);
    for (size_t i = 0; i < rank; i++) {
        Axis &axis = axes[i];
        if (outputs[i] == kOpen) {
            place_usual_output(axis, pads[i]);
        } else {
            place_given_output(axis, pads[i], outputs[i], i, given_sizes);
        }
        if (!axis.is_open() && axis.kernel > axis.output) {
            reject(entry("filter_shape", i), axis.kernel,
                   "at most the output's size, which is " + std::to_string(axis.output) + ", as CNTK asks");
        }
    }
    return axes;
}

std::vector<AxisRule> rules_of(const Fields &fields, const std::vector<bool> &pads, const std::vector<Axis> &axes) {
    const auto outputs = read_output_shape(fields, axes.size());
    std::vector<AxisRule> rules;
    for (size_t i = 0; i < axes.size(); i++) {
        const std::string pad = pads[i] ? "pad=True" : "pad=False";
        rules.push_back(outputs[i] == kOpen
                            ? size_rule("cntk", pad, axes[i])
                            : size_rule("cntk", pad + " with output_shape", axes[i], {{"output_shape", outputs[i]}}));
    }
    return rules;
}

/// Names and shapes of W, (in, out, *filter_shape), and b, (out, 1, ...); an axis that the layer does not have is left out.
void name_parameters(Layer &layer) {
    const Problem &p = layer.problem;
    layer.weights.name = "W";
    layer.weights.shape = p.weight_shape();
    if (!layer.output_channel_axis) {
        layer.weights.shape.erase(layer.weights.shape.begin() + 1);
    }
    if (!layer.input_channel_axis) {
        layer.weights.shape.erase(layer.weights.shape.begin());
    }
    layer.bias.name = "b";
    if (p.bias) {
        layer.bias.shape.assign(p.axes.size(), 1);
        if (layer.output_channel_axis) {
            layer.bias.shape.insert(layer.bias.shape.begin(), p.filters);
        }
    }
}

void read_parameters(const Fields &fields, Layer &layer) {
    layer.weights.initializer = read_initializer(fields, "init", "glorot_uniform");
    layer.bias.initializer = read_initializer(fields, "init_bias", "0");
    if (layer.weights.value) {
        check_nested_shape("init", *layer.weights.value, layer.weights.shape, "(in, out, *filter_shape)");
    }
    if (!layer.problem.bias) {
        return;  // as in CNTK, where init_bias then says nothing
    }
    layer.bias.value = read_array(fields, "init_bias");
    if (layer.bias.value && layer.bias.value->shape == layer.problem.bias_shape()) {
        layer.bias.value->shape = layer.bias.shape;  // (out) is broadcast by the user's eye
    }
    if (layer.bias.value) {
        check_nested_shape("init_bias", *layer.bias.value, layer.bias.shape, "(out, 1, ...)");
    }
}

/// max_temp_mem_size_in_samples, in bytes: a sample is one input without its batch. It bounds scratch memory and changes no number. 0 is no
/// bound, and so is an input of open sizes, whose samples have no size yet.
int64_t read_workspace_bound(const Fields &fields, const Problem &p) {
    const int64_t samples = fields.integer("max_temp_mem_size_in_samples", 0);
    if (samples < 0) {
        fields.refuse("max_temp_mem_size_in_samples");
    }
    int64_t sample = p.channels * static_cast<int64_t>(sizeof(float));
    for (const Axis &axis : p.axes) {
        sample *= axis.is_open() ? 0 : axis.input;
    }
    const bool bounds = sample > 0 && samples <= std::numeric_limits<int64_t>::max() / sample;
    return bounds ? samples * sample : 0;
}

json given_or(const Fields &fields, const char *name, const json &otherwise) {
    const json *given = fields.find(name);
    return given ? *given : otherwise;
}

std::vector<Property> properties_of(const Layer &layer, const Fields &fields, const std::vector<bool> &pads) {
    const Problem &p = layer.problem;
    Properties properties;
    properties.add("filter_shape", axes_property(p.axes, &Axis::kernel));
    properties.add("num_filters", read_filters(fields) ? json(p.filters) : json());
    properties.add("activation", cntk_activation(p.activation, p.layout));
    properties.add("init", given_or(fields, "init", "glorot_uniform"));
    properties.add("pad", pads);
    properties.add("strides", axes_property(p.axes, &Axis::stride));
    properties.add("sharing", true);
    properties.add("bias", p.bias);
    properties.add("init_bias", given_or(fields, "init_bias", 0));
    properties.add("output_shape", given_or(fields, "output_shape", nullptr));
    properties.add("max_temp_mem_size_in_samples", fields.integer("max_temp_mem_size_in_samples", 0));
    properties.add("reduction_rank", read_reduction_rank(fields));
    properties.add("name", layer.name);
    properties.add("W", layer.weights.shape);
    properties.add("b", p.bias ? json(layer.bias.shape) : json());
    properties.add("channels", p.channels);
    properties.add("input_size", axes_property(p.axes, [](const Axis &axis) { return size_property(axis.input); }));
    properties.add("batch", size_property(p.batch));
    return properties.take();
}

Layer lower(const LayerType &, const Fields &fields) {
    Layer layer;
    layer.name = read_identifier(fields, "", "convolution_transpose");
    Problem &p = layer.problem;
    p.layout = Layout::channels_first;
    p.batch = read_batch(fields);
    p.activation = read_activation(fields);
    p.bias = fields.boolean("bias", true);
    const size_t rank = rank_of(fields);
    check_sharing(fields, rank);
    const std::optional<int64_t> filters = read_filters(fields);
    p.filters = filters.value_or(1);
    const int64_t reduction_rank = read_reduction_rank(fields);
    layer.weights.value = read_array(fields, "init");
    p.channels = read_channels(fields, reduction_rank, layer.weights.value);
    const std::vector<bool> pads = read_pad(fields, rank);
    p.axes = read_axes(fields, rank, pads);
    layer.rules = rules_of(fields, pads, p.axes);
    layer.input_channel_axis = reduction_rank == 1;
    layer.output_channel_axis = filters.has_value();
    name_parameters(layer);
    read_parameters(fields, layer);
    validate(p);  // the bound multiplies sizes
    layer.max_workspace_bytes = read_workspace_bound(fields, p);
    layer.properties = properties_of(layer, fields, pads);
    return layer;
}

}  // namespace

const char *cntk_activation(Activation activation, Layout) {
    for (const ActivationName &row : kActivations) {
        if (row.activation == activation) {
            return row.cntk;
        }
    }
    return nullptr;
}

const Dialect &cntk_dialect() {
    static const std::vector<const char *> positional = {"filter_shape",
                                                         "num_filters",
                                                         "activation",
                                                         "init",
                                                         "pad",
                                                         "strides",
                                                         "sharing",
                                                         "bias",
                                                         "init_bias",
                                                         "output_shape",
                                                         "max_temp_mem_size_in_samples",
                                                         "reduction_rank",
                                                         "name"};
    static const Dialect dialect{"cntk",     "CNTK",       {{"ConvolutionTranspose", 0, positional, &cntk_keys()}},
                                 lower,      cntk_display, "init",
                                 "init_bias"};
    return dialect;
}

}  // namespace tconv
