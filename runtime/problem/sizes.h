// How far an axis may reach: the one place that says it, for layer files and for the checks of every call.
#pragma once

#include "tconv/problem.h"

namespace tconv {

/// Kernels count positions in 32 bits and in whole tiles, so that a row's last tile ends behind it: this many outputs of
/// each phase, which no tile has, stay free below 2^31.
constexpr int64_t kTileRoom = 1024;

/// The most cells that an axis may have, from its first output or full cell to its last.
constexpr int64_t most_cells(const Axis &axis) { return kMaxElements - 1 - kTileRoom * axis.stride; }

/// The cells of an axis whose sizes are given: the full array, and what negative crops append to it.
int64_t cells_of(const Axis &axis);

/// The input sizes for which an open axis has an output of one element or more, and no more cells than it may have.
/// There is none where `least` is above `most`.
struct InputLimits {
    int64_t least, most;
};
InputLimits input_limits(const Axis &axis);

}  // namespace tconv
