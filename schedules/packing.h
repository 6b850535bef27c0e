// Packing: where each weight stands in a library's packed parameters. One for all instruction sets of a library.
//
// Lanes are what a packed row of weights runs over: the filters of a group, or (merge_x) the x phases times the filters where all
// x phases share their taps. They are cut into blocks of equal size, the last one shifted inwards so that it is full too:
// the lanes it shares with its neighbour are computed twice, to the same bits, and no lane is padding. The order is
// [group][block][tap z][tap y][tap x][channel][lane], or [group][block][channel][taps][lane]; along an axis the taps of one phase are
// neighbours. Behind the weights, at a multiple of 16 floats, stands the bias of each lane of each block.
#pragma once

#include <cstdint>

#include "tconv/problem.h"

namespace tconv {

struct Packing {
    int64_t block = 16;           ///< lanes per block, at most the lanes of a group
    bool merge_x = false;         ///< lanes are x phases x filters, see can_merge_x
    bool channels_outer = false;  ///< [channel][taps][lane] in place of [taps][channel][lane]
    bool depthwise = false;  ///< lanes are the channels of a layer whose groups hold one channel and one filter each
    bool operator==(const Packing &) const = default;
};

/// Whether every group holds one channel and one filter.
bool is_depthwise(const Problem &);

/// Whether the x phases can be lanes: channels last, one group, dilation 1, and stride divides kernel, begin crop and output of x,
/// so that a row of output is a row of lanes.
bool can_merge_x(const Problem &);

/// The sizes that follow from a packing.
struct PackedSizes {
    int64_t groups;    ///< the problem's; 1 where lanes run over them (depthwise)
    int64_t channels;  ///< that a lane sums over: of a group
    int64_t lanes;     ///< per group: filters/groups (x stride of x), or all channels (depthwise)
    int64_t blocks;    ///< per group
    int64_t taps;      ///< per block (a merged x axis has kernel / stride)
    int64_t weight_floats;
    int64_t bias_offset;  ///< in floats, from the start
    int64_t total_floats;
    int64_t bytes() const { return total_floats * 4; }
};
/// Throws Error where a packing is not one of the problem, or is too large.
PackedSizes packed_sizes(const Problem &, const Packing &);

}  // namespace tconv
