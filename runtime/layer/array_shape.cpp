// Shapes of a layer's input and output where its dialect leaves out an axis.
#include <utility>

#include "tconv/layer.h"

namespace tconv {
namespace {

std::ptrdiff_t channel_axis(const Layer &layer) {
    return layer.problem.layout == Layout::channels_first ? 1 : 1 + layer.problem.rank();
}

/// The problem's shape as the dialect has it.
std::vector<int64_t> as_own(const Layer &layer, bool channels, std::vector<int64_t> shape) {
    if (!channels) {
        shape.erase(shape.begin() + channel_axis(layer));
    }
    if (!layer.batch_axis) {
        shape.erase(shape.begin());
    }
    return shape;
}

}  // namespace

std::vector<int64_t> own_input_shape(const Layer &layer) {
    return as_own(layer, layer.input_channel_axis, layer.problem.input_shape());
}

std::vector<int64_t> own_output_shape(const Layer &layer) {
    return own_output_shape(layer, layer.problem.output_shape());
}

std::vector<int64_t> native_input_shape(const Layer &layer, std::vector<int64_t> own) {
    if (own.size() != static_cast<size_t>(layer.problem.rank()) + 1) {
        return own;
    }
    if (!layer.batch_axis) {
        own.insert(own.begin(), 1);
    } else if (!layer.input_channel_axis) {
        own.insert(own.begin() + channel_axis(layer), 1);
    }
    return own;
}

std::vector<int64_t> own_output_shape(const Layer &layer, std::vector<int64_t> native) {
    return as_own(layer, layer.output_channel_axis, std::move(native));
}

}  // namespace tconv
