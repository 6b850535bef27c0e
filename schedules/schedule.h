// Schedule: how one problem is computed on one instruction set. Plain data: a search writes it, a table keeps it, a person
// reads it. Any legal schedule computes the right answer; a bad one is only slow.
#pragma once

#include <string>

#include "schedules/packing.h"
#include "schedules/target.h"
#include "tconv/problem.h"

namespace tconv {

/// What a vector runs over.
enum class Lanes {
    filters,    ///< output channels of one group (or, packing.merge_x, x phases x filters); inputs are broadcast
    pixels,     ///< outputs of one x phase; weights are broadcast. For few filters, and channels-first arrays
    depthwise,  ///< channels, where each is a group of its own: element-wise, no reduction over channels
};

/// Where the loops over phases (of the axes that are not merged into lanes) stand.
enum class PhaseLoops {
    inside,   ///< unrolled inside a pixel tile: the input is read once for all phases
    outside,  ///< unrolled outside the pixel loops: one phase's weights at a time stay in cache
    rolled,   ///< loops, one nest per class of equal tap counts: code stays small for large strides
};

/// How the border of zeros around the input comes about.
enum class Border {
    none,   ///< no output reads outside (legal only then)
    whole,  ///< the input is copied with its border first
    rows,   ///< each row is copied with its border when it is needed, inside the parallel loop
};

enum class LoopOrder {
    filters_outer,  ///< for each block of filters all pixels: a block's weights stay in cache
    pixels_outer,   ///< for each row all blocks: the rows stay in cache
};

struct Schedule {
    std::string algorithm = "direct";
    Lanes lanes = Lanes::filters;
    PhaseLoops phases = PhaseLoops::inside;
    Border border = Border::whole;
    LoopOrder order = LoopOrder::filters_outer;
    int vectors = 2;          ///< register tile: vectors of lanes
    int pixels = 8;           ///< register tile: pixels along x (lanes::pixels: filters) that each vector meets
    int unroll_channels = 1;  ///< of the reduction loop
    Packing packing;

    bool operator==(const Schedule &) const;
};

/// Throws Error naming the field that this problem or machine does not allow, and what is allowed.
void check_legal(const Schedule &, const Problem &, const InstructionSet &);

/// Defaults by rule, from the problem and the machine. The packing is shared by all sets of the target.
Schedule default_schedule(const Problem &, const Target &, const InstructionSet &);

/// One line of JSON, and back (throws Error for unknown keys and values).
std::string to_json(const Schedule &);
Schedule schedule_from_json(const std::string &text);

}  // namespace tconv
