// PyTorch: torch.nn.ConvTranspose1d, 2d and 3d (semantics.md, sections 2, 5 and 7). Arguments have the constructors' names, order and
// defaults; "output_size", which PyTorch takes at the call, stands beside them.
#include "runtime/dialects/dialect.h"
#include "runtime/dialects/displays.h"
#include "runtime/dialects/shared.h"
#include "runtime/dialects/size_rules.h"
#include "runtime/problem/message.h"

namespace tconv {
namespace {

using nlohmann::json;

const char *const kDtype = "torch.float32";

const std::vector<const char *> kPositional = {"in_channels", "out_channels",   "kernel_size", "stride",
                                               "padding",     "output_padding", "groups",      "bias",
                                               "dilation",    "padding_mode",   "device",      "dtype"};

int64_t read_count(const Fields &fields, const char *name) {
    const int64_t count = fields.integer(name);
    check_range(name, count, 1);
    return count;
}

int64_t read_groups(const Fields &fields, const Problem &p) {
    const int64_t groups = fields.integer("groups", 1);
    check_range("groups", groups, 1);
    for (const auto &[field, count] : {std::pair{"in_channels", p.channels}, {"out_channels", p.filters}}) {
        if (count % groups != 0) {
            reject("groups", groups, std::string("a divisor of ") + field + ", which is " + std::to_string(count));
        }
    }
    return groups;
}

/// Devices differ in where the numbers are, not in what they are: any will do. The others have one value that tconv computes.
void check_the_rest(const Fields &fields) {
    if (fields.text("padding_mode", "zeros") != "zeros") {
        fields.refuse("padding_mode");
    }
    if (const json *device = fields.given("device"); device && !device->is_string()) {
        fields.refuse("device");
    }
    if (const json *dtype = fields.given("dtype"); dtype && *dtype != "float32" && *dtype != kDtype) {
        fields.refuse("dtype");
    }
}

/// Kernel, stride, dilation and input of every axis, and "padding" as both crops.
std::vector<Axis> read_axes(const Fields &fields, size_t rank) {
    fields.require("kernel_size");
    const auto kernels = per_axis_within(fields, "kernel_size", rank, 1, 1);
    const auto strides = per_axis_within(fields, "stride", rank, 1, 1, kMaxStride);
    const auto dilations = per_axis_within(fields, "dilation", rank, 1, 1);
    const auto paddings = per_axis_within(fields, "padding", rank, 0, 0);
    const auto inputs = input_size_or_open(fields, rank);
    std::vector<Axis> axes = axes_of(inputs, kernels, strides, dilations);
    for (size_t i = 0; i < rank; ++i) {
        axes[i].crop_begin = axes[i].crop_end = paddings[i];
    }
    return axes;
}

/// "output_size", of which PyTorch too ignores batch and channels (one passes the size of another layer's array). It stands for
/// the output padding that gives it, which must be less than a stride: the sizes that a convolution of that stride brings to
/// this input.
void set_output_size(const Fields &fields, std::vector<Axis> &axes) {
    const json &given = *fields.find("output_size");
    if (!given.is_array() || (given.size() != axes.size() && given.size() != axes.size() + 2)) {
        fields.refuse("output_size");
    }
    const size_t ignored = given.size() - axes.size();
    for (size_t i = 0; i < axes.size(); ++i) {
        Axis &axis = axes[i];
        const std::string field = entry("output_size", i + ignored);
        const int64_t size = fields.number("output_size", field, given[i + ignored]);
        check_range(field, size, 1);
        if (axis.is_open()) {
            reject(entry("input_size", i), "null", "a number where output_size is given, as it says which sizes fit");
        }
        const int64_t least = axis.output_for(axis.input), most = least + axis.stride - 1;
        if (size < least || size > most) {
            reject(field, size,
                   "from " + std::to_string(least) + " to " + std::to_string(most) + " for an input of " +
                       std::to_string(axis.input));
        }
        axis.set_output(size);
    }
}

void add_output_padding(const std::vector<int64_t> &paddings, std::vector<Axis> &axes) {
    for (size_t i = 0; i < axes.size(); ++i) {
        Axis &axis = axes[i];
        check_output_padding(axis, i, paddings[i]);
        const int64_t padding = axis.crop_end;
        axis.crop_end -= paddings[i];
        if (axis.is_open()) {
            continue;
        }
        const int64_t size = axis.output_for(axis.input);
        if (size < 1) {
            reject(entry("padding", i), padding,
                   "such that the output has 1 element or more, not " + std::to_string(size));
        }
        axis.set_output(size);
    }
}

std::vector<AxisRule> rules_of(const std::vector<Axis> &axes, const std::vector<int64_t> &paddings, bool sized) {
    std::vector<AxisRule> rules;
    for (size_t i = 0; i < axes.size(); ++i) {
        const AxisRule::Number padding = {"padding", axes[i].crop_begin};
        rules.push_back(
            sized ? size_rule("torch", "output_size", axes[i], {padding, {"output_size", axes[i].output}})
                  : size_rule("torch", "padding, output_padding", axes[i], {padding, {"output_padding", paddings[i]}}));
    }
    return rules;
}

std::vector<Property> properties_of(const Fields &fields, const Problem &p, const std::vector<int64_t> &paddings) {
    const auto given = [&](const char *name) { return fields.find(name) ? *fields.find(name) : json(); };
    Properties properties;
    properties.add("in_channels", p.channels);
    properties.add("out_channels", p.filters);
    properties.add("kernel_size", axes_property(p.axes, &Axis::kernel));
    properties.add("stride", axes_property(p.axes, &Axis::stride));
    properties.add("padding", axes_property(p.axes, &Axis::crop_begin));
    properties.add("output_padding", paddings);
    properties.add("groups", p.groups);
    properties.add("bias", p.bias);
    properties.add("dilation", axes_property(p.axes, &Axis::dilation));
    properties.add("padding_mode", "zeros");
    properties.add("device", given("device"));
    properties.add("dtype", kDtype);
    properties.add("output_size", given("output_size"));
    properties.add("transposed", true);
    return properties.take();
}

Layer lower(const LayerType &type, const Fields &fields) {
    const auto rank = static_cast<size_t>(type.rank);
    check_the_rest(fields);
    Layer layer;
    layer.name = read_identifier(fields, "conv_transpose" + std::to_string(rank) + "d", "");
    Problem &p = layer.problem;
    p.layout = Layout::channels_first;
    p.channels = read_count(fields, "in_channels");
    p.filters = read_count(fields, "out_channels");
    p.groups = read_groups(fields, p);
    p.bias = fields.boolean("bias", true);
    p.batch = read_batch(fields);
    p.axes = read_axes(fields, rank);
    const auto paddings = per_axis_within(fields, "output_padding", rank, 0, 0);
    if (fields.given("output_size")) {
        set_output_size(fields, p.axes);  // in place of "output_padding", which PyTorch then does not look at
    } else {
        add_output_padding(paddings, p.axes);
    }
    layer.rules = rules_of(p.axes, paddings, fields.given("output_size") != nullptr);
    layer.properties = properties_of(fields, p, paddings);
    // The keys of its state_dict, and reset_parameters: a = sqrt(5), and the bias within the same bounds.
    layer.weights.name = "weight";
    layer.weights.initializer = "kaiming_uniform";
    layer.bias.name = "bias";
    layer.bias.initializer = "kaiming_uniform";
    return layer;
}

}  // namespace

const Dialect &torch_dialect() {
    static const Dialect dialect{"torch",
                                 "PyTorch",
                                 {{"ConvTranspose1d", 1, kPositional, &torch_keys()},
                                  {"ConvTranspose2d", 2, kPositional, &torch_keys()},
                                  {"ConvTranspose3d", 3, kPositional, &torch_keys()}},
                                 lower,
                                 torch_display};
    return dialect;
}

}  // namespace tconv
