// A layer in PyTorch's words: one padding for both ends, and what it takes off too much as output_padding.
#include "runtime/dialects/restate.h"
#include "runtime/dialects/shared.h"

namespace tconv {

Statement torch_statement(const Layer &layer) {
    const Problem &p = layer.problem;
    refuse_fixed_outputs(p, "PyTorch");
    for (size_t i = 0; i < p.axes.size(); ++i) {
        const Axis &axis = p.axes[i];
        const int64_t padding = axis.crop_begin - axis.crop_end, most = most_output_padding(axis);
        if (axis.crop_begin < 0 || padding < 0 || padding > most) {
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

}  // namespace tconv
