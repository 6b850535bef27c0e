// The loops of a pass, and which outputs each of their steps computes. Tiles that do not divide a row, a block or a group are
// shifted inwards.
#include <algorithm>

#include "generators/algorithms/direct.h"

namespace tconv {

using namespace Halide;

namespace {

Expr folded(const Expr &e) { return Internal::simplify(e); }

}  // namespace

std::vector<Expr> Step::coordinates() const {
    return {lane, vector, broadcast, x_tile, lane_tile, block, row, task, residue[0], residue[1], residue[2]};
}

Expr LaneTile::begin(const Expr &v, int64_t vector) const {
    const Expr begin = v * to_int(vector);
    return lanes % vector == 0 ? begin : min(begin, to_int(lanes - vector));
}

LaneTile lane_tile(const DirectSchedule &schedule) {
    const int64_t block = schedule.packing.block;
    if (schedule.lanes == Lanes::pixels)
        return {std::min<int64_t>(schedule.broadcasts, block), schedule.vectors};
    const int64_t lanes = std::min<int64_t>(int64_t{schedule.vector} * schedule.vectors, block);
    return {lanes, (lanes + schedule.vector - 1) / schedule.vector};
}

/// Outputs of a residue of x; a merged axis has one residue of whole blocks.
Expr DirectKernel::row_outputs(const Expr &residue) const {
    if (merged(0))
        return folded(axes[0].output / i32(axes[0].axis.stride));
    return folded(residue_outputs(axes[0], residue));
}
int64_t DirectKernel::least_row_outputs() const {
    const Axis &x = axes[0].axis;
    if (merged(0))
        return x.output == kOpen ? 0 : x.output / x.stride;
    return least_residue_outputs(x);
}
/// Joint phases share what they read, so the tile is at one place for all of them, by the residue that has most outputs.
bool DirectKernel::guarded() const {
    return least_row_outputs() < tile_pixels() || (plan.phases == PhaseLoops::joint && !residues_alike(axes[0].axis));
}
Expr DirectKernel::tile_begin(const Expr &tile, const Expr &outputs) const {
    const Expr begin = tile * to_int(tile_pixels());
    const Expr shifted = min(begin, outputs - to_int(tile_pixels()));
    if (guarded())
        return max(shifted, 0);
    const bool divides = (merged(0) || residues_alike(axes[0].axis)) && least_row_outputs() % tile_pixels() == 0;
    return divides ? begin : shifted;
}

/// `members` are the phases of x, y and z that the pass runs over: residues, unrolled inside the tile, or the members of a class,
/// which are loops.
PassLoops DirectKernel::define_loops(const int64_t (&members)[3], bool members_in_tile) const {
    PassLoops loops;
    const LaneTile tile = lane_tile(plan);
    Region region;
    const auto add = [&](const Expr &extent) {
        region.emplace_back(0, extent);
        return to_int(static_cast<int64_t>(region.size())) - 1;
    };
    loops.lane = add(plan.vector);
    // Pixel lanes: the phases of x side by side make whole vectors of a row.
    if (members_in_tile && lanes_are_pixels())
        loops.residue[0] = add(i32(members[0]));
    loops.vector = add(to_int(lanes_are_pixels() ? plan.vectors : tile.vectors));
    loops.broadcast = add(plan.broadcasts);
    if (members_in_tile) {
        if (!lanes_are_pixels())
            loops.residue[0] = add(i32(members[0]));
        for (int a = 1; a < 3; a++)
            loops.residue[a] = add(i32(members[a]));
    }
    loops.tiles = folded((row_outputs(0) + to_int(tile_pixels()) - 1) / to_int(tile_pixels()));
    loops.chunk = plan.row_chunk > 0 ? folded(min(plan.row_chunk, loops.tiles)) : loops.tiles;
    loops.x_tile = add(loops.chunk);

    const Expr lane_tiles = i32((plan.packing.block + tile.lanes - 1) / tile.lanes);
    const Expr blocks = i32(sizes.groups * sizes.blocks);
    if (blocks_inside()) {
        loops.lane_tile = add(lane_tiles);
        loops.block = add(blocks);
    }
    loops.row = add(plan.rows);
    Tasks &tasks = loops.tasks;
    if (plan.row_chunk > 0)
        tasks.add(OuterLoop::chunk, (loops.tiles + loops.chunk - 1) / loops.chunk);
    tasks.add(OuterLoop::row, (residue_outputs(axes[1], 0) + (plan.rows - 1)) / plan.rows);
    tasks.add(OuterLoop::plane, residue_outputs(axes[2], 0));
    if (plan.order == LoopOrder::filters_outer)
        tasks.add(OuterLoop::image, batch);
    if (!members_in_tile) {
        for (int a = 0; a < 3; a++)
            tasks.add(member_loop(a), i32(members[a]));
    }
    if (!blocks_inside()) {
        tasks.add(OuterLoop::lane_tile, lane_tiles);
        tasks.add(OuterLoop::block, blocks);
    }
    if (plan.order != LoopOrder::filters_outer)
        tasks.add(OuterLoop::image, batch);
    loops.task = add(tasks.count());
    loops.domain = RDom(region, "loops");
    return loops;
}

Step DirectKernel::current_step(const PassLoops &loops) const {
    const RDom &r = loops.domain;
    return {r[loops.lane],
            r[loops.vector],
            r[loops.broadcast],
            r[loops.x_tile],
            blocks_inside() ? Expr(r[loops.lane_tile]) : 0,
            blocks_inside() ? Expr(r[loops.block]) : 0,
            r[loops.row],
            r[loops.task],
            {0, 0, 0}};
}

bool DirectKernel::chunks_divide_row(const PassLoops &loops) const {
    return Internal::is_const_one(folded(loops.tiles % loops.chunk == 0));
}

Expr DirectKernel::first_pixel(const PassLoops &loops, const Expr &task) const {
    return loops.tasks.index(OuterLoop::chunk, task) * loops.chunk * i32(tile_pixels());
}

Expr DirectKernel::tile_of_row(const PassLoops &loops, const Step &step) const {
    return loops.tasks.index(OuterLoop::chunk, step.task) * loops.chunk + step.x_tile;
}

bool DirectKernel::tasks_divide_rows() const {
    return plan.rows == 1 || Internal::is_const_one(folded(residue_outputs(axes[1], 0) % plan.rows == 0));
}

Expr DirectKernel::row_of_plane(const PassLoops &loops, const Step &step) const {
    return loops.tasks.index(OuterLoop::row, step.task) * plan.rows + step.row;
}

Place DirectKernel::place(const PassLoops &loops, const Step &step, const Expr &outputs_of_row) const {
    const Tasks &tasks = loops.tasks;
    const LaneTile lanes = lane_tile(plan);
    const int64_t block = plan.packing.block;

    const Expr lane_tile = blocks_inside() ? step.lane_tile : tasks.index(OuterLoop::lane_tile, step.task);
    Expr lane_begin = lane_tile * i32(lanes.lanes);
    if (block % lanes.lanes != 0)
        lane_begin = min(lane_begin, i32(block - lanes.lanes));

    Expr tile = tile_of_row(loops, step);
    if (!chunks_divide_row(loops))
        tile = min(tile, loops.tiles - 1);
    const Expr x_begin = plan.trim_x ? Expr(0) : tile_begin(tile, outputs_of_row);
    // A last tile that is shifted inwards may begin before its task's first one.
    const int64_t pixels = tile_pixels();
    const Expr from_first =
        unsafe_promise_clamped(x_begin - first_pixel(loops, step.task), plan.row_chunk > 0 ? to_int(-pixels) : 0,
                               (loops.chunk - 1) * to_int(pixels));

    const Expr pixel = lanes_are_pixels() ? step.vector * plan.vector + step.lane : step.broadcast;
    Place at;
    at.x = x_begin + pixel;
    at.y = row_of_plane(loops, step);
    if (!tasks_divide_rows())
        at.y = min(at.y, residue_outputs(axes[1], 0) - 1);
    at.y_of_task = step.row;
    at.z = tasks.index(OuterLoop::plane, step.task);
    at.n = tasks.index(OuterLoop::image, step.task);
    at.x_of_task = from_first + pixel;
    at.block = blocks_inside() ? step.block : tasks.index(OuterLoop::block, step.task);
    at.lane = lane_begin + (lanes_are_pixels() ? step.broadcast : lanes.begin(step.vector, plan.vector) + step.lane);
    at.task = step.task;
    return at;
}

}  // namespace tconv
