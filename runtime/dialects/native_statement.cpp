// A layer in the words of the native form.
#include <algorithm>

#include "runtime/dialects/restate.h"

namespace tconv {

Statement native_statement(const Layer &layer) {
    const Problem &p = layer.problem;
    Statement statement{{"channels", p.channels}, {"filters", p.filters}};
    state(statement, "kernel_size", p.axes, &Axis::kernel, kNoDefault);
    state(statement, "stride", p.axes, &Axis::stride, 1);
    state(statement, "dilation", p.axes, &Axis::dilation, 1);
    if (p.groups != 1) {
        statement["groups"] = p.groups;
    }
    if (has_crops(p)) {
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

}  // namespace tconv
