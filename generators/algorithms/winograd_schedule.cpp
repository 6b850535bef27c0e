// The loops of Winograd's algorithm on a CPU. A task transforms the inputs of its block of tiles once (tiles_outer), or finds them
// transformed (filters_outer); the products of one phase and one block of filters, for all planes, stay in cache until they are summed.
#include "generators/algorithms/activation.h"
#include "generators/algorithms/winograd.h"

namespace tconv {

using namespace Halide;
using constants::i32;
using constants::to_int;

namespace {

/// The widest vector of channels, a power of two.
int channel_vector(int64_t channels, int widest) {
    int width = widest;
    while (width > channels)
        width /= 2;
    return width;
}

template <typename F>
void unroll_planes(F stage, const WinogradVars &vars) {
    for (const Var &plane : vars.plane)
        stage.unroll(plane);
}

}  // namespace

RVar WinogradKernel::loop(const WinogradPass &pass, int index) const { return pass.loops[index]; }

void WinogradKernel::apply_schedule() {
    if (bias_first)
        run_rows_in_parallel(output);
    if (padded.defined())
        schedule_padded();
    for (const WinogradPass &pass : passes) {
        Stage update = output.update(pass.update);
        update.allow_race_conditions();  // repeated tiles and lanes store the same bits
        update.vectorize(loop(pass, kLoopLane));
        for (int a = 0; a < 3 && !is_long(activation()); a++)
            update.unroll(loop(pass, kLoopOutput + a));
        update.parallel(loop(pass, pass.loops.dimensions() - 1));
        schedule_inputs(pass);
        schedule_products(pass);
        schedule_outputs(pass);
    }
}

void WinogradKernel::schedule_padded() {
    const std::vector<Var> args = padded.args();
    const Var rows("rows");
    padded.compute_root();
    const int width = channel_vector(problem.channels, plan.vector);
    if (width > 1)
        padded.vectorize(args[0], width, TailStrategy::ShiftInwards);
    padded.fuse(args[2], args[3], rows).fuse(rows, args[4], rows).parallel(rows);
}

/// A vector of channels of one tile at a time, in registers from plane to plane.
void WinogradKernel::schedule_inputs(const WinogradPass &pass) {
    const WinogradVars &v = vars;
    const RVar task = loop(pass, pass.loops.dimensions() - 1);
    const int width = channel_vector(problem.channels, plan.vector);
    const Var outer("channel_outer"), inner("channel_inner");
    Func place = pass.place, transformed = pass.inputs.back();
    if (tiles_outer()) {
        place.compute_at(output, task);
        transformed.compute_at(output, task);
    } else {
        place.compute_root();
        transformed.compute_root().parallel(v.tile_block);
    }
    const Var which = place.args().front();
    place.bound(which, 0, 4).unroll(which);

    transformed.bound(v.channel, 0, i32(problem.channels)).bound(v.tile, 0, plan.tile_block);
    for (int a = 0; a < 3; a++) {
        transformed.bound(v.plane[a], 0, i32(pass.phases.planes[a]));
        transformed.bound(v.window[a], 0, i32(pass.axes[a].windows));
    }
    // Tiles at a stride of a power of two would meet in few sets of L1.
    constexpr int64_t kAliasing = 256;
    if (problem.channels % kAliasing == 0)
        transformed.align_storage(v.channel, to_int(problem.channels) + 16);
    transformed.split(v.channel, outer, inner, width, TailStrategy::ShiftInwards)
        .reorder({inner, v.plane[0], v.plane[1], v.plane[2], outer, v.tile, v.window[0], v.window[1], v.window[2],
                  v.tile_block})
        .vectorize(inner);
    unroll_planes(transformed, vars);
    for (size_t i = 0; i + 1 < pass.inputs.size(); i++) {
        Func stage = pass.inputs[i];
        stage.compute_at(transformed, outer).vectorize(v.channel, width);
        unroll_planes(stage, vars);
    }
}

/// The register tile: vectors of filters x tiles, for all channels; then the next tiles of the block, filters of the block, plane.
void WinogradKernel::schedule_products(const WinogradPass &pass) {
    const WinogradVars &v = vars;
    const int lanes = plan.vector * plan.vectors;
    const Var filter_tile("filter_tile"), vector("vector"), lane("lane"), outer("tile_outer"), inner("tile_inner");
    const int last = pass.loops.dimensions() - 1;
    Func planes = pass.planes, products = pass.products;
    planes.compute_at(output, loop(pass, tiles_outer() ? kLoopBlock : last));
    planes.bound(v.filter, 0, i32(plan.packing.block)).bound(v.tile, 0, plan.tile_block);
    for (int a = 0; a < 3; a++)
        planes.bound(v.plane[a], 0, i32(pass.phases.planes[a]));
    planes.split(v.filter, filter_tile, vector, lanes, TailStrategy::ShiftInwards)
        .split(vector, vector, lane, plan.vector)
        .split(v.tile, outer, inner, plan.tiles, TailStrategy::ShiftInwards)
        .reorder({lane, vector, inner, outer, filter_tile, v.plane[0], v.plane[1], v.plane[2]})
        .vectorize(lane)
        .unroll(vector)
        .unroll(inner);

    products.compute_at(planes, outer).bound_extent(v.filter, lanes).bound_extent(v.tile, plan.tiles);
    products.split(v.filter, vector, lane, plan.vector).vectorize(lane).unroll(vector).unroll(v.tile);
    for (int u = 0; u < products.num_update_definitions(); u++) {
        Stage update = products.update(u);
        std::vector<VarOrRVar> order{lane, vector, v.tile};
        for (const Internal::ReductionVariable &channel : update.get_schedule().rvars())
            order.emplace_back(RVar(channel.var));
        update.split(v.filter, vector, lane, plan.vector)
            .reorder(order)
            .vectorize(lane)
            .unroll(vector)
            .unroll(v.tile);
    }
    if (!pass.staged.defined())
        return;
    Func staged = pass.staged;
    Stage update = products.update();
    const auto &channels = update.get_schedule().rvars();
    update.unroll(RVar(channels[0].var));
    staged.compute_at(products, RVar(channels[1].var)).bound_extent(staged.args()[0], plan.staged_channels);
    staged.bound_extent(v.tile, plan.tiles).vectorize(staged.args()[0]).unroll(v.tile);
}

/// A vector of filters of one tile at a time.
void WinogradKernel::schedule_outputs(const WinogradPass &pass) {
    for (Func stage : pass.outputs) {
        stage.compute_at(output, loop(pass, kLoopVector)).vectorize(vars.filter, plan.vector);
        unroll_planes(stage, vars);
    }
}

}  // namespace tconv
