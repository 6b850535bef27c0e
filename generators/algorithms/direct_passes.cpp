// The loops over the output. A pass is one update definition over one RDom, whose dimensions are the loops of the kernel in their
// order: so it can run over any set of phases, and a tile that does not divide its row is shifted inwards (computed twice, to the
// same bits) in place of being guarded. Only where a row may be shorter than a tile are stores guarded.
#include "generators/algorithms/direct.h"

#include <algorithm>

#include "generators/algorithms/activation.h"

namespace tconv {

using namespace Halide;

namespace {

Expr folded(const Expr &e) { return Internal::simplify(e); }
int to_int(int64_t value) { return static_cast<int>(value); }

}  // namespace

Expr LaneTile::begin(const Expr &v, int64_t vector) const {
    const Expr begin = v * to_int(vector);
    return lanes % vector == 0 ? begin : min(begin, to_int(lanes - vector));
}

LaneTile lane_tile(const Schedule &schedule) {
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
Expr DirectKernel::tile_begin(const Expr &tile, const Expr &outputs) const {
    const Expr begin = tile * to_int(tile_pixels());
    const Expr shifted = min(begin, outputs - to_int(tile_pixels()));
    if (guarded())
        return max(shifted, 0);
    const bool divides = (merged(0) || residues_alike(axes[0].axis)) && least_row_outputs() % tile_pixels() == 0;
    return divides ? begin : shifted;
}

void DirectKernel::define_passes() {
    const bool inside_tile = plan.phases == PhaseLoops::inside || plan.phases == PhaseLoops::joint;
    Var v[5] = {Var("o0"), Var("o1"), Var("o2"), Var("o3"), Var("o4")};
    const std::vector<Var> pure(v, v + (problem.layout == Layout::channels_last ? 4 : 5));
    bias_first = !inside_tile && !(reached(0) && reached(1) && reached(2));
    output(pure) = bias_first ? activate(problem.activation, bias_of_cell(pure)) : undef<float>();

    if (inside_tile) {
        define_pass_of_all_phases();
        return;
    }
    const bool alone = plan.phases == PhaseLoops::outside;
    for (const PhaseClass &pz : classes(2, alone)) {
        for (const PhaseClass &py : classes(1, alone)) {
            for (const PhaseClass &px : classes(0, alone))
                define_pass_of_class({px, py, pz});
        }
    }
}

/// The bias of an output cell, found from the packed bias.
Expr DirectKernel::bias_of_cell(const std::vector<Var> &cell) const {
    const bool last = problem.layout == Layout::channels_last;
    const Expr filter = last ? cell[0] % i32(problem.filters) : Expr(cell[3]);
    // Lanes of merged layers begin with the filters of residue 0, so the same formula serves.
    const Expr per_group = i32(plan.packing.depthwise ? problem.filters : problem.filters_per_group());
    const Expr group = filter / per_group, lane = filter % per_group;
    const int64_t block = plan.packing.block;
    const Expr in_group = min(lane / i32(block), i32(sizes.blocks - 1));
    const Expr begin = min(in_group * i32(block), i32(sizes.lanes - block));
    return bias(within((group * i32(sizes.blocks) + in_group) * i32(block) + lane - begin,
                       i32(sizes.total_floats - sizes.bias_offset)));
}

/// The loops of a pass. `members` are the phases of x, y and z that it runs over.
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
        loops.member[0] = add(i32(members[0]));
    loops.vector = add(to_int(lanes_are_pixels() ? plan.vectors : tile.vectors));
    loops.broadcast = add(plan.broadcasts);
    if (members_in_tile) {
        if (!lanes_are_pixels())
            loops.member[0] = add(i32(members[0]));
        for (int a = 1; a < 3; a++)
            loops.member[a] = add(i32(members[a]));
    }
    const Expr tiles = folded((row_outputs(0) + to_int(tile_pixels()) - 1) / to_int(tile_pixels()));
    const Expr chunk = plan.row_chunk > 0 ? folded(min(plan.row_chunk, tiles)) : tiles;
    loops.x_tile = add(chunk);
    const Expr lane_tiles = i32((plan.packing.block + tile.lanes - 1) / tile.lanes);
    const Expr blocks = i32(sizes.groups * sizes.blocks);
    const auto add_blocks = [&] {
        loops.lane_tile = add(lane_tiles);
        loops.block = add(blocks);
    };
    if (plan.order == LoopOrder::pixels_outer)
        add_blocks();
    loops.first_outer = loops.chunk = add(plan.row_chunk > 0 ? folded((tiles + chunk - 1) / chunk) : Expr(1));
    loops.row = add(residue_outputs(axes[1], 0));
    loops.plane = add(residue_outputs(axes[2], 0));
    if (plan.order == LoopOrder::filters_outer)
        loops.image = add(batch);
    if (!members_in_tile) {
        for (int a = 0; a < 3; a++)
            loops.member[a] = add(i32(members[a]));
    }
    if (plan.order != LoopOrder::pixels_outer)
        add_blocks();
    if (plan.order != LoopOrder::filters_outer)
        loops.image = add(batch);
    loops.domain = RDom(region, "loops");
    loops.tile = loops.domain[loops.chunk] * chunk + loops.domain[loops.x_tile];
    if (plan.row_chunk > 0 && !Internal::is_const_one(folded(tiles % chunk == 0))) {
        loops.domain.where(loops.tile < unlifted(tiles));
        loops.tile = min(loops.tile, tiles - 1);
    }
    return loops;
}

/// Where the tile of this pass's current iteration stands.
Place DirectKernel::place(const PassLoops &loops, const Expr &outputs_of_row) const {
    const LaneTile tile = lane_tile(plan);
    const RDom &r = loops.domain;
    const int64_t block = plan.packing.block;
    Expr lane_begin = r[loops.lane_tile] * i32(tile.lanes);
    if (block % tile.lanes != 0)
        lane_begin = min(lane_begin, i32(block - tile.lanes));
    return {tile_begin(loops.tile, outputs_of_row),
            r[loops.block],
            lane_begin,
            r[loops.row],
            r[loops.plane],
            r[loops.image]};
}

/// Adds the update definition that stores `value` at residues (x, y, z) of the place.
void DirectKernel::store(Pass &pass, const Place &at, const Expr (&residue)[3], const Expr &outputs_of_row,
                         const Expr &value) {
    RDom &r = pass.loops.domain;
    const Expr lane = r[pass.loops.lane], vector = r[pass.loops.vector], broadcast = r[pass.loops.broadcast];
    const Expr x = pixel(at, lane, vector, broadcast);
    const Expr lane_of_group = block_begin(at.block) + lane_in_block(at, lane, vector, broadcast);
    if (guarded())
        r.where(x < (tile_pixels() == 1 ? unlifted(outputs_of_row) : outputs_of_row));
    Expr cell[3];
    for (int a = 1; a < 3; a++) {
        const Expr position = (a == 1 ? at.y : at.z) * i32(axes[a].axis.stride) + residue[a];
        if (!residues_alike(axes[a].axis))
            r.where(position < unlifted(axes[a].output));
        cell[a] = within(position, axes[a].output);
    }
    const Expr filter = group_of(at.block) * i32(problem.filters_per_group()) + lane_of_group;
    const Expr column = x * i32(axes[0].axis.stride) + residue[0];
    std::vector<Expr> index;
    if (problem.layout == Layout::channels_last) {
        index = {within(column * i32(problem.filters) + filter, axes[0].output * i32(problem.filters)), cell[1],
                 cell[2], at.n};
    } else {
        index = {within(column, axes[0].output), cell[1], cell[2], within(filter, i32(problem.filters)), at.n};
    }
    output(index) = activate(problem.activation, value);
    pass.update = output.num_update_definitions() - 1;
    passes.push_back(pass);
}

std::vector<Expr> DirectKernel::sum_args(const PassLoops &loops, const Place &at, const Expr (&member)[3]) const {
    std::vector<Expr> args = {loops.domain[loops.lane], loops.domain[loops.vector], loops.domain[loops.broadcast]};
    for (const Expr &e : {at.x_begin, at.block, at.lane_begin, at.y, at.z, at.n})
        args.push_back(e);
    for (const Expr &e : member)
        args.push_back(e);
    return args;
}

/// One nest: each step of the loops stores every phase of its tile. The members are residues, unrolled, and pick the sum.
void DirectKernel::define_pass_of_all_phases() {
    Pass pass;
    pass.phases_inside = true;
    int64_t residues[3];
    for (int a = 0; a < 3; a++)
        residues[a] = merged(a) ? 1 : axes[a].axis.stride;
    pass.loops = define_loops(residues, true);
    const RDom &r = pass.loops.domain;
    const Expr residue[3] = {r[pass.loops.member[0]], r[pass.loops.member[1]], r[pass.loops.member[2]]};
    const Expr outputs = row_outputs(residue[0]);
    const Place at = place(pass.loops, outputs);
    if (plan.phases == PhaseLoops::joint) {
        pass.accumulators.push_back(define_joint_sum());
        store(pass, at, residue, outputs, pass.accumulators.back().sum(sum_args(pass.loops, at, residue)));
    } else {
        const Expr sum = any_phase(pass, at, residue);
        store(pass, at, residue, outputs, sum);
    }
}

/// The sum of the phase that has these residues: select(z, select(y, select(x, ...))), so that the condition under which a
/// step needs a phase has one level for each axis, and the steps of other phases do not compute it.
Expr DirectKernel::any_phase(Pass &pass, const Place &at, const Expr (&residue)[3]) const {
    const RDom &r = pass.loops.domain;
    const Expr member[3] = {0, 0, 0};
    const Expr no_taps =
        bias_at(at, lane_in_block(at, r[pass.loops.lane], r[pass.loops.vector], r[pass.loops.broadcast]));
    // Adds one phase to what is selected so far along an axis; the last alternative needs no condition.
    const auto choose = [&](int axis, const PhaseClass &p, const Expr &value, const Expr &so_far) {
        if (!so_far.defined()) {
            return reached(axis) ? value : select(residue[axis] == phase(axis, p, 0).residue, value, no_taps);
        }
        return select(residue[axis] == phase(axis, p, 0).residue, value, so_far);
    };
    Expr of_z;
    for (const PhaseClass &pz : classes(2, true)) {
        Expr of_y;
        for (const PhaseClass &py : classes(1, true)) {
            Expr of_x;
            for (const PhaseClass &px : classes(0, true)) {
                pass.accumulators.push_back(define_sum({px, py, pz}, "sum" + std::to_string(pass.accumulators.size())));
                of_x = choose(0, px, pass.accumulators.back().sum(sum_args(pass.loops, at, member)), of_x);
            }
            of_y = choose(1, py, of_x, of_y);
        }
        of_z = choose(2, pz, of_y, of_z);
    }
    return of_z;
}

/// One class of phases; its members are loops.
void DirectKernel::define_pass_of_class(const PhaseClass (&p)[3]) {
    Pass pass;
    const int64_t members[3] = {p[0].count, p[1].count, p[2].count};
    pass.loops = define_loops(members, false);
    Expr member[3], residue[3];
    for (int a = 0; a < 3; a++) {
        member[a] = p[a].count == 1 ? Expr(0) : Expr(pass.loops.domain[pass.loops.member[a]]);
        residue[a] = phase(a, p[a], member[a]).residue;
    }
    const Expr outputs = row_outputs(residue[0]);
    const Place at = place(pass.loops, outputs);
    pass.accumulators.push_back(define_sum(p, "sum" + std::to_string(passes.size())));
    store(pass, at, residue, outputs, pass.accumulators.back().sum(sum_args(pass.loops, at, member)));
}

}  // namespace tconv
