// Packing: where each weight stands in a library's packed parameters. One for all instruction sets of a library.
//
// Lanes are what a vector runs over: filters, or (filters x the stride of x) where all x phases share their taps. Lanes are cut
// into blocks; the packed order is [block][tap z][tap y][tap x][channel][lane] (or [block][channel][tap..][lane]), where along an axis
// the taps of one phase are neighbours. Behind the weights, at a multiple of 16 floats, stands the bias of each lane.
#pragma once

#include <cstdint>

#include "tconv/problem.h"

namespace tconv {

struct Packing {
    int64_t block = 16;         ///< lanes per block
    bool merge_x = false;       ///< lanes are x phases x filters: kernel % stride == 0, dilation 1, groups 1
    bool channels_outer = false;  ///< [channel][taps][lane] in place of [taps][channel][lane]
    bool operator==(const Packing &o) const {
        return block == o.block && merge_x == o.merge_x && channels_outer == o.channels_outer;
    }
};

/// The sizes that follow from it.
struct PackedSizes {
    int64_t lanes;         ///< per group: filters/groups (x stride of x)
    int64_t blocks;        ///< per group
    int64_t weight_floats;
    int64_t bias_offset;   ///< in floats, from the start
    int64_t total_floats;
    int64_t bytes() const { return total_floats * 4; }
};
PackedSizes packed_sizes(const Problem &, const Packing &);

}  // namespace tconv
