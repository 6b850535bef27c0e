// Keras's rule of output size and crop (semantics.md, section 2).
#pragma once

#include <optional>

#include "runtime/dialects/shared.h"

namespace tconv {

/// The crop of one axis by padding "same" or "valid", with output_padding or without. The output is (I-1)*s plus a number that does not
/// depend on I.
Crop keras_crop(const Axis &, bool same, std::optional<int64_t> output_padding);

}  // namespace tconv
