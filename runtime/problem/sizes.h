// How far an axis may reach, the one place that says it for layer files and for the checks of every call; and the divisions that
// sizes need.
#pragma once

#include "tconv/problem.h"

namespace tconv {

/// What an open size is taken for where something has to be guessed: costs, caches, how near two layers are. An open batch counts as 1.
constexpr int64_t kGuessedSize = 64;

/// Divisions rounded down and up, whatever the signs.
constexpr int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0); }
constexpr int64_t ceil_div(int64_t a, int64_t b) { return -floor_div(-a, b); }
constexpr int64_t floor_mod(int64_t a, int64_t b) { return a - floor_div(a, b) * b; }

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
