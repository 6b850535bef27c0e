// The direct, phase-decomposed algorithm, as Halide Funcs: what it is made of. See direct.cpp for the mathematics and
// direct_schedule.cpp for the loops.
#pragma once

#include <string>
#include <vector>

#include "Halide.h"
#include "generators/algorithms/geometry.h"
#include "schedules/schedule.h"

namespace tconv {

/// The loops of one pass over the output, innermost first: the dimensions of one RDom. Its members are indices into it.
struct PassLoops {
    Halide::RDom domain;
    int lane = 0, vector = 0, broadcast = 0;  ///< the register tile
    int member[3] = {0, 0, 0};                ///< phases of x, y, z: unrolled (inside) or loops (rolled)
    int x_tile = 0;
    int first_outer = 0;  ///< this dimension and all after it are fused into the parallel loop
    bool has_member = false;
};

/// One phase's (or one class of phases') sums, and where they are computed.
struct Accumulator {
    Halide::Func sum;
    Halide::RDom taps;     ///< innermost first
    bool joint = false;    ///< holds all phases: its members and its taps but the last are unrolled
};

struct Pass {
    PassLoops loops;
    std::vector<Accumulator> accumulators;
    bool phases_inside = false;
    int update = 0;  ///< index of the output's update definition
};

/// What direct_schedule.cpp is given.
struct DirectFuncs {
    Halide::Func padded;  ///< undefined where the input is read in place
    Halide::Func output;
    bool bias_first = false;  ///< the output's pure definition stores the bias in every cell
    std::vector<Pass> passes;
};

/// Vectorises, unrolls, places and parallelises; the numbers come from the schedule.
void apply_schedule(DirectFuncs &funcs, const Problem &problem, const Schedule &schedule);

/// Lanes that one register tile covers, and where vector `v` of it begins: the last one is shifted inwards where the tile is
/// no multiple of the vector.
struct LaneTile {
    int64_t lanes, vectors;
    Halide::Expr begin(const Halide::Expr &v, int64_t vector) const;
};
LaneTile lane_tile(const Schedule &schedule);

}  // namespace tconv
