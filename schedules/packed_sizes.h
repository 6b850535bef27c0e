// What the rest of a library needs to know of its packed parameters, whatever algorithm orders them: one packing for all instruction sets
// of a library, weights first, then, at a multiple of 16 floats, the bias of each lane of each block.
#pragma once

#include <cstdint>

namespace tconv {

struct PackedSizes {
    int64_t weight_floats;
    int64_t bias_offset;  ///< in floats, from the start
    int64_t total_floats;
    int64_t bytes() const { return total_floats * 4; }
};

/// Weights and the bias behind them. Throws Error where that is too large.
PackedSizes packed_sizes(int64_t weight_floats, int64_t bias_floats);

}  // namespace tconv
