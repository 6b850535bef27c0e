// Layers that compute the same numbers as another one: an algorithm works on whichever suits it.
#pragma once

#include "tconv/problem.h"

namespace tconv {

/* Phases of x as lanes: where all of them read the same inputs, as many taps each, the layer is another one with a stride of 1, whose
 * filters are the phases' filters side by side: in channels last, in the very order of the memory. */

/// One group, no dilation, and kernel, crop and output along x are multiples of the stride (for open sizes: any output).
bool x_phases_alike(const Problem &);
/// The same, in channels last.
bool can_merge_x(const Problem &);
/// That other layer, whose x phases are alike. Its filter i is filter i % filters at residue i / filters of x.
Problem with_x_merged(const Problem &);

/* Channels first by way of channels last: the arrays are transposed before and after. */

/// Channels first, the size of x given (what is transposed at a time must fit into a row), and no softmax (it is a pass of its own).
bool can_transpose(const Problem &);
/// What an algorithm works on: the layer, or (`transpose`) the same in channels last.
Problem worked_on(const Problem &, bool transpose);

}  // namespace tconv
