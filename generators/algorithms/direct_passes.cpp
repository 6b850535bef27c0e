// What stores the sums. A pass is one update definition over one RDom, whose dimensions are the loops of the kernel in their order:
// so it can run over any set of phases.
#include "generators/algorithms/direct.h"

#include <algorithm>

#include "generators/algorithms/activation.h"

namespace tconv {

using namespace Halide;

void DirectKernel::define_passes() {
    const bool inside_tile = plan.phases == PhaseLoops::inside || plan.phases == PhaseLoops::joint;
    Var v[5] = {Var("o0"), Var("o1"), Var("o2"), Var("o3"), Var("o4")};
    const std::vector<Var> pure(v, v + (problem.layout == Layout::channels_last ? 4 : 5));
    bias_first = !inside_tile && !(reached(0) && reached(1) && reached(2));
    output(pure) = bias_first ? activate(activation(), bias_of_cell(pure)) : undef<float>();

    if (inside_tile) {
        define_pass_of_all_phases();
        return;
    }
    const bool alone = plan.phases == PhaseLoops::outside;
    for (const PhaseClass &pz : classes(2, alone)) {
        for (const PhaseClass &py : classes(1, alone)) {
            for (const PhaseClass &px : classes(0, alone || plan.trim_x))
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
    return bias(within(blocks().bias_index(filter / per_group, filter % per_group),
                       i32(sizes.total_floats - sizes.bias_offset)));
}

/// Adds the update definition that stores `value` at residues (x, y, z) of the place. Conditions: the last chunk of a row may have
/// fewer tiles, the last task fewer rows; a row may be shorter than a tile, or joint phases of unequal length share one; and some
/// residues of y and z have an output less.
void DirectKernel::store(Pass &pass, const Place &at, const Expr (&residue)[3], const Expr &outputs_of_row,
                         const Expr &value) {
    RDom &r = pass.loops.domain;
    if (!chunks_divide_row(pass.loops))
        r.where(tile_of_row(pass.loops, current_step(pass.loops)) < pass.loops.tiles);
    if (!tasks_divide_rows())
        r.where(row_of_plane(pass.loops, current_step(pass.loops)) < residue_outputs(axes[1], 0));
    if (guarded())
        r.where(at.x < outputs_of_row);
    Expr cell[3];
    for (int a = 1; a < 3; a++) {
        const Expr position = (a == 1 ? at.y : at.z) * i32(axes[a].axis.stride) + residue[a];
        if (!residues_alike(axes[a].axis))
            r.where(position < axes[a].output);
        cell[a] = within(position, axes[a].output);
    }
    const Expr filter =
        blocks().group_of(at.block) * i32(problem.filters_per_group()) + blocks().first_lane(at.block) + at.lane;
    const Expr column = at.x * i32(axes[0].axis.stride) + residue[0];
    std::vector<Expr> index;
    if (problem.layout == Layout::channels_last) {
        index = {within(column * i32(problem.filters) + filter, axes[0].output * i32(problem.filters)), cell[1],
                 cell[2], at.n};
    } else {
        index = {within(column, axes[0].output), cell[1], cell[2], within(filter, i32(problem.filters)), at.n};
    }
    output(index) = activate(activation(), value);
    pass.update = output.num_update_definitions() - 1;
    passes.push_back(pass);
}

/// One nest: each step of the loops stores every phase of its tile. The residues are unrolled, and pick the sum.
void DirectKernel::define_pass_of_all_phases() {
    Pass pass;
    pass.phases_inside = true;
    int64_t residues[3];
    for (int a = 0; a < 3; a++)
        residues[a] = merged(a) ? 1 : axes[a].axis.stride;
    pass.loops = define_loops(residues, true);
    if (plan.border == Border::rows)
        pad_rows_of_task(pass.loops);
    const RDom &r = pass.loops.domain;
    const Expr residue[3] = {r[pass.loops.residue[0]], r[pass.loops.residue[1]], r[pass.loops.residue[2]]};
    Step step = current_step(pass.loops);
    const Expr outputs = row_outputs(residue[0]);
    const bool joint = plan.phases == PhaseLoops::joint;
    const Place at = place(pass.loops, step, joint ? row_outputs(0) : outputs);
    if (joint) {
        std::copy(residue, residue + 3, step.residue);
        pass.accumulators.push_back(define_joint_sum(pass.loops));
        store(pass, at, residue, outputs, pass.accumulators.back().sum(step.coordinates()));
    } else {
        const Expr sum = any_phase(pass, step, residue, bias_at(at));
        store(pass, at, residue, outputs, sum);
    }
}

/// The sum of the phase that has these residues: select(z, select(y, select(x, ...))), so that the condition under which a
/// step needs a phase has one level for each axis, and the steps of other phases do not compute it.
Expr DirectKernel::any_phase(Pass &pass, const Step &step, const Expr (&residue)[3], const Expr &no_taps) const {
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
                const std::string name = "sum" + std::to_string(pass.accumulators.size());
                pass.accumulators.push_back(define_sum(pass.loops, {px, py, pz}, name));
                of_x = choose(0, px, pass.accumulators.back().sum(step.coordinates()), of_x);
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
    const Step step = current_step(pass.loops);
    Expr residue[3];
    for (int a = 0; a < 3; a++)
        residue[a] = phase(a, p[a], pass.loops.tasks.index(member_loop(a), step.task)).residue;
    const Expr outputs = row_outputs(residue[0]);
    const Place at = place(pass.loops, step, outputs);
    pass.accumulators.push_back(define_sum(pass.loops, p, "sum" + std::to_string(passes.size())));
    store(pass, at, residue, outputs, pass.accumulators.back().sum(step.coordinates()));
}

}  // namespace tconv
