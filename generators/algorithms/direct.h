// The direct, phase-decomposed algorithm as Halide Funcs. direct.cpp is its generator, direct_places.cpp the loops and where they
// stand, direct_input.cpp what they read, direct_sums.cpp what a tile computes, direct_passes.cpp what stores it, and
// direct_schedule.cpp how all that runs on a CPU.
#pragma once

#include <string>
#include <vector>

#include "Halide.h"
#include "generators/algorithms/constants.h"
#include "generators/algorithms/geometry.h"
#include "generators/algorithms/lane_blocks.h"
#include "generators/algorithms/tasks.h"
#include "schedules/schedule.h"

namespace tconv {

using constants::i32;
using constants::to_int;
using constants::within;

/// The loops of one pass over the output, innermost first: the dimensions of one RDom. The numbers are indices into it.
struct PassLoops {
    Halide::RDom domain;
    int lane = 0, vector = 0, broadcast = 0;  ///< the register tile
    int residue[3] = {0, 0, 0};               ///< of x, y, z: unrolled where phases are inside or joint
    int x_tile = 0;
    int lane_tile = 0, block = 0;  ///< where rows are outside of them (pixels_outer)
    int row = 0;                   ///< of a task
    int task = 0;                  ///< the parallel one: all other loops
    Tasks tasks;
    Halide::Expr tiles, chunk;  ///< x tiles of a row, and of a task
};

/// One iteration of them; the coordinates of a sum.
struct Step {
    Halide::Expr lane, vector, broadcast, x_tile, lane_tile, block, row, task;
    Halide::Expr residue[3];  ///< where the phases are joint
    std::vector<Halide::Expr> coordinates() const;
};
/// Where they are among the arguments of a sum.
constexpr size_t kLane = 0, kVector = 1, kBroadcast = 2, kResidue = 8;

/// What it computes: outputs of position x, y, z of their phases (the same for all phases but where rows end).
struct Place {
    Halide::Expr x, y, z, n;
    Halide::Expr x_of_task, y_of_task;  ///< x and y, counted from the first tile and row of the task
    Halide::Expr block, lane;           ///< of packed weights; lane of the block
    Halide::Expr task;
};

/// One phase's, one class of phases' or all phases' sums.
struct Accumulator {
    Halide::Func sum;    ///< (the coordinates of a step)
    Halide::RDom taps;   ///< innermost first
    Halide::Func staged;  ///< the inputs of a step, a vector of channels each; undefined where channels are not staged
    Halide::RDom rest;  ///< of the channels that fill no such vector, in a second update; undefined where there are none
    Halide::Func fetch;  ///< prefetches a line at each step of the reduction; undefined where there is none
    bool joint = false;  ///< all phases: the residues and all taps but the last dimension are unrolled
};

struct Pass {
    PassLoops loops;
    std::vector<Accumulator> accumulators;
    bool phases_inside = false;
    int update = 0;  ///< index of the output's update definition
};

/// Lanes that one register tile covers, and where vector `v` of it begins: the last one is shifted inwards where the tile is
/// no multiple of the vector.
struct LaneTile {
    int64_t lanes, vectors;
    Halide::Expr begin(const Halide::Expr &v, int64_t vector) const;
};
LaneTile lane_tile(const DirectSchedule &schedule);

/// One kernel: the problem, the plan for it, and the Funcs made of them.
struct DirectKernel {
    Problem problem;
    DirectSchedule plan;
    DirectSizes sizes{};
    KernelAxis axes[3];  ///< x, y, z
    Halide::Expr batch;
    Halide::Func input, weights, bias, output;
    Halide::Parameter input_array;  ///< what prefetches read
    Halide::Func padded;            ///< undefined where the input is read in place
    Halide::Func unpadded;          ///< what it copies; a stage of its own where the copy is a transposition
    bool bias_first = false;        ///< the output's pure definition stores the bias in every cell
    std::vector<Pass> passes;

    /// What a sum becomes where it is stored; softmax follows when all filters are there.
    Activation activation() const {
        return problem.activation == Activation::softmax ? Activation::linear : problem.activation;
    }
    bool lanes_are_pixels() const { return plan.lanes == Lanes::pixels; }
    /// Whether the phases of this axis are lanes: it is then one phase, in units of blocks of `stride` outputs.
    bool merged(int axis) const { return axis == 0 && plan.packing.merge_x; }
    bool reached(int axis) const { return merged(axis) || every_phase_has_taps(axes[axis].axis); }

