// A layer in Wolfram's words: PaddingSize as "Same", or the crops as they are.
#include "runtime/dialects/restate.h"

namespace tconv {

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
        if (has_crops(p)) {
            for (const Axis &axis : p.axes) {
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

}  // namespace tconv
