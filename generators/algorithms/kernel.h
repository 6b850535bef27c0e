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

/// Arguments: input (5-D: c, x, y, z, n), weights (1-D, packed), bias (1-D, packed), then the output (5-D: c, x, y, z, n).
/// Missing axes have extent 1. Dimension order is always (c, x, y, z, n); the strides say the layout: in channels_last c is 1,
/// x is C, ...; in channels_first x is 1, y is W, z is W*H, c is the product of the sizes. Bounds and strides that the
/// problem fixes are constants in the pipeline; open ones are the buffers' extents and the strides that follow from them.
KernelPipeline make_kernel(const Problem &, const Schedule &, const Halide::Target &);

/// Arguments: weights (5-D: x, y, z, filters of a group, channels; dense in this order), bias (1-D, filters), then the output
/// (1-D, packed_sizes(...).total_floats: weights and bias of the packing).
KernelPipeline make_pack(const Problem &, const Packing &, const Halide::Target &);

/// Registers the generators ("tconv_direct", "tconv_pack") with Halide, so that its own tools can drive them.
/// GeneratorParams: `problem` (key), `schedule` (JSON line) or `packing`.

}  // namespace tconv
