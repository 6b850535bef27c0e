// Limits of an axis. check_axis_numbers has passed: nothing here overflows 64 bits.
#include "runtime/problem/sizes.h"

#include <algorithm>

namespace tconv {
namespace {

int64_t appended(int64_t crop) { return std::max<int64_t>(0, -crop); }

}  // namespace

int64_t cells_of(const Axis &axis) {
    return axis.full(axis.input) + appended(axis.crop_begin) + appended(axis.crop_end);
}

InputLimits input_limits(const Axis &axis) {
    const int64_t full_of_one = axis.full(1);
    int64_t cells = full_of_one + appended(axis.crop_begin);
    InputLimits limits{1, 0};
    if (axis.output == kOpen) {
        cells += appended(axis.crop_end);
        const int64_t missing = 1 + axis.crop_begin + axis.crop_end - full_of_one;
        limits.least = missing <= 0 ? 1 : 1 + (missing + axis.stride - 1) / axis.stride;
    } else if (axis.output + std::max<int64_t>(0, axis.crop_begin) > most_cells(axis)) {
        return limits;  // the fixed output alone reaches too far
    }
    const int64_t room = most_cells(axis) - cells;
    limits.most = room < 0 ? 0 : room / axis.stride + 1;
    return limits;
}

}  // namespace tconv
