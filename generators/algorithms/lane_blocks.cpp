// Blocks of lanes as expressions.
#include "generators/algorithms/lane_blocks.h"

#include "generators/algorithms/constants.h"

namespace tconv {

using constants::i32;
using Halide::Expr;

Expr LaneBlocks::group_of(const Expr &which) const { return groups == 1 ? Expr(0) : which / i32(blocks); }

Expr LaneBlocks::first_lane(const Expr &which) const {
    if (blocks == 1)
        return 0;
    const Expr begin = (groups == 1 ? which : which % i32(blocks)) * i32(block);
    return blocks * block == lanes ? begin : min(begin, i32(lanes - block));
}

Expr LaneBlocks::bias_index(const Expr &group, const Expr &lane) const {
    const Expr in_group = min(lane / i32(block), i32(blocks - 1));
    return (group * i32(blocks) + in_group) * i32(block) + lane - first_lane(in_group);
}

}  // namespace tconv
