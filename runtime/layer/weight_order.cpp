// Weights and bias between the systems' layouts: permutations of axes, so that every way back gives the same bits.
#include "runtime/layer/weight_order.h"

#include <stdexcept>

namespace tconv {
namespace {

/// Places of the taps, filters and channels of one group of axes: how far apart neighbours are in memory.
struct Steps {
    int64_t channel, filter, tap;
};

struct Sizes {
    int64_t channels, filters, taps;
};

Sizes sizes_of(const Problem &problem) {
    Sizes sizes{problem.channels, problem.filters_per_group(), 1};
    for (const Axis &axis : problem.axes)
        sizes.taps *= axis.kernel;
    return sizes;
}

/// The kernel's axes keep their order in every system: they count as one.
Steps steps_of(WeightOrder order, const Sizes &sizes) {
    switch (order) {
    case WeightOrder::channels_filters_kernel: return {sizes.filters * sizes.taps, sizes.taps, 1};
    case WeightOrder::kernel_filters_channels: return {1, sizes.channels, sizes.filters * sizes.channels};
    }
    throw std::logic_error("a weight order without steps");
}

Array reordered(const Array &from, WeightOrder from_order, WeightOrder to_order, const Sizes &sizes) {
    const Steps source = steps_of(from_order, sizes), target = steps_of(to_order, sizes);
    Array to;
    to.data.resize(from.data.size());
    for (int64_t c = 0; c < sizes.channels; c++) {
        for (int64_t f = 0; f < sizes.filters; f++) {
            for (int64_t t = 0; t < sizes.taps; t++) {
                const int64_t at = c * target.channel + f * target.filter + t * target.tap;
                const int64_t in = c * source.channel + f * source.filter + t * source.tap;
                to.data[static_cast<size_t>(at)] = from.data[static_cast<size_t>(in)];
            }
        }
    }
    return to;
}

/// "Weights (kernel, filters, channels)".
std::string described(const Layer &layer) {
    const bool last = layer.weight_order == WeightOrder::kernel_filters_channels;
    const std::string name = layer.dialect == "native" ? "weights" : layer.weights.name;
    return name + (last ? " (kernel, filters, channels)" : " (channels, filters/groups, kernel)");
}

}  // namespace

std::vector<int64_t> weight_shape(WeightOrder order, const Problem &problem) {
    std::vector<int64_t> shape;
    for (const Axis &axis : problem.axes)
        shape.push_back(axis.kernel);
    const bool last = order == WeightOrder::kernel_filters_channels;
    const std::vector<int64_t> counts = last ? std::vector<int64_t>{problem.filters_per_group(), problem.channels}
                                             : std::vector<int64_t>{problem.channels, problem.filters_per_group()};
    shape.insert(last ? shape.end() : shape.begin(), counts.begin(), counts.end());
    return shape;
}

Array native_weights(const Layer &layer, const Array &weights) {
    check_shape(described(layer), weights, layer.weights.shape);
    Array native =
        reordered(weights, layer.weight_order, WeightOrder::channels_filters_kernel, sizes_of(layer.problem));
    native.shape = layer.problem.weight_shape();
    return native;
}

Array own_weights(const Layer &layer, const Array &native) {
    check_shape("weights (channels, filters/groups, kernel)", native, layer.problem.weight_shape());
    Array own = reordered(native, WeightOrder::channels_filters_kernel, layer.weight_order, sizes_of(layer.problem));
    own.shape = layer.weights.shape;
    return own;
}

Array native_bias(const Layer &layer, const Array &bias) {
    if (!layer.problem.bias) {
        throw Error("a bias is given, and the layer " + layer.name + " has none: must be left out");
    }
    if (bias.shape != layer.bias.shape)
        check_shape("bias values (filters)", bias, layer.problem.bias_shape());
    check_whole("bias values", bias);
    return {layer.problem.bias_shape(), bias.data};
}

Array own_bias(const Layer &layer, const Array &native) {
    check_shape("bias values (filters)", native, layer.problem.bias_shape());
    return {layer.bias.shape, native.data};
}

}  // namespace tconv
