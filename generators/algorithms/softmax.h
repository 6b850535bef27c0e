// Softmax over the filters of each pixel: the one activation that needs more of a layer than one sum.
#pragma once

#include "Halide.h"
#include "tconv/problem.h"

namespace tconv {

/// Defines `output` as the softmax of `sums` over filters; both as buffer_extents has them. The largest sum is subtracted first, so
/// nothing overflows; everything is added in the same order on any number of threads and for any size. NaN and +infinity make
/// a pixel NaN, as infinity / infinity does (one filter alone is 1, whatever its sum). Of F sums, a result is off by no more than
///
///     8 + F + ln F + (the largest sum - this one) ulp
///
/// of the exact value for these sums: e^x and the difference that it is taken of are rounded in the numerator and, weighed by their
/// part, in the total; F additions and a division are left. Below 2^-126, where it becomes 0, by no more than F times that
/// instead. tests/kernels/softmax_test.cpp holds every instruction set to it.
///
/// Schedules both: the sums first, then the pixels, in one parallel loop over rows. The sums are an array of the output's size in
/// the workspace: the output itself is not aligned as Halide's own arrays are. `extents` are those of the output.
void define_softmax(const Problem &, Halide::Func output, Halide::Func sums, const std::vector<Halide::Expr> &extents,
                    int vector);

}  // namespace tconv
