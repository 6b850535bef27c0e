// Arrays in channels first, by way of channels last.
#pragma once

#include <cstdint>
#include <vector>

#include "Halide.h"
#include "generators/algorithms/rows.h"

namespace tconv {

/// An array as its transposition sees it. `last`: its extents in channels last (buffer_extents).
struct TransposedArray {
    int64_t channels, x;
    Rows rows;
    std::vector<Halide::Expr> last;
};
struct TransposedArrays {
    TransposedArray input, output;
};

/// A Func of the input (x, y, z, c, n) as (x * channels + c, y, z, n): a stage of its own, in the workspace, in parallel.
Halide::Func to_channels_last(const Halide::Func &input, const TransposedArrays &, int vector);

/// Defines `output` (x, y, z, c, n) by `sums` (x * filters + c, y, z, n), which becomes such a stage.
void to_channels_first(Halide::Func output, Halide::Func sums, const TransposedArrays &, int vector);

}  // namespace tconv
