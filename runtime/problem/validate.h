// The part of validation that must come before any arithmetic on an axis.
#pragma once

#include "tconv/problem.h"

namespace tconv {

/// Throws Error unless every number of the axis but `output` is in its range, and the output before the crop no larger
/// than kernels count (sizes.h).
/// After it `full`, `output_for` and `set_output` cannot overflow.
void check_axis_numbers(const Axis &axis, size_t index);

}  // namespace tconv
