// How a schedule is refused.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "runtime/problem/message.h"
#include "runtime/problem/sizes.h"
#include "schedules/restated.h"
#include "schedules/target.h"

namespace tconv {

[[noreturn]] inline void refuse(const char *field, const std::string &value, const std::string &allowed) {
    reject(std::string("schedule.") + field, value, allowed);
}
[[noreturn]] inline void refuse(const char *field, int64_t value, const std::string &allowed) {
    refuse(field, std::to_string(value), allowed);
}

/// What is in bands is transposed, and every band has something of each array.
void check_band(bool transpose, const std::vector<int> &band, const Problem &layer);

/// `vector` is a power of two of at most the set's lanes.
inline void check_vector(int vector, int lanes) {
    if (vector < 1 || (vector & (vector - 1)) != 0 || vector > lanes)
        refuse("vector", vector, "a power of two up to " + std::to_string(lanes));
}

/// Channels are staged by a power of two of them, on machines that gain by it, and where a vector holds them.
inline void check_staged(int staged, int64_t channels, const InstructionSet &set) {
    if (staged == 0)
        return;
    if (!set.by_lane)
        refuse("staged_channels", staged, "0 on " + std::string(set.name));
    if (staged < 2 || (staged & (staged - 1)) != 0 || staged > set.lanes || staged > channels)
        refuse("staged_channels", staged,
               "0, or a power of two up to " + std::to_string(std::min<int64_t>(set.lanes, channels)));
}

/// The nearest number of staged channels that is legal, not above what is asked.
inline int staged_within(int staged, int64_t channels, const InstructionSet &set) {
    const int64_t most = set.by_lane ? std::min<int64_t>({staged, channels, set.lanes}) : 0;
    int legal = most < 2 ? 0 : 2;
    while (legal != 0 && int64_t{legal} * 2 <= most)
        legal *= 2;
    return legal;
}

/// Arrays are transposed where can_transpose says so; and in bands where their sizes are given.
inline void check_transpose(bool transpose, const std::vector<int> &band, const Problem &layer) {
    if (transpose && !can_transpose(layer))
        refuse("transpose", "true",
               "false where channels are last, the size of x is open, or the activation is softmax");
    if (!band.empty())
        check_band(transpose, band, layer);
}

/// Of the problem that is worked on, and of the layer, whose packing it is: a band's outputs are a multiple of the stride, whatever the
/// layer's are.
inline void check_merge_x(bool merge_x, const Problem &problem, const Problem &layer) {
    if (merge_x && !(can_merge_x(problem) && x_phases_alike(layer)))
        refuse("packing.merge_x", "true", "false where channels are first and transpose is false");
}

}  // namespace tconv
