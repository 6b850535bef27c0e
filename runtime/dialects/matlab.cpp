// MATLAB Deep Learning Toolbox: transposedConv2dLayer and transposedConv3dLayer (semantics.md, sections 2 to 5).
#include "runtime/dialects/matlab.h"

#include <algorithm>
#include <cmath>

#include "runtime/dialects/displays.h"
#include "runtime/dialects/nested.h"
#include "runtime/dialects/shared.h"
#include "runtime/dialects/size_rules.h"
#include "runtime/problem/message.h"

namespace tconv {
namespace {

using nlohmann::json;

// ---- Sizes and crops

/// A number of 0 or more in one of the forms of "Cropping".
int64_t crop_at(const Fields &fields, const std::string &field, const json &value) {
    const int64_t crop = fields.number("Cropping", field, value);
    check_range(field, crop, 0);
    return crop;
}

/// The crop of each axis as the option says it, without 'same'.
std::vector<Crop> manual_crops(const Fields &fields, const json &given, size_t rank) {
    std::vector<Crop> crops(rank);
    if (given.is_number()) {
        const int64_t all = crop_at(fields, "Cropping", given);
        return std::vector<Crop>(rank, Crop{all, all});
    }
    if (!given.is_array()) {
        fields.refuse("Cropping");
    }
    const auto at = [&](size_t i) { return crop_at(fields, entry("Cropping", i), given[i]); };
    if (rank == 2 && given.size() == 4) {  // [t b l r]
        return {{at(0), at(1)}, {at(2), at(3)}};
    }
    const auto is_row = [&](const json &row) { return row.is_array() && row.size() == rank; };
    if (rank == 3 && given.size() == 2 && std::all_of(given.begin(), given.end(), is_row)) {  // [t l f; b r bk]
        for (size_t i = 0; i < rank; ++i) {
            crops[i] = {crop_at(fields, entry("Cropping[0]", i), given[0][i]),
                        crop_at(fields, entry("Cropping[1]", i), given[1][i])};
        }
        return crops;
    }
    if (given.size() != rank) {
        fields.refuse("Cropping");
    }
    for (size_t i = 0; i < rank; ++i) {
        crops[i] = {at(i), at(i)};
    }
    return crops;
}

/// The output under a given crop: at least 1, as the crop at the end gives back what is missing to that, but never a stride or more.
/// Of an open axis the output follows from each input by itself; inputs so small that something would be missing are refused there.
void set_manual_output(const json &given, Axis &axis, size_t index) {
    if (axis.is_open()) {
        return;
    }
    const int64_t full = axis.full(axis.input), output = full - axis.crop_begin - axis.crop_end;
    const int64_t missing = std::max<int64_t>(0, 1 - output);
    if (missing >= axis.stride) {
        reject("Cropping", json_text(given),
               "such that the output of axis " + std::to_string(index) +
                   ", (InputSize - 1) * Stride + FilterSize = " + std::to_string(full) + " less the crop, is " +
                   std::to_string(2 - axis.stride) + " or more; it would be " + std::to_string(output));
    }
    axis.set_output(output + missing);
}

/// FilterSize, Stride and Cropping of every axis.
std::vector<Axis> read_axes(const Fields &fields, const std::vector<int64_t> &inputs) {
    const size_t rank = inputs.size();
    fields.require("FilterSize");
    const auto kernels = per_axis_within(fields, "FilterSize", rank, 1, 1);
    const auto strides = per_axis_within(fields, "Stride", rank, 1, 1, kMaxStride);
    const json none = 0, *given = fields.find("Cropping");
    const json &cropping = given ? *given : none;
    const bool same = cropping == "same";
    const std::vector<Crop> crops = same ? std::vector<Crop>(rank) : manual_crops(fields, cropping, rank);
    std::vector<Axis> axes = axes_of(inputs, kernels, strides);
    for (size_t i = 0; i < rank; ++i) {
        Axis &axis = axes[i];
        const Crop crop = same ? same_crop(axis) : crops[i];
        axis.crop_begin = crop.begin;
        axis.crop_end = crop.end;
        set_manual_output(cropping, axis, i);  // 'same' gives input * stride, to which nothing is ever missing
    }
    return axes;
}

/// "InputSize": the spatial sizes, kOpen for null. The channels behind them are for channels_of.
std::vector<int64_t> read_inputs(const Fields &fields, size_t rank) {
    const json *given = fields.find("InputSize");
    if (!given) {
        return input_size_or_open(fields, rank);
    }
    if (const json *twice = fields.find("input_size")) {
        reject("input_size", json_text(*twice), "left out, as InputSize says it");
    }
    if (!given->is_array() || given->size() != rank + 1) {
        fields.refuse("InputSize");
    }
    std::vector<int64_t> sizes;
    for (const json &value : *given) {
        const std::string field = entry("InputSize", sizes.size());
        sizes.push_back(value.is_null() ? kOpen : fields.number("InputSize", field, value));
        if (!value.is_null()) {
            check_range(field, sizes.back(), 1);
        }
    }
    sizes.pop_back();
    return sizes;
}

std::vector<AxisRule> rules_of(const Fields &fields, const std::vector<Axis> &axes) {
    const json none = 0, *given = fields.find("Cropping");
    const bool same = given && *given == "same";
    const std::vector<Crop> crops =
        same ? std::vector<Crop>(axes.size()) : manual_crops(fields, given ? *given : none, axes.size());
    std::vector<AxisRule> rules;
    for (size_t i = 0; i < axes.size(); ++i) {
        rules.push_back(same ? size_rule("matlab", "Cropping 'same'", axes[i])
                             : size_rule("matlab", "Cropping, numbers", axes[i],
                                         {{"Cropping.begin", crops[i].begin}, {"Cropping.end", crops[i].end}}));
    }
    return rules;
}

// ---- Channels and learnables

/// An array that the file has as lists, or `given`. MATLAB's arrays have no sizes of 1 at their end (jsonencode writes none): they
/// are added here, up to `axes`.
std::optional<Array> read_learnable(const Fields &fields, const char *name, const std::optional<Array> &given,
                                    size_t axes) {
    std::optional<Array> array = given;
    if (const json *lists = fields.find(name)) {
        if (!lists->is_array() && !lists->is_number()) {
            fields.refuse(name);
        }
        const bool is_empty = lists->is_array() && lists->empty();
        array = is_empty ? std::nullopt : std::optional<Array>(nested_array(name, *lists));
    }
    if (array && array->shape.size() != 1 && array->shape.size() < axes) {
        array->shape.resize(axes, 1);
    }
    return array;
}

/// The one number that NumChannels, channels, InputSize and Weights agree on: each may say it.
int64_t channels_of(const Fields &fields, size_t rank, const std::optional<Array> &weights) {
    std::vector<std::pair<std::string, int64_t>> said;
    const json *given = fields.find("NumChannels");
    if (given && *given != "auto") {
        said.emplace_back("NumChannels", fields.integer("NumChannels"));
    }
    if (fields.find("channels")) {
        said.emplace_back("channels", fields.integer("channels"));
    }
    const json *input = fields.find("InputSize");
    if (input && !(*input)[rank].is_null()) {
        said.emplace_back(entry("InputSize", rank), (*input)[rank].get<int64_t>());  // read_inputs checked it
    }
    if (weights && weights->shape.size() == rank + 2) {
        said.emplace_back("the last size of Weights", weights->shape.back());
    }
    if (said.empty()) {
        reject("NumChannels", "\"auto\"", "a whole number where neither InputSize nor Weights says the channels");
    }
    for (const auto &[field, channels] : said) {
        check_range(field, channels, 1);
        if (channels != said.front().second) {
            reject(field, channels, std::to_string(said.front().second) + ", as " + said.front().first + " says");
        }
    }
    return said.front().second;
}

double read_factor(const Fields &fields, const char *name, double otherwise) {
    const json *given = fields.find(name);
    if (given && (!given->is_number() || !(given->get<double>() >= 0) || !std::isfinite(given->get<double>()))) {
        fields.refuse(name);
    }
    return given ? given->get<double>() : otherwise;
}

/// "function" stands for one that C++ gave: it has no name.
std::string read_initializer(const Fields &fields, const char *name, const matlab::InitializerFunction &given,
                             const std::vector<const char *> &names, const char *otherwise) {
    if (given) {
        return "function";
    }
    const std::string initializer = fields.text(name, otherwise);
    if (std::find(names.begin(), names.end(), initializer) == names.end()) {
        fields.refuse(name);
    }
    return initializer;
}

/// The function, with a check of what it gives.
matlab::InitializerFunction checked(const char *name, const matlab::InitializerFunction &function) {
    if (!function) {
        return nullptr;
    }
    return [name, function](const std::vector<int64_t> &size) {
        Array array = function(size);
        check_nested_shape(name, array, size, "as sz says");
        return array;
    };
}

void read_learnables(const Fields &fields, const MatlabLearnables &given, Layer &layer) {
    const size_t rank = layer.problem.axes.size();
    Parameter &weights = layer.weights, &bias = layer.bias;
    weights.name = "Weights";
    weights.value = read_learnable(fields, "Weights", given.weights, rank + 2);
    layer.problem.channels = channels_of(fields, rank, weights.value);
    weights.initializer = read_initializer(fields, "WeightsInitializer", given.weights_initializer,
                                           {"glorot", "he", "narrow-normal", "zeros", "ones"}, "glorot");
    weights.initialize = checked("WeightsInitializer", given.weights_initializer);
    weights.learn_rate_factor = read_factor(fields, "WeightLearnRateFactor", 1);
    weights.l2_factor = read_factor(fields, "WeightL2Factor", 1);
    for (const Axis &axis : layer.problem.axes) {
        weights.shape.push_back(axis.kernel);
    }
    weights.shape.insert(weights.shape.end(), {layer.problem.filters, layer.problem.channels});
    if (weights.value) {
        check_nested_shape("Weights", *weights.value, weights.shape, "(FilterSize, NumFilters, NumChannels)");
    }

    bias.name = "Bias";
    bias.value = read_learnable(fields, "Bias", given.bias, rank + 1);
    bias.initializer = read_initializer(fields, "BiasInitializer", given.bias_initializer,
                                        {"zeros", "narrow-normal", "ones"}, "zeros");
    bias.initialize = checked("BiasInitializer", given.bias_initializer);
    bias.learn_rate_factor = read_factor(fields, "BiasLearnRateFactor", 1);
    bias.l2_factor = read_factor(fields, "BiasL2Factor", 0);
    bias.shape.assign(rank, 1);
    bias.shape.push_back(layer.problem.filters);
    if (bias.value) {
        if (bias.value->shape == layer.problem.bias_shape()) {
            bias.value->shape = bias.shape;  // interface.md, section 2: (filters) is a bias in every dialect
        }
        check_nested_shape("Bias", *bias.value, bias.shape, "NumFilters last");
    }
}

// ---- Format

/// "InputFormat" in MATLAB's letters, S for each spatial axis, C, and B where there is a batch.
std::string read_format(const Fields &fields, size_t rank) {
    const std::string without_batch = std::string(rank, 'S') + "C", with_batch = without_batch + "B";
    const std::string format = fields.text("InputFormat", with_batch.c_str());
    if (format != with_batch && format != without_batch) {
        fields.refuse("InputFormat");
    }
    if (format == without_batch && fields.find("batch") && *fields.find("batch") != 1) {
        reject("batch", json_text(*fields.find("batch")),
               "1 or left out, as InputFormat " + quoted(format) + " has none");
    }
    return format;
}

// ---- Properties

/// CroppingSize: [t b l r], or [t l f; b r bk]. What 'same' appends is no crop, and what a crop left of the output is the option's
/// own number: both are as the option says, not as the axes are.
json cropping_size(const std::vector<Crop> &crops) {
    if (crops.size() == 2) {
        return {crops[0].begin, crops[0].end, crops[1].begin, crops[1].end};
    }
    json begins = json::array(), ends = json::array();
    for (const Crop &crop : crops) {
        begins.push_back(crop.begin);
        ends.push_back(crop.end);
    }
    return {begins, ends};
}

/// The option as a constructor takes it, in its shortest form.
json cropping_option(const std::vector<Crop> &crops) {
    json both = json::array();
    for (const Crop &crop : crops) {
        if (crop.begin != crop.end) {
            return cropping_size(crops);
        }
        both.push_back(crop.begin);
    }
    return both;
}

json learnable_property(const Fields &fields, const Parameter &parameter) {
    if (const json *lists = fields.find(parameter.name.c_str())) {
        return *lists;
    }
    return parameter.value ? nested_lists(*parameter.value) : json::array();
}

std::vector<Property> properties_of(const Fields &fields, const std::string &own_name, const std::string &format,
                                    const Layer &layer) {
    const Problem &p = layer.problem;
    const json *given = fields.find("Cropping"), none = 0;
    const bool same = given && *given == "same";
    std::vector<Crop> crops;
    for (const Axis &axis : p.axes) {
        const Crop crop = same_crop(axis);
        crops.push_back({crop.begin, std::max<int64_t>(crop.end, 0)});
    }
    if (!same) {
        crops = manual_crops(fields, given ? *given : none, p.axes.size());
    }
    json input_size = axes_property(p.axes, [](const Axis &axis) { return size_property(axis.input); });
    input_size.push_back(p.channels);
    Properties properties;
    properties.add("Name", own_name);
    properties.add("FilterSize", axes_property(p.axes, &Axis::kernel));
    properties.add("NumFilters", p.filters);
    properties.add("Stride", axes_property(p.axes, &Axis::stride));
    properties.add("Cropping", same ? json("same") : cropping_option(crops));
    properties.add("CroppingMode", same ? "same" : "manual");
    properties.add("CroppingSize", cropping_size(crops));
    properties.add("NumChannels", p.channels);
    properties.add("WeightsInitializer", layer.weights.initializer);
    properties.add("BiasInitializer", layer.bias.initializer);
    properties.add("Weights", learnable_property(fields, layer.weights));
    properties.add("Bias", learnable_property(fields, layer.bias));
    properties.add("WeightLearnRateFactor", layer.weights.learn_rate_factor);
    properties.add("BiasLearnRateFactor", layer.bias.learn_rate_factor);
    properties.add("WeightL2Factor", layer.weights.l2_factor);
    properties.add("BiasL2Factor", layer.bias.l2_factor);
    properties.add("NumInputs", 1);
    properties.add("InputNames", json::array({"in"}));
    properties.add("NumOutputs", 1);
    properties.add("OutputNames", json::array({"out"}));
    properties.add("InputSize", input_size);
    properties.add("InputFormat", format);
    properties.add("name", layer.name);
    properties.add("batch", size_property(p.batch));
    return properties.take();
}

}  // namespace

Layer lower_matlab(const LayerType &type, const Fields &fields, const MatlabLearnables &given) {
    Layer layer;
    Problem &p = layer.problem;
    const std::string own_name = fields.text("Name", "");
    layer.name = read_identifier(fields, own_name, "transposed_conv");  // MATLAB's own for '' is 'transposed-conv'
    layer.weight_order = WeightOrder::kernel_filters_channels;
    p.layout = Layout::channels_last;
    p.batch = read_batch(fields);
    p.filters = fields.integer("NumFilters");
    check_range("NumFilters", p.filters, 1);
    const std::string format = read_format(fields, static_cast<size_t>(type.rank));
    layer.batch_axis = format.back() == 'B';
    p.axes = read_axes(fields, read_inputs(fields, static_cast<size_t>(type.rank)));
    layer.rules = rules_of(fields, p.axes);
    read_learnables(fields, given, layer);
    layer.properties = properties_of(fields, own_name, format, layer);
    return layer;
}

const Dialect &matlab_dialect() {
    static const Dialect dialect{
        "matlab",
        "MATLAB Deep Learning Toolbox",
        {{"transposedConv2dLayer", 2, {"FilterSize", "NumFilters"}, &matlab_keys_2d()},
         {"transposedConv3dLayer", 3, {"FilterSize", "NumFilters"}, &matlab_keys_3d()}},
        [](const LayerType &type, const Fields &fields) { return lower_matlab(type, fields, {}); },
        matlab_display,
        "Weights",
        "Bias"};
    return dialect;
}

}  // namespace tconv
