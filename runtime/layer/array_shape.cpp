// Shapes of a layer's input and output where its dialect leaves out a channel axis.
#include "tconv/layer.h"

namespace tconv {
namespace {

std::ptrdiff_t channel_axis(const Layer &layer) {
    return layer.problem.layout == Layout::channels_first ? 1 : 1 + layer.problem.rank();
}

std::vector<int64_t> without_channels(const Layer &layer, std::vector<int64_t> shape) {
    shape.erase(shape.begin() + channel_axis(layer));
    return shape;
}

}  // namespace

std::vector<int64_t> own_input_shape(const Layer &layer) {
    std::vector<int64_t> shape = layer.problem.input_shape();
    return layer.input_channel_axis ? shape : without_channels(layer, shape);
}

std::vector<int64_t> own_output_shape(const Layer &layer) {
    return own_output_shape(layer, layer.problem.output_shape());
}

std::vector<int64_t> native_input_shape(const Layer &layer, std::vector<int64_t> own) {
    if (!layer.input_channel_axis && own.size() == static_cast<size_t>(layer.problem.rank()) + 1) {
        own.insert(own.begin() + channel_axis(layer), 1);
    }
    return own;
}

std::vector<int64_t> own_output_shape(const Layer &layer, std::vector<int64_t> native) {
    return layer.output_channel_axis ? native : without_channels(layer, native);
}

}  // namespace tconv
