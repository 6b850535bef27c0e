// The native form of a layer file: interface.md, section 1.
#include <utility>

#include "runtime/dialects/dialect.h"
#include "runtime/dialects/shared.h"
#include "runtime/dialects/size_rules.h"
#include "runtime/problem/message.h"
#include "runtime/problem/validate.h"

namespace tconv {
namespace {

using nlohmann::json;

/// The crop of one axis: [begin, end], or one number for both.
Crop crop_entry(const Fields &fields, const std::string &field, const json &value) {
    if (value.is_number()) {
        const int64_t both = json_integer(field, value);
        return {both, both};
    }
    if (!value.is_array() || value.size() != 2) {
        fields.refuse("crop");
    }
    return {json_integer(field + " begin", value[0]), json_integer(field + " end", value[1])};
}

std::vector<Crop> read_crop(const Fields &fields, const std::vector<Axis> &axes) {
    std::vector<Crop> crops;
    const json *given = fields.find("crop");
    if (!given) {
        return std::vector<Crop>(axes.size());
    }
    if (given->is_string()) {
        if (*given != "same") {
            fields.refuse("crop");
        }
        for (const Axis &axis : axes) {
            crops.push_back(same_crop(axis));
        }
        return crops;
    }
    for (const json &value : fields.entries("crop", axes.size())) {
        crops.push_back(crop_entry(fields, entry("crop", crops.size()), value));
    }
    return crops;
}

/// Kernel, stride, dilation and input of every axis, with their ranges checked: what comes after computes with them.
std::vector<Axis> read_axes(const Fields &fields) {
    const json &kernel = fields.require("kernel_size");
    if (!kernel.is_array() || kernel.empty() || kernel.size() > 3) {
        fields.refuse("kernel_size");
    }
    const size_t rank = kernel.size();
    const auto kernels = fields.per_axis("kernel_size", rank, 1);
    const auto strides = fields.per_axis("stride", rank, 1);
    const auto dilations = fields.per_axis("dilation", rank, 1);
    const auto inputs = read_input_size(fields, rank);
    return axes_of(inputs, kernels, strides, dilations);
}

/// Crop, output padding and output size of every axis. The output size takes the place of the crop at the end, which then
/// has no meaning; an output padding beside it must agree with it.
void read_outputs(const Fields &fields, std::vector<Axis> &axes, std::vector<int64_t> &paddings) {
    const std::vector<Crop> crops = read_crop(fields, axes);
    paddings = fields.per_axis("output_padding", axes.size(), 0);
    const auto outputs = fields.per_axis("output_size", axes.size(), kOpen);
    for (size_t i = 0; i < axes.size(); ++i) {
        Axis &axis = axes[i];
        check_range(entry("output_padding", i), paddings[i], 0);
        axis.crop_begin = crops[i].begin;
        axis.crop_end = crops[i].end;
        check_axis_numbers(axis, i);
        axis.crop_end -= paddings[i];
        if (!fields.find("output_size")) {
            if (!axis.is_open()) {
                axis.set_output(axis.output_for(axis.input));
            }
            continue;
        }
        check_range(entry("output_size", i), outputs[i], 1);
        const bool agrees = !axis.is_open() && axis.output_for(axis.input) == outputs[i];
        if (paddings[i] != 0 && !agrees) {
            reject(entry("output_padding", i), paddings[i], "0 where output_size says something else");
        }
        axis.set_output(outputs[i]);
    }
}

std::vector<AxisRule> rules_of(const Fields &fields, const std::vector<Axis> &axes,
                               const std::vector<int64_t> &paddings) {
    const bool same = fields.find("crop") && fields.find("crop")->is_string();
    const bool sized = fields.find("output_size") != nullptr;
    const char *name = sized  ? (same ? "crop \"same\" with output_size" : "output_size")
                       : same ? "crop \"same\""
                              : "crop";
    std::vector<AxisRule> rules;
    for (size_t i = 0; i < axes.size(); ++i) {
        std::vector<AxisRule::Number> own = {{"output_padding", paddings[i]}};
        if (sized) {
            own = {{"output_size", axes[i].output}};
        }
        if (!same) {
            own.insert(own.begin(), {{"crop.begin", axes[i].crop_begin}, {"crop.end", axes[i].crop_end + paddings[i]}});
        }
        rules.push_back(size_rule(kNativeDialect, name, axes[i], own));
    }
    return rules;
}

std::vector<Property> properties_of(const Layer &layer, const std::vector<int64_t> &paddings) {
    const Problem &p = layer.problem;
    json crops = json::array();
    for (size_t i = 0; i < p.axes.size(); ++i) {
        crops.push_back({p.axes[i].crop_begin, p.axes[i].crop_end + paddings[i]});
    }
    Properties properties;
    properties.add("name", layer.name);
    properties.add("channels", p.channels);
    properties.add("filters", p.filters);
    properties.add("kernel_size", axes_property(p.axes, &Axis::kernel));
    properties.add("stride", axes_property(p.axes, &Axis::stride));
    properties.add("dilation", axes_property(p.axes, &Axis::dilation));
    properties.add("groups", p.groups);
    properties.add("crop", crops);
    properties.add("output_padding", paddings);
    properties.add("output_size", axes_property(p.axes, [](const Axis &axis) { return size_property(axis.output); }));
    properties.add("layout", name_of(p.layout));
    properties.add("dtype", name_of(p.dtype));
    properties.add("bias", p.bias);
    properties.add("activation", name_of(p.activation));
    properties.add("accuracy", name_of(p.accuracy));
    properties.add("input_size", axes_property(p.axes, [](const Axis &axis) { return size_property(axis.input); }));
    properties.add("batch", size_property(p.batch));
    return properties.take();
}

Layer lower(const LayerType &, const Fields &fields) {
    Layer layer;
    layer.name = fields.text("name");
    Problem &p = layer.problem;
    p.channels = fields.integer("channels");
    p.filters = fields.integer("filters");
    p.groups = fields.integer("groups", 1);
    p.layout = parse_layout(fields.text("layout", name_of(p.layout)));
    p.dtype = parse_dtype(fields.text("dtype", name_of(p.dtype)));
    p.activation = parse_activation(fields.text("activation", name_of(p.activation)));
    p.accuracy = parse_accuracy(fields.text("accuracy", name_of(p.accuracy)));
    p.bias = fields.boolean("bias", true);
    p.batch = read_batch(fields);
    p.axes = read_axes(fields);
    std::vector<int64_t> paddings;
    read_outputs(fields, p.axes, paddings);
    layer.rules = rules_of(fields, p.axes, paddings);
    layer.properties = properties_of(layer, paddings);
    layer.weights.name = "weight";
    layer.weights.initializer = "glorot";
    layer.bias.name = "bias";
    return layer;
}

}  // namespace

const Dialect &native_dialect() {
    static const Dialect dialect{kNativeDialect, "the layer file's own form", {{"", 0, {}, &native_keys()}}, lower};
    return dialect;
}

}  // namespace tconv
