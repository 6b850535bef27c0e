// The direct, phase-decomposed algorithm as Halide Funcs. direct.cpp is its generator, direct_sums.cpp what a tile computes,
// direct_passes.cpp the loops that store it, direct_schedule.cpp how they run on a CPU.
#pragma once

#include <string>
#include <vector>

#include "Halide.h"
#include "generators/algorithms/geometry.h"
#include "schedules/schedule.h"

namespace tconv {

/// The loops of one pass over the output, innermost first: the dimensions of one RDom. The members are indices into it.
struct PassLoops {
    Halide::RDom domain;
    int lane = 0, vector = 0, broadcast = 0;  ///< the register tile
    int member[3] = {
        0, 0, 0};  ///< phases of x, y, z: residues, unrolled (inside, joint), or members of a class (outside, rolled)
    int x_tile = 0;
    int lane_tile = 0, block = 0, row = 0, plane = 0, image = 0, chunk = 0;
    Halide::Expr tile;    ///< which tile of its row
    int first_outer = 0;  ///< this dimension and all after it are fused into the parallel loop
};

/// One phase's, one class of phases' or all phases' sums.
struct Accumulator {
    Halide::Func sum;    ///< (lane, vector, broadcast, place..., members of x, y, z)
    Halide::RDom taps;   ///< innermost first
    bool joint = false;  ///< all phases: the members and all taps but the last dimension are unrolled
};

struct Pass {
    PassLoops loops;
    std::vector<Accumulator> accumulators;
    bool phases_inside = false;
    int update = 0;  ///< index of the output's update definition
};

/// Where a tile of sums stands: everything but the position inside the tile.
struct Place {
    Halide::Expr x_begin, block, lane_begin, y, z, n;
};

/// Lanes that one register tile covers, and where vector `v` of it begins: the last one is shifted inwards where the tile is
/// no multiple of the vector.
struct LaneTile {
    int64_t lanes, vectors;
    Halide::Expr begin(const Halide::Expr &v, int64_t vector) const;
};
LaneTile lane_tile(const Schedule &schedule);

/// One kernel: the problem, the plan for it, and the Funcs made of them.
struct DirectKernel {
    Problem problem;
    Schedule plan;
    PackedSizes sizes{};
    KernelAxis axes[3];  ///< x, y, z
    Halide::Expr batch;
    Halide::Func input, weights, bias, output;
    Halide::Func padded;      ///< undefined where the input is read in place
    bool bias_first = false;  ///< the output's pure definition stores the bias in every cell
    std::vector<Pass> passes;

    bool lanes_are_pixels() const { return plan.lanes == Lanes::pixels; }
    /// Whether the phases of this axis are lanes: it is then one phase, in units of blocks of `stride` outputs.
    bool merged(int axis) const { return axis == 0 && plan.packing.merge_x; }
    bool reached(int axis) const { return merged(axis) || every_phase_has_taps(axes[axis].axis); }

    /* Tiles along x */
    int64_t tile_pixels() const { return lanes_are_pixels() ? int64_t{plan.vector} * plan.vectors : plan.broadcasts; }
    Halide::Expr row_outputs(const Halide::Expr &residue) const;  ///< of a residue of x; of whole blocks where merged
    int64_t least_row_outputs() const;
    bool guarded() const { return least_row_outputs() < tile_pixels(); }  ///< a tile may be longer than its outputs

    /* Phases */
    std::vector<PhaseClass> classes(int axis, bool each_alone) const;
    PhaseExprs phase(int axis, const PhaseClass &p, const Halide::Expr &member) const;

    /* Positions inside a tile */
    Halide::Expr lane_in_block(const Place &, const Halide::Expr &lane, const Halide::Expr &vector,
                               const Halide::Expr &broadcast) const;
    Halide::Expr pixel(const Place &, const Halide::Expr &lane, const Halide::Expr &vector,
                       const Halide::Expr &broadcast) const;
    Halide::Expr block_begin(const Halide::Expr &block) const;  ///< first lane of a block within its group
    Halide::Expr group_of(const Halide::Expr &block) const;
    Halide::Expr bias_at(const Place &, const Halide::Expr &lane_in_block) const;

    void define_padded_input();
    Accumulator define_sum(const PhaseClass (&classes)[3], const std::string &name) const;
    Accumulator define_joint_sum() const;
    void define_passes();
    void apply_schedule();

private:
    Halide::Expr cell(const Halide::Expr &c, const Halide::Expr &x, const Halide::Expr &y, const Halide::Expr &z,
                      const Halide::Expr &n) const;
    Halide::Expr read(const Halide::Expr &c, const Halide::Expr &x, const Halide::Expr &y, const Halide::Expr &z,
                      const Halide::Expr &n) const;
    Halide::Expr weight_at(const Place &, const Halide::Expr &tap, const Halide::Expr &channel,
                           const Halide::Expr &lane_in_block) const;
    Halide::Expr tap_position(int axis, const Halide::Expr &first_tap, const Halide::Expr &j) const;
    int64_t packed_taps(int axis) const;
    void trim(Halide::RDom &taps, const Halide::Expr &position, int axis, bool one_tap) const;
    Halide::Expr unlifted(const Halide::Expr &limit) const;

    Halide::Expr tile_begin(const Halide::Expr &tile, const Halide::Expr &outputs) const;
    Halide::Expr bias_of_cell(const std::vector<Halide::Var> &cell) const;
    PassLoops define_loops(const int64_t (&members)[3], bool members_in_tile) const;
    Place place(const PassLoops &, const Halide::Expr &outputs_of_row) const;
    std::vector<Halide::Expr> sum_args(const PassLoops &, const Place &, const Halide::Expr (&member)[3]) const;
    Halide::Expr any_phase(Pass &, const Place &, const Halide::Expr (&residue)[3]) const;
    void define_pass_of_all_phases();
    void define_pass_of_class(const PhaseClass (&classes)[3]);
    void store(Pass &, const Place &, const Halide::Expr (&residue)[3], const Halide::Expr &outputs_of_row,
               const Halide::Expr &value);
};

/// An index that the algorithm keeps in [0, extent): bounds inference cannot see it, so it is told.
Halide::Expr within(const Halide::Expr &index, const Halide::Expr &extent);
Halide::Expr i32(int64_t value);

}  // namespace tconv
