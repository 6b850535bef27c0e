#include "schedules/packed_sizes.h"

#include <string>

#include "tconv/problem.h"

namespace tconv {

PackedSizes packed_sizes(int64_t weight_floats, int64_t bias_floats) {
    PackedSizes sizes{};
    sizes.weight_floats = weight_floats;
    sizes.bias_offset = checked_add(weight_floats, 15, "packed weights") / 16 * 16;
    sizes.total_floats = checked_add(sizes.bias_offset, bias_floats, "packed parameters");
    if (sizes.total_floats >= kMaxElements) {
        throw Error("the packed parameters have " + std::to_string(sizes.total_floats) + " elements: must be below " +
                    std::to_string(kMaxElements));
    }
    return sizes;
}

}  // namespace tconv