    /* Tiles along x */
    int64_t tile_pixels() const { return lanes_are_pixels() ? int64_t{plan.vector} * plan.vectors : plan.broadcasts; }
    Halide::Expr row_outputs(const Halide::Expr &residue) const;  ///< of a residue of x; of whole blocks where merged
    int64_t least_row_outputs() const;
    bool guarded() const;  ///< some phase's last tile may reach beyond its outputs

    /* Phases */
    std::vector<PhaseClass> classes(int axis, bool each_alone) const;
    PhaseExprs phase(int axis, const PhaseClass &p, const Halide::Expr &member) const;

    /* Loops, and where they stand (direct_places.cpp) */
    PassLoops define_loops(const int64_t (&members)[3], bool members_in_tile) const;
    Step current_step(const PassLoops &) const;
    bool blocks_inside() const { return plan.order == LoopOrder::pixels_outer; }  ///< of the rows: no part of the task
    Halide::Expr first_pixel(const PassLoops &, const Halide::Expr &task) const;
    bool chunks_divide_row(const PassLoops &) const;
    bool tasks_divide_rows() const;
    Halide::Expr tile_of_row(const PassLoops &, const Step &) const;  ///< may be beyond the last in a row's last chunk
    Halide::Expr row_of_plane(const PassLoops &,
                              const Step &) const;  ///< may be beyond the last in a plane's last task
    Place place(const PassLoops &, const Step &, const Halide::Expr &outputs_of_row) const;
    LaneBlocks blocks() const { return {sizes, plan.packing.block}; }

    /* The input (direct_input.cpp) */
    void pad_whole_input();
    void pad_rows_of_task(const PassLoops &);
    /// The input at offsets (x, y, z) from a place; rows and planes are in range, because loops over taps are trimmed.
    Halide::Expr read(const Place &, const Halide::Expr &channel, const Halide::Expr (&offset)[3]) const;
    void trim(Halide::RDom &taps, const Halide::Expr &position, int axis) const;

    /* Sums (direct_sums.cpp) */
    Accumulator define_sum(const PassLoops &, const PhaseClass (&classes)[3], const std::string &name) const;
    Accumulator define_joint_sum(const PassLoops &) const;
    Halide::Expr bias_at(const Place &) const;
    Halide::Expr fetch_next_task(const PassLoops &, Accumulator &, const Halide::Expr &first_row) const;

    void define_passes();
    void apply_schedule();

private:
    Halide::Expr cell(const Halide::Expr &c, const Halide::Expr &x, const Halide::Expr &y, const Halide::Expr &z,
                      const Halide::Expr &n) const;
    Halide::Expr cell_or_zero(const Halide::Expr &c, const Halide::Expr &x, const Halide::Expr &y,
                              const Halide::Expr &z, const Halide::Expr &n) const;
    void pad(const std::vector<Halide::Var> &at, const Halide::Expr &value);
    Halide::Expr weight_at(const Place &, const Halide::Expr &tap, const Halide::Expr &channel) const;
    void add_products(Accumulator &, const PassLoops &, const PhaseExprs (&phase)[3], const Place &,
                      int64_t first_channel, int64_t channels, const std::string &name) const;
    Halide::Expr staged_input(Accumulator &, const PassLoops &, const PhaseExprs (&phase)[3]) const;
    Halide::Expr tap_position(int axis, const Halide::Expr &first_tap, const Halide::Expr &j) const;
    int64_t packed_taps(int axis) const;

    Halide::Expr tile_begin(const Halide::Expr &tile, const Halide::Expr &outputs) const;
    Halide::Expr bias_of_cell(const std::vector<Halide::Var> &cell) const;
    Halide::Expr any_phase(Pass &, const Step &, const Halide::Expr (&residue)[3], const Halide::Expr &no_taps) const;
    void define_pass_of_all_phases();
    void define_pass_of_class(const PhaseClass (&classes)[3]);
    void store(Pass &, const Place &, const Halide::Expr (&residue)[3], const Halide::Expr &outputs_of_row,
               const Halide::Expr &value);
};

}  // namespace tconv
