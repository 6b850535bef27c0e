// Orders of weights: semantics.md, section 3.
#pragma once

#include "tconv/layer.h"

namespace tconv {

/// The shape of a problem's weights in this order.
std::vector<int64_t> weight_shape(WeightOrder, const Problem &);

}  // namespace tconv
