// Softmax over the filters of each pixel: the one activation that needs more of a layer than one sum.
#pragma once

#include "Halide.h"
#include "tconv/problem.h"

namespace tconv {

/// Defines `output` as the softmax of `sums` over filters; both as buffer_extents has them. The largest sum is subtracted first, so
/// nothing overflows; everything is added in the same order on any number of threads and for any size. `extents` are those of
/// the output. Schedules both: the sums first, then the pixels, in one parallel loop over rows. The sums are an array of the
/// output's size in the workspace: the output itself is not aligned as Halide's own arrays are.
void define_softmax(const Problem &, Halide::Func output, Halide::Func sums, const std::vector<Halide::Expr> &extents,
                    int vector);

}  // namespace tconv
