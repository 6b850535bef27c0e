// A layer in ONNX's words: the crops as pads, and what they append as output_padding where there is room for it.
#include "runtime/dialects/restate.h"
#include "runtime/dialects/shared.h"

namespace tconv {

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
        return axis.crop_end < 0 && -axis.crop_end <= most_output_padding(axis) ? -axis.crop_end : 0;
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
