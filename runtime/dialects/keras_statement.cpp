// A layer in Keras's words: the padding and output padding, if there are any, that give its crops.
#include <array>
#include <optional>

#include "runtime/dialects/keras_crop.h"
#include "runtime/dialects/restate.h"
#include "runtime/problem/message.h"

namespace tconv {
namespace {

bool gives(const Axis &axis, bool same, std::optional<int64_t> output_padding) {
    const Crop crop = keras_crop(axis, same, output_padding);
    return crop.begin == axis.crop_begin && crop.end == axis.crop_end;
}

/// The output padding that, with this padding, gives the axis its crop: from 0 to the stride less 1.
std::optional<int64_t> output_padding_for(const Axis &axis, bool same) {
    // The output grows with it, one for one: there is one candidate.
    const Crop none = keras_crop(axis, same, 0);
    const int64_t candidate = none.begin + none.end - axis.crop_begin - axis.crop_end;
    const bool fits = candidate >= 0 && candidate < axis.stride && gives(axis, same, candidate);
    return fits ? std::optional(candidate) : std::nullopt;
}

/// One way to state the crops of all axes.
struct Padding {
    bool same = false;
    bool with_output_padding = false;
};

/// In the order of preference.
constexpr std::array<Padding, 4> kPaddings = {{{false, false}, {true, false}, {false, true}, {true, true}}};

/// The first axis whose crop this does not give, or the rank.
size_t first_misfit(const std::vector<Axis> &axes, Padding padding) {
    size_t i = 0;
    while (i < axes.size() && (padding.with_output_padding ? output_padding_for(axes[i], padding.same).has_value()
                                                           : gives(axes[i], padding.same, std::nullopt))) {
        ++i;
    }
    return i;
}

std::string pair_text(const Crop &crop) { return crop_text(crop.begin, crop.end); }

std::string choices_text(const Axis &axis) {
    std::string text;
    for (const bool same : {false, true}) {
        text += std::string(same ? ", same " : "valid ") + pair_text(keras_crop(axis, same, std::nullopt));
        const std::string first = pair_text(keras_crop(axis, same, 0)),
                          last = pair_text(keras_crop(axis, same, axis.stride - 1));
        text += " (with output_padding " + (first == last ? first : first + " to " + last) + ")";
    }
    return text;
}

Padding find_padding(const std::vector<Axis> &axes) {
    size_t furthest = 0;
    for (const Padding padding : kPaddings) {
        const size_t misfit = first_misfit(axes, padding);
        if (misfit == axes.size()) {
            return padding;
        }
        furthest = std::max(furthest, misfit);
    }
    const Axis &axis = axes[furthest];
    refuse_crop(furthest, axis.crop_begin, axis.crop_end,
                "one that Keras's padding gives" + std::string(furthest > 0 ? " together with the axes before" : "") +
                    ": for kernel " + std::to_string(axis.kernel) + ", stride " + std::to_string(axis.stride) +
                    ", dilation " + std::to_string(axis.dilation) + " it has " + choices_text(axis));
}

}  // namespace

Statement keras_statement(const Layer &layer) {
    const Problem &p = layer.problem;
    refuse_fixed_outputs(p, "Keras");
    for (const Axis &strided : p.axes) {
        for (const Axis &dilated : p.axes) {
            if (strided.stride > 1 && dilated.dilation > 1) {
                reject("dilation", dilated.dilation,
                       "1 where a stride is above 1 (there is one of " + std::to_string(strided.stride) +
                           "): Keras does not have both");
            }
        }
    }
    const Padding padding = find_padding(p.axes);
    Statement statement{{"filters", p.filters}};
    state(statement, "kernel_size", p.axes, &Axis::kernel, kNoDefault);
    state(statement, "strides", p.axes, &Axis::stride, 1);
    if (padding.same) {
        statement["padding"] = "same";
    }
    if (padding.with_output_padding) {
        state(
            statement, "output_padding", p.axes,
            [&](const Axis &axis) { return *output_padding_for(axis, padding.same); }, kNoDefault);
    }
    if (p.layout == Layout::channels_first) {
        statement["data_format"] = name_of(p.layout);
    }
    state(statement, "dilation_rate", p.axes, &Axis::dilation, 1);
    if (p.activation != Activation::linear) {
        statement["activation"] = keras_activation(p.activation, p.layout);
    }
    if (!p.bias) {
        statement["use_bias"] = false;
    }
    statement["input_shape"] = with_channels(p, p.layout == Layout::channels_first);
    statement["batch_size"] = size_property(p.batch);
    return statement;
}

}  // namespace tconv
