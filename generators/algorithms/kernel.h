// What the generators hand to the compiler: pipelines with fixed argument lists. One library has a kernel per instruction set
// and one pack pipeline.
#pragma once

#include <vector>

#include "Halide.h"
#include "schedules/schedule.h"

namespace tconv {

/// A pipeline and its arguments but the output, in order.
struct KernelPipeline {
    Halide::Pipeline pipeline;
    std::vector<Halide::Argument> arguments;
};

/// The dimensions of an input or output buffer, innermost first and dense (each stride is the product of the extents before it):
/// channels_last is (x * channels, y, z, n), with rows kept whole because a kernel reads and writes them as one;
/// channels_first is (x, y, z, c, n). Missing axes have extent 1. `shape` is the array's: n, then as the layout says;
/// numbers or Halide expressions.
template <typename T>
std::vector<T> buffer_extents(Layout layout, const std::vector<T> &shape) {
    const size_t rank = shape.size() - 2;
    const size_t first_axis = layout == Layout::channels_last ? 1 : 2;
    std::vector<T> extents;
    for (size_t a = 0; a < 3; a++)
        extents.push_back(a < rank ? shape[first_axis + rank - 1 - a] : T(1));
    const T channels = layout == Layout::channels_last ? shape[rank + 1] : shape[1];
    if (layout == Layout::channels_last) {
        extents[0] = extents[0] * channels;
    } else {
        extents.push_back(channels);
    }
    extents.push_back(shape[0]);
    return extents;
}

/// Arguments: input (buffer_extents), weights (1-D, packed), bias (1-D, packed), then the output (buffer_extents).
/// Extents and strides that the problem fixes are constants in the pipeline; open ones are the buffers' own.
/// The schedule says which algorithm; each has its files, and a line in kernel.cpp.
KernelPipeline make_kernel(const Problem &, const Schedule &, const Halide::Target &);
KernelPipeline make_direct_kernel(const Problem &, const DirectSchedule &, const Halide::Target &);
KernelPipeline make_winograd_kernel(const Problem &, const WinogradSchedule &, const Halide::Target &);

/// Extents of the weights (channels, filters/groups, k...) as make_pack takes them, innermost first: x, y, z, filters of a group,
/// channels. Missing axes have extent 1.
std::vector<int> weight_extents(const Problem &);

/// Arguments: weights (5-D, dense: weight_extents), bias (1-D, filters), then the output
/// (1-D, packed_sizes(...).total_floats: weights and bias of the packing).
KernelPipeline make_pack(const Problem &, const Packing &, const Halide::Target &);
KernelPipeline make_direct_pack(const Problem &, const DirectPacking &, const Halide::Target &);
KernelPipeline make_winograd_pack(const Problem &, const WinogradPacking &, const Halide::Target &);

}  // namespace tconv
