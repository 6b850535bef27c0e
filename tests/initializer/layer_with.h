// Layers whose weights tests initialize.
#pragma once

#include <string>
#include <vector>

#include "runtime/layer/weight_order.h"
#include "tconv/layer.h"

namespace tconv {

/// A layer as its dialect lays its weights out.
inline Layer layer_with(const std::string &dialect, int64_t channels, int64_t filters, int64_t groups,
                        const std::vector<int64_t> &kernel) {
    Layer layer;
    layer.name = "up";
    layer.dialect = dialect;
    Problem &problem = layer.problem;
    problem.channels = channels;
    problem.filters = filters;
    problem.groups = groups;
    for (const int64_t k : kernel) {
        Axis axis;
        axis.input = 2;
        axis.kernel = k;
        axis.output = axis.full(2);
        problem.axes.push_back(axis);
    }
    const bool channels_are_last = dialect == "keras" || dialect == "matlab";
    layer.weight_order =
        channels_are_last ? WeightOrder::kernel_filters_channels : WeightOrder::channels_filters_kernel;
    layer.weights.shape = weight_shape(layer.weight_order, problem);
    layer.bias.shape = problem.bias_shape();
    return layer;
}

}  // namespace tconv
