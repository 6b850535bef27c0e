// A layer in the words of the native form, MATLAB, Wolfram, PyTorch and ONNX: those that state a crop as it is.
#include <algorithm>

#include "runtime/dialects/restate.h"
#include "runtime/dialects/shared.h"
#include "runtime/problem/message.h"

namespace tconv {
namespace {

/// Throws unless both crops of every axis are 0 or more.
void refuse_negative_crops(const Problem &p, const std::string &system) {
    for (size_t i = 0; i < p.axes.size(); ++i) {
        const Axis &axis = p.axes[i];
        if (axis.crop_begin < 0 || axis.crop_end < 0) {
            refuse_crop(i, axis.crop_begin, axis.crop_end,
                        "0 or more: " + system + " appends nothing to an output, but for what its 'same' appends");
        }
    }
}

/// Input sizes with the channels before or behind them.
Statement with_channels(const Problem &p, bool first) {
    Statement sizes = input_sizes(p);
    sizes.insert(first ? sizes.begin() : sizes.end(), p.channels);
    return sizes;
}

/// An output padding must be less than stride or dilation in PyTorch and ONNX.
bool is_output_padding(const Axis &axis, int64_t value) {
    return value >= 0 && value < std::max(axis.stride, axis.dilation);
}

}  // namespace

Statement native_statement(const Layer &layer) {
    const Problem &p = layer.problem;
    Statement statement{{"channels", p.channels}, {"filters", p.filters}};
    state(statement, "kernel_size", p.axes, &Axis::kernel, kNoDefault);
    state(statement, "stride", p.axes, &Axis::stride, 1);
    state(statement, "dilation", p.axes, &Axis::dilation, 1);
    if (p.groups != 1) {
        statement["groups"] = p.groups;
    }
    const auto has_crop = [](const Axis &axis) { return axis.crop_begin != 0 || axis.crop_end != 0; };
    if (std::any_of(p.axes.begin(), p.axes.end(), has_crop)) {
        for (const Axis &axis : p.axes) {
            statement["crop"].push_back({axis.crop_begin, axis.crop_end});
        }
    }
    const auto has_fixed_output = [](const Axis &axis) { return axis.is_open() && axis.output != kOpen; };
    if (std::any_of(p.axes.begin(), p.axes.end(), has_fixed_output)) {
        state(statement, "output_size", p.axes, &Axis::output, kNoDefault);
    }
    if (p.layout != Layout::channels_last) {
        statement["layout"] = name_of(p.layout);
    }
    if (!p.bias) {
        statement["bias"] = false;
    }
    if (p.activation != Activation::linear) {
        statement["activation"] = name_of(p.activation);
    }
    if (p.accuracy != Accuracy::fast) {
        statement["accuracy"] = name_of(p.accuracy);
    }
    return statement;
}

Statement matlab_statement(const Layer &layer) {
    const Problem &p = layer.problem;
    refuse_fixed_outputs(p, "MATLAB");
    Statement statement;
    state(statement, "FilterSize", p.axes, &Axis::kernel, kNoDefault);
    statement["NumFilters"] = p.filters;
    state(statement, "Stride", p.axes, &Axis::stride, 1);
    if (is_same_crop(p)) {
        statement["Cropping"] = "same";
    } else {
        refuse_negative_crops(p, "MATLAB");
        Statement begins = Statement::array(), ends = Statement::array(), flat = Statement::array();
        for (const Axis &axis : p.axes) {
            begins.push_back(axis.crop_begin);
            ends.push_back(axis.crop_end);
            flat.insert(flat.end(), {axis.crop_begin, axis.crop_end});
        }
        const auto is_none = [](const Statement &crop) { return crop == 0; };
        if (begins == ends && !std::all_of(begins.begin(), begins.end(), is_none)) {
            statement["Cropping"] = begins;  // [a b] or [a b c]
        } else if (begins != ends) {
            statement["Cropping"] = p.rank() == 2 ? flat : Statement{begins, ends};
        }
    }
    statement["InputSize"] = with_channels(p, false);
    if (!layer.batch_axis) {
        statement["InputFormat"] = p.rank() == 2 ? "SSC" : "SSSC";
    }
    return statement;
}

Statement wolfram_statement(const Layer &layer) {
    const Problem &p = layer.problem;
    refuse_fixed_outputs(p, "Wolfram");
    Statement statement{{"n", p.filters}};
    state(statement, "sz", p.axes, &Axis::kernel, kNoDefault);
    if (!p.bias) {
        statement["Biases"] = "None";
    }
    if (p.groups != 1) {
        statement["ChannelGroups"] = p.groups;
    }
    state(statement, "Dilation", p.axes, &Axis::dilation, 1);
    state(statement, "Stride", p.axes, &Axis::stride, 1);
    if (is_same_crop(p)) {
        statement["PaddingSize"] = "Same";
    } else {
        refuse_negative_crops(p, "Wolfram");
        const auto has_crop = [](const Axis &axis) { return axis.crop_begin != 0 || axis.crop_end != 0; };
        for (const Axis &axis : p.axes) {
            if (std::any_of(p.axes.begin(), p.axes.end(), has_crop)) {
                statement["PaddingSize"].push_back({axis.crop_begin, axis.crop_end});
            }
        }
    }
    const bool channels_last = p.layout == Layout::channels_last;
    if (channels_last) {
        statement["Interleaving"] = true;
    }
    statement["Input"] = with_channels(p, !channels_last);
    return statement;
}

Statement torch_statement(const Layer &layer) {
    const Problem &p = layer.problem;
    refuse_fixed_outputs(p, "PyTorch");
    for (size_t i = 0; i < p.axes.size(); ++i) {
        const Axis &axis = p.axes[i];
        if (axis.crop_begin < 0 || !is_output_padding(axis, axis.crop_begin - axis.crop_end)) {
            const int64_t most = std::max(axis.stride, axis.dilation) - 1;
            refuse_crop(i, axis.crop_begin, axis.crop_end,
                        "0 or more at the begin, and at the end the same or up to " + std::to_string(most) +
                            " less: PyTorch has one padding for both ends, and an output_padding below stride or "
                            "dilation");
        }
    }
    Statement statement{{"in_channels", p.channels}, {"out_channels", p.filters}};
    state(statement, "kernel_size", p.axes, &Axis::kernel, kNoDefault);
    state(statement, "stride", p.axes, &Axis::stride, 1);
    state(statement, "padding", p.axes, &Axis::crop_begin, 0);
    state(
        statement, "output_padding", p.axes, [](const Axis &axis) { return axis.crop_begin - axis.crop_end; }, 0);
    if (p.groups != 1) {
        statement["groups"] = p.groups;
    }
    if (!p.bias) {
        statement["bias"] = false;
    }
    state(statement, "dilation", p.axes, &Axis::dilation, 1);
    return statement;
}

Statement onnx_statement(const Layer &layer) {
    const Problem &p = layer.problem;
    refuse_fixed_outputs(p, "ONNX");
    Statement statement{{"channels", p.channels}, {"filters", p.filters}};
    state(statement, "kernel_shape", p.axes, &Axis::kernel, kNoDefault);
    state(statement, "strides", p.axes, &Axis::stride, 1);
    state(statement, "dilations", p.axes, &Axis::dilation, 1);
    if (p.groups != 1) {
        statement["group"] = p.groups;
    }
    // What a negative crop appends is an output padding where ONNX takes it as one, else a negative pad, as ONNX Runtime takes it.
    const auto padding_of = [](const Axis &axis) {
        return axis.crop_end < 0 && is_output_padding(axis, -axis.crop_end) ? -axis.crop_end : 0;
    };
    Statement pads = Statement::array(), ends = Statement::array();
    bool has_pads = false;
    for (const Axis &axis : p.axes) {
        const int64_t end = axis.crop_end + padding_of(axis);
        pads.push_back(axis.crop_begin);
        ends.push_back(end);
        has_pads = has_pads || axis.crop_begin != 0 || end != 0;
    }
    pads.insert(pads.end(), ends.begin(), ends.end());
    if (has_pads) {
        statement["pads"] = pads;
    }
    state(statement, "output_padding", p.axes, padding_of, 0);
    if (!p.bias) {
        statement["B"] = false;
    }
    if (p.activation != Activation::linear) {
        statement["activation"] = name_of(p.activation);
    }
    return statement;
}

}  // namespace tconv
