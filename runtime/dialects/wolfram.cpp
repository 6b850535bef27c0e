// Wolfram's DeconvolutionLayer: semantics.md, sections 2 to 4.
#include <algorithm>
#include <optional>
#include <utility>

#include "runtime/dialects/dialect.h"
#include "runtime/dialects/displays.h"
#include "runtime/dialects/nested.h"
#include "runtime/dialects/shared.h"
#include "runtime/dialects/size_rules.h"
#include "runtime/dialects/wolfram_listings.h"
#include "runtime/problem/message.h"
#include "runtime/problem/validate.h"

namespace tconv {
namespace {

using nlohmann::json;

/// What a layer has where its file says nothing: Options[DeconvolutionLayer].
json given_or_default(const Fields &fields, const char *name) {
    const json *given = fields.find(name);
    return given ? *given : json::parse(wolfram_default(name));
}

bool is_none(const json &value) { return value.is_null() || value == "None"; }

/// What the file says of the input: "Input" in Wolfram's way, or "channels" and "input_size".
struct InputPort {
    std::optional<int64_t> channels;
    std::optional<std::vector<int64_t>> sizes;
};

InputPort read_input_port(const Fields &fields, size_t rank, bool channels_last) {
    InputPort port;
    const json *given = fields.find("Input");
    if (!given) {
        return port;
    }
    if (!given->is_array()) {
        fields.refuse("Input");
    }
    if (given->size() != rank + 1) {
        throw Error("Input has " + counted(static_cast<int64_t>(given->size()), "entry", "entries") + ": must have " +
                    std::to_string(rank + 1) + ", the channels and a size for each axis");
    }
    const size_t channels_at = channels_last ? rank : 0;
    std::vector<int64_t> sizes;
    for (size_t i = 0; i < given->size(); i++) {
        const std::string field = entry("Input", i);
        const json &value = (*given)[i];
        const int64_t size = value.is_null() ? kOpen : fields.number("Input", field, value);
        if (!value.is_null()) {
            check_range(field, size, 1);
        }
        if (i != channels_at) {
            sizes.push_back(size);
        } else if (size != kOpen) {
            port.channels = size;
        }
    }
    port.sizes = sizes;
    return port;
}

/// The kernel size says it; a bare number is for every axis of the input, or of a plane, as Wolfram takes it.
size_t rank_of(const Fields &fields) {
    const json &kernel = fields.require("sz");
    const json *port = fields.find("Input"), *sizes = fields.find("input_size");
    size_t rank = 2;
    if (kernel.is_array()) {
        rank = kernel.size();
    } else if (port && port->is_array()) {
        rank = port->size() - std::min<size_t>(port->size(), 1);
    } else if (sizes && sizes->is_array()) {
        rank = sizes->size();
    }
    if (rank < 1 || rank > 3) {
        const bool own = kernel.is_array();
        const std::string from = own ? "sz" : port ? "Input" : "input_size";
        throw Error(from + " is for " + counted(static_cast<int64_t>(rank), "axis", "axes") +
                    ": must be for 1, 2 or 3");
    }
    return rank;
}

std::vector<int64_t> read_sizes(const Fields &fields, size_t rank, const InputPort &port) {
    if (!fields.find("input_size")) {
        return port.sizes.value_or(std::vector<int64_t>(rank, kOpen));  // a net may still say it
    }
    const std::vector<int64_t> sizes = read_input_size(fields, rank);
    if (port.sizes && *port.sizes != sizes) {
        reject("input_size", json_text(*fields.find("input_size")), "left out, or what Input says");
    }
    return sizes;
}

/// From Input, the array of weights or "channels": whichever is there, and all that are there agree.
int64_t read_channels(const Fields &fields, const InputPort &port, const std::optional<Array> &weights) {
    std::optional<int64_t> channels = port.channels;
    const char *from = "Input";
    if (weights && !weights->shape.empty()) {
        if (channels && *channels != weights->shape[0]) {
            reject("Weights", "for " + counted(weights->shape[0], "input channel", "input channels"),
                   "for " + std::to_string(*channels) + ", as Input says");
        }
        channels = weights->shape[0];
        from = "Weights";
    }
    if (fields.find("channels")) {
        const int64_t given = fields.integer("channels");
        check_range("channels", given, 1);
        if (channels && *channels != given) {
            reject("channels", given, std::to_string(*channels) + ", as " + from + " says");
        }
        channels = given;
    }
    if (!channels) {
        reject("Input", "missing", "there, or channels, or an array as Weights: the input channels are not known");
    }
    return *channels;
}

int64_t read_groups(const Fields &fields, const Problem &p) {
    const bool alias = fields.find("GroupNumber") != nullptr;
    if (alias && fields.find("ChannelGroups")) {
        reject("GroupNumber", json_text(*fields.find("GroupNumber")), "left out, as ChannelGroups gives it too");
    }
    const char *name = alias ? "GroupNumber" : "ChannelGroups";
    const int64_t groups = fields.integer(name, 1);
    check_range(name, groups, 1);
    if (p.filters % groups != 0) {
        reject(name, groups, "a divisor of n, which is " + std::to_string(p.filters));
    }
    if (p.channels % groups != 0) {
        reject(name, groups, "a divisor of the input channels, which are " + std::to_string(p.channels));
    }
    return groups;
}

int64_t read_padding(const Fields &fields, const std::string &field, const json &value) {
    const int64_t padding = fields.number("PaddingSize", field, value);
    check_range(field, padding, 0);
    return padding;
}

/// The crop of one axis. What "Same" takes off an odd number of elements is left open by Wolfram's documents: here the larger half
/// is at the end, and what is missing where Dilation*(sz-1) + 1 < Stride is appended there, as in MATLAB's 'same'.
Crop read_crop(const Fields &fields, const Axis &axis, size_t index, size_t rank) {
    const json given = given_or_default(fields, "PaddingSize");
    if (given == "Same") {
        return same_crop(axis);
    }
    if (!given.is_array()) {
        const int64_t both = read_padding(fields, "PaddingSize", given);
        return {both, both};
    }
    const json value = fields.entries("PaddingSize", rank)[index];
    const std::string field = entry("PaddingSize", index);
    if (!value.is_array()) {
        const int64_t both = read_padding(fields, field, value);
        return {both, both};
    }
    if (value.size() != 2) {
        reject(field, json_text(value), "a whole number of 0 or more, or [begin, end]");
    }
    return {read_padding(fields, entry(field, 0), value[0]), read_padding(fields, entry(field, 1), value[1])};
}

void place_output(Axis &axis, const Crop &crop, size_t index) {
    axis.crop_begin = crop.begin;
    axis.crop_end = crop.end;
    check_axis_numbers(axis, index);
    if (axis.is_open()) {
        return;
    }
    const int64_t output = axis.output_for(axis.input);
    if (output < 1) {
        throw Error("PaddingSize takes " + std::to_string(crop.begin) + " and " + std::to_string(crop.end) +
                    " off the " + std::to_string(axis.full(axis.input)) + " elements of axis " + std::to_string(index) +
                    ": must leave 1 or more");
    }
    axis.set_output(output);
}

std::vector<Axis> read_axes(const Fields &fields, size_t rank, const InputPort &port) {
    const auto kernels = per_axis_within(fields, "sz", rank, 1, 1);
    const auto strides = per_axis_within(fields, "Stride", rank, 1, 1, kMaxStride);
    const auto dilations = per_axis_within(fields, "Dilation", rank, 1, 1);
    const auto inputs = read_sizes(fields, rank, port);
    std::vector<Axis> axes = axes_of(inputs, kernels, strides, dilations);
    for (size_t i = 0; i < rank; i++) {
        place_output(axes[i], read_crop(fields, axes[i], i, rank), i);
    }
    return axes;
}

std::vector<AxisRule> rules_of(const Fields &fields, const std::vector<Axis> &axes) {
    const bool same = given_or_default(fields, "PaddingSize") == "Same";
    std::vector<AxisRule> rules;
    for (size_t i = 0; i < axes.size(); i++) {
        const Crop crop = read_crop(fields, axes[i], i, axes.size());
        rules.push_back(same ? size_rule("wolfram", "PaddingSize \"Same\"", axes[i])
                             : size_rule("wolfram", "PaddingSize, numbers", axes[i],
                                         {{"PaddingSize.begin", crop.begin}, {"PaddingSize.end", crop.end}}));
    }
    return rules;
}

/// One multiplier of the global learning rate; it may be negative in Wolfram.
double multiplier(const Fields &fields, const std::string &field, const json &value) {
    if (is_none(value)) {
        return 0;
    }
    if (!value.is_number()) {
        if (field == "LearningRateMultipliers") {
            fields.refuse("LearningRateMultipliers");
        }
        reject(field, json_text(value), "a number, or null or \"None\" to freeze");
    }
    return value.get<double>();
}

void read_multipliers(const Fields &fields, Layer &layer) {
    const json given = given_or_default(fields, "LearningRateMultipliers");
    if (given == "Automatic") {
        return;
    }
    if (!given.is_object()) {
        layer.weights.learn_rate_factor = layer.bias.learn_rate_factor =
            multiplier(fields, "LearningRateMultipliers", given);
        return;
    }
    for (const auto &rule : given.items()) {
        const std::string field = "LearningRateMultipliers " + quoted(rule.key());
        const double factor = multiplier(fields, field, rule.value());
        const bool rest = rule.key() == "_";
        if (!rest && rule.key() != "Weights" && rule.key() != "Biases") {
            throw Error(field + " is not known: must be one of \"Weights\", \"Biases\", \"_\"");
        }
        if (rule.key() == "Weights" || (rest && !given.contains("Weights"))) {
            layer.weights.learn_rate_factor = factor;
        }
        if (rule.key() == "Biases" || (rest && !given.contains("Biases"))) {
            layer.bias.learn_rate_factor = factor;
        }
    }
}

/// The array that an option gives, if it is not Automatic.
std::optional<Array> read_array(const Fields &fields, const char *name) {
    const json *given = fields.find(name);
    if (!given || *given == "Automatic") {
        return std::nullopt;
    }
    if (!given->is_array()) {
        fields.refuse(name);
    }
    return nested_array(name, *given);
}

std::vector<Property> properties_of(const Layer &layer, const Fields &fields) {
    const Problem &p = layer.problem;
    Properties properties;
    properties.add("n", p.filters);
    properties.add("sz", axes_property(p.axes, &Axis::kernel));
    properties.add("Biases", p.bias ? given_or_default(fields, "Biases") : json("None"));
    properties.add("ChannelGroups", p.groups);
    properties.add("Dilation", axes_property(p.axes, &Axis::dilation));
    properties.add("Interleaving", p.layout == Layout::channels_last);
    const json multipliers = given_or_default(fields, "LearningRateMultipliers");
    properties.add("LearningRateMultipliers", is_none(multipliers) ? json("None") : multipliers);
    properties.add("PaddingSize", given_or_default(fields, "PaddingSize"));
    properties.add("Stride", axes_property(p.axes, &Axis::stride));
    properties.add("Weights", given_or_default(fields, "Weights"));
    properties.add("Input", wolfram_port(p.input_shape()));
    properties.add("name", layer.name);
    properties.add("batch", size_property(p.batch));
    std::vector<Property> rows = properties.take();
    for (Property &row : wolfram_information(layer)) {
        rows.push_back(std::move(row));
    }
    return rows;
}

Layer lower(const LayerType &, const Fields &fields) {
    Layer layer;
    layer.name = read_identifier(fields, "", "deconvolution_layer");
    Problem &p = layer.problem;
    const bool channels_last = fields.boolean("Interleaving", false);
    p.layout = channels_last ? Layout::channels_last : Layout::channels_first;
    p.batch = read_batch(fields);
    p.filters = fields.integer("n");
    check_range("n", p.filters, 1);
    const size_t rank = rank_of(fields);
    const InputPort port = read_input_port(fields, rank, channels_last);
    layer.weights.value = read_array(fields, "Weights");
    p.channels = read_channels(fields, port, layer.weights.value);
    p.groups = read_groups(fields, p);
    p.axes = read_axes(fields, rank, port);
    layer.rules = rules_of(fields, p.axes);
    p.bias = !is_none(given_or_default(fields, "Biases"));
    layer.weights.name = "Weights";
    layer.weights.initializer = "Kaiming";  // what NetInitialize does by itself, and zeros as biases
    layer.bias.name = "Biases";
    if (layer.weights.value) {
        check_nested_shape("Weights", *layer.weights.value, p.weight_shape(), "(input channels, n/ChannelGroups, *sz)");
    }
    if (p.bias) {
        layer.bias.value = read_array(fields, "Biases");
    }
    if (layer.bias.value) {
        check_nested_shape("Biases", *layer.bias.value, p.bias_shape(), "one for each of the n output channels");
    }
    read_multipliers(fields, layer);
    layer.trainable = layer.weights.learn_rate_factor != 0 || (p.bias && layer.bias.learn_rate_factor != 0);
    validate(p);  // the report multiplies sizes
    layer.properties = properties_of(layer, fields);
    return layer;
}

}  // namespace

const Dialect &wolfram_dialect() {
    static const Dialect dialect{
        "wolfram", "the Wolfram Language", {{"DeconvolutionLayer", 0, {"n", "sz"}, &wolfram_keys()}},
        lower,     wolfram_display,        "Weights",
        "Biases"};
    return dialect;
}

}  // namespace tconv
