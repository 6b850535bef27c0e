// Phases: the outputs o of an axis fall into s residues o mod s, and the outputs of one residue are a dense (or evenly
// spaced) convolution over the input with few taps. No tap of a phase is ever wasted: this is where the speed begins.
#pragma once

#include <cstdint>
#include <vector>

#include "tconv/problem.h"

namespace tconv {

/// The outputs o = stride*X + residue, X = 0, 1, ... of one axis:
///
///     y[stride*X + residue] = sum over j in [0, taps) of w[first_tap + j*tap_step] * x[X + input_offset - j*input_step]
///
/// where x is 0 outside [0, I). `taps` is 0 where no tap reaches the phase (k < s, or gcd(s, d) > 1): bias only.
struct Phase {
    int64_t residue = 0;
    int64_t taps = 0;
    int64_t first_tap = 0;     ///< smallest kernel index of the phase
    int64_t tap_step = 1;      ///< stride / gcd(stride, dilation)
    int64_t input_offset = 0;  ///< input that tap j = 0 reads at X = 0 (may lie outside)
    int64_t input_step = 1;    ///< dilation / gcd(stride, dilation)
};

/// The phase of residue 0 <= r < stride. Does not depend on the input or output size.
Phase phase_of(const Axis &axis, int64_t residue);
/// All `stride` phases, by residue.
std::vector<Phase> phases_of(const Axis &axis);
/// How many outputs of an axis of size `output` have this residue.
int64_t phase_outputs(const Axis &axis, int64_t residue, int64_t output);

/// The inputs read by some output of the axis, if the input went on for ever: below 0 or at `input` and above are border.
/// Only for axes whose sizes are given; `empty` where no tap reaches any output.
struct InputRange {
    int64_t first = 0, last = -1;
    bool empty() const { return last < first; }
};
InputRange inputs_read(const Axis &axis);

/// Pairs (i, t) of the axis whose cell is inside the output. Sizes must be given.
int64_t useful_taps(const Axis &axis);

}  // namespace tconv
