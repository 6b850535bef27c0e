// A layer in CNTK's words: pad and, where they do not say it alone, output_shape.
#include <algorithm>

#include "runtime/dialects/restate.h"
#include "runtime/dialects/shared.h"
#include "runtime/problem/message.h"

namespace tconv {
namespace {

/// How CNTK states the crop of one axis.
struct Padding {
    bool pad = false;
    bool needs_output = false;  ///< output_shape has to be given
};

/// Without output_shape: all of it, or pad's (I-1)*s + 1, whose crop is half the kernel. With it up to a stride less 1 more, all of it at
/// the end without pad, half of it at each end with pad.
Padding find_padding(const Axis &axis, size_t index) {
    const int64_t half = (axis.kernel - 1) / 2;
    for (const bool pad : {false, true}) {
        const int64_t most = pad ? axis.kernel - 1 : 0;                 // both crops together, at the shortest output
        const int64_t beyond = most - axis.crop_begin - axis.crop_end;  // elements above the shortest output
        const int64_t begin = pad ? half - beyond / 2 : 0;
        if (beyond >= 0 && beyond < axis.stride && begin == axis.crop_begin) {
            return {pad, beyond > 0};
        }
    }
    const int64_t most = axis.stride - 1, rest = axis.kernel - 1 - half;
    refuse_crop(index, axis.crop_begin, axis.crop_end,
                "one that CNTK's pad gives: for kernel " + std::to_string(axis.kernel) + ", stride " +
                    std::to_string(axis.stride) + " it has " + crop_text(0, 0) + " to " + crop_text(0, -most) +
                    " without pad, " + crop_text(half, rest) + " to " +
                    crop_text(half - most / 2, rest - (most - most / 2)) + " with it");
}

}  // namespace

Statement cntk_statement(const Layer &layer) {
    const Problem &p = layer.problem;
    refuse_fixed_outputs(p, "CNTK");
    Statement statement, pads = Statement::array();
    bool needs_output = false, has_pad = false;
    for (size_t i = 0; i < p.axes.size(); ++i) {
        const Padding padding = find_padding(p.axes[i], i);
        pads.push_back(padding.pad);
        has_pad = has_pad || padding.pad;
        needs_output = needs_output || padding.needs_output;
    }
    for (size_t i = 0; i < p.axes.size(); ++i) {
        const Axis &axis = p.axes[i];
        if (!axis.is_open() && axis.kernel > axis.output) {
            reject("kernel_size[" + std::to_string(i) + "]", axis.kernel,
                   "at most the output's size, which is " + std::to_string(axis.output) + ", as CNTK asks");
        }
        if (needs_output && axis.is_open()) {
            reject(entry("input_size", i), "open",
                   "a number: CNTK states these crops by output_shape, which fits one input");
        }
    }
    state(statement, "filter_shape", p.axes, &Axis::kernel, kNoDefault);
    if (layer.output_channel_axis) {
        statement["num_filters"] = p.filters;
    }
    if (p.activation != Activation::linear) {
        statement["activation"] = cntk_activation(p.activation, p.layout);
    }
    if (has_pad) {
        statement["pad"] = pads;
    }
    state(statement, "strides", p.axes, &Axis::stride, 1);
    if (!p.bias) {
        statement["bias"] = false;
    }
    if (needs_output) {
        state(statement, "output_shape", p.axes, &Axis::output, kNoDefault);
    }
    if (layer.input_channel_axis) {
        statement["channels"] = p.channels;
    } else {
        statement["reduction_rank"] = 0;
    }
    return statement;
}

}  // namespace tconv
