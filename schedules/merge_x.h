// Phases of x as lanes: where all of them read the same inputs, as many taps each, the layer is another one with a stride of 1, whose
// filters are the phases' filters side by side: in channels last, in the very order of the memory.
#pragma once

#include "tconv/problem.h"

namespace tconv {

/// Channels last, one group, no dilation, and kernel, crop and output along x are multiples of the stride (for open sizes: any output).
bool can_merge_x(const Problem &);

/// That other layer; the problem must allow it. Its filter i is filter i % filters at residue i / filters of x.
Problem with_x_merged(const Problem &);

}  // namespace tconv
