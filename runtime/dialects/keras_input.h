// What a Keras layer file says of its input: batch, sizes and channels, each of which may be stated in several ways.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/dialects/fields.h"
#include "tconv/problem.h"

namespace tconv {

struct KerasInput {
    int64_t batch = kOpen;       ///< Keras's own default: None, any
    std::vector<int64_t> sizes;  ///< slowest first; kOpen where nothing says it
    int64_t channels = kOpen;    ///< always a number once it is read
};

/// Reads batch_input_shape, input_shape, batch_size, and the layer file's own batch, input_size and channels. Throws Error where two
/// of them say different numbers (Keras lets batch_input_shape win in silence), and where none says the channels.
KerasInput read_keras_input(const Fields &, size_t rank, Layout);

}  // namespace tconv
