// Blocks of lanes, as every algorithm packs its weights and bias: those of a group after those of the one before. Where its lanes do not
// divide into blocks, a group's last block is shifted inwards and shares lanes with its neighbour.
#pragma once

#include <cstdint>

#include "Halide.h"

namespace tconv {

struct LaneBlocks {
    int64_t groups;
    int64_t lanes, blocks;  ///< of a group
    int64_t block;          ///< lanes of a block

    /// `sizes`: DirectSizes or WinogradSizes.
    template <typename Sizes>
    LaneBlocks(const Sizes &sizes, int64_t lanes_of_block)
        : groups(sizes.groups), lanes(sizes.lanes), blocks(sizes.blocks), block(lanes_of_block) {}

    Halide::Expr group_of(const Halide::Expr &which) const;
    Halide::Expr first_lane(const Halide::Expr &which) const;  ///< within its group
    /// Where the bias of a group's lane stands, in floats from the first block's.
    Halide::Expr bias_index(const Halide::Expr &group, const Halide::Expr &lane) const;
};

}  // namespace tconv
