// Winograd's algorithm on the phases as Halide Funcs. winograd.cpp is its generator and the loops, winograd_tiles.cpp where tiles stand,
// winograd_stages.cpp what is computed of them, winograd_schedule.cpp how all that runs on a CPU.
//
// Along one axis, a phase of r taps that are `step` inputs apart is a dense filter over every step-th input. A tile of m outputs
//
//     y_i = sum over j of g_j d_(i+j),    d_h = x(first + step * h),    g_j = the phase's tap r - 1 - j
//
// takes m + r - 1 products (schedules/cook_toom.h). For each class of phases with equal taps, which is one pass over the output:
//
//     transformed inputs   V(c, tile, plane)       by B along each axis
//     products             M(f, tile, plane)       = sum over c of U(f, c, plane) V(c, tile, plane): a matrix product for each plane
//     outputs              Y(f, tile, i)           by A along each axis, stored where they are inside the output
//
// Tiles of all images are one sequence, cut into blocks; a position in the last block that has no tile of its own repeats the last one.
#pragma once

#include <string>
#include <vector>

#include "Halide.h"
#include "generators/algorithms/kernel_generator.h"
#include "generators/algorithms/lane_blocks.h"
#include "generators/algorithms/tasks.h"
#include "schedules/cook_toom.h"
#include "schedules/schedule.h"

namespace tconv {

/// Tiles of a class along one axis. Tile i begins at position step * m * (i / step) + i % step of the outputs of the phase that reads the
/// first inputs; where windows are shared, another phase's outputs are so many positions less as it reads inputs further on.
struct TileAxis {
    int64_t outputs, step;          ///< m; inputs from tap to tap
    OffsetRange offsets;            ///< of the phases: what their tap 0 reads at position 0
    int64_t windows;                ///< inputs are transformed for so many of them
    Halide::Expr count, positions;  ///< tiles; positions that they cover
    int64_t first_input;            ///< that the first tile reads, in its first window
    Transforms matrices;

    Halide::Expr first_position(const Halide::Expr &tile) const;
    /// Which window a phase reads, and by how many positions its outputs are shifted, given its input_offset.
    Halide::Expr window_of(const Halide::Expr &input_offset) const;
    Halide::Expr shift_of(const Halide::Expr &input_offset) const;
};

/// The arguments of its Funcs, the same names everywhere. Positions among them: kPlane.
struct WinogradVars {
    Halide::Var channel{"channel"}, filter{"filter"}, tile{"tile"}, block{"block"}, tile_block{"tile_block"},
        task{"task"};
    Halide::Var plane[3] = {Halide::Var("plane_x"), Halide::Var("plane_y"), Halide::Var("plane_z")};
    Halide::Var window[3] = {Halide::Var("window_x"), Halide::Var("window_y"), Halide::Var("window_z")};
    Halide::Var phase[3] = {Halide::Var("phase_x"), Halide::Var("phase_y"), Halide::Var("phase_z")};
};
constexpr size_t kPlane = 2;

/// What a step of the loops computes: a phase, a block of filters, a block of tiles.
struct WinogradStep {
    Halide::Expr phase[3], block, tile_block;
};

/// One class of phases: what is computed for it, and the loops that store it.
struct WinogradPass {
    WinogradClass phases;
    TileAxis axes[3];
    Halide::Expr tiles, tile_blocks;
    Halide::Func place;                 ///< (0 to 3, tile, tile_block): first position along x, y and z, and the image
    std::vector<Halide::Func> inputs;   ///< the input of a tile, then transformed along one axis after the other
    Halide::Func products;              ///< in registers
    Halide::Func staged;  ///< transformed inputs of a step, a vector of channels each; undefined where they are not staged
    Halide::Func planes;                ///< the same, kept for all tiles of a block
    std::vector<Halide::Func> outputs;  ///< transformed along one axis after the other
    Halide::RDom loops;  ///< the indices into it are below; tiles_outer has all, filters_outer up to the tile
    int update = 0;      ///< index of the output's update definition
    Tasks tasks;
};
/// Loops of a pass, innermost first; kOutput, kBlock's phases: one for each axis. The last one is the parallel one, over tasks.
constexpr int kLoopLane = 0, kLoopOutput = 1, kLoopVector = 4, kLoopTile = 5, kLoopBlock = 6, kLoopPhase = 7;

struct WinogradKernel {
    Problem problem;  ///< computed_problem of the layer
    WinogradSchedule plan;
    WinogradSizes packed{};
    KernelSizes sizes;
    Halide::Func input, weights, bias, output;
    Halide::Func
        padded;  ///< the input with zeros around it, channels innermost whatever the layout; undefined where it is read in place
    bool bias_first = false;
    std::vector<WinogradPass> passes;
    WinogradVars vars;

    /// What a sum becomes where it is stored; softmax follows when all filters are there.
    Activation activation() const {
        return problem.activation == Activation::softmax ? Activation::linear : problem.activation;
    }
    bool tiles_outer() const { return plan.order == TileOrder::tiles_outer; }

    void define_padded();
    void define_passes();
    void apply_schedule();

private:
    /// The step that loops over phases and blocks (tiles_outer), or the task alone (filters_outer), are at. Whatever a task computes is
    /// indexed by the task itself: of indices taken from it Halide would know no more than their ranges, and make room for all.
    WinogradStep step_of(const WinogradPass &, const Halide::Expr (&phase)[3], const Halide::Expr &block,
                         const Halide::Expr &task) const;

    /* winograd_tiles.cpp */
    TileAxis tile_axis(const WinogradClass &, int axis) const;
    void place_tiles(WinogradPass &, const std::string &name) const;
    /// Entry `which` of the place: promised to be in range.
    Halide::Expr place_of(const WinogradPass &, int which, const Halide::Expr &tile,
                          const Halide::Expr &tile_block) const;
    LaneBlocks blocks() const { return {packed, plan.packing.block}; }
    Halide::Expr bias_of_cell(const std::vector<Halide::Var> &cell) const;

    /* winograd_stages.cpp */
    Halide::Expr cell_or_zero(const Halide::Expr &c, const Halide::Expr (&at)[3], const Halide::Expr &n) const;
    void transform_inputs(WinogradPass &, const std::string &name) const;
    void multiply(WinogradPass &, const std::string &name) const;
    void transform_outputs(WinogradPass &, const std::string &name) const;

    void define_pass(const WinogradClass &);
    void define_loops(WinogradPass &, const std::string &name) const;
    void store(WinogradPass &);

    /* winograd_schedule.cpp */
    void schedule_padded();
    void schedule_inputs(const WinogradPass &);
    void schedule_products(const WinogradPass &);
    void schedule_outputs(const WinogradPass &);
    Halide::RVar loop(const WinogradPass &, int index) const;
};

}  // namespace tconv
