// The passes of Winograd's algorithm and their loops: one update definition of the output for each class of phases, over an RDom whose
// dimensions are the loops of the kernel.
#include "generators/algorithms/winograd.h"

#include <algorithm>

#include "generators/algorithms/activation.h"
#include "generators/algorithms/run_generator.h"

namespace tconv {

using namespace Halide;
using constants::i32;
using constants::within;

void WinogradKernel::define_passes() {
    const Var v[5] = {Var("o0"), Var("o1"), Var("o2"), Var("o3"), Var("o4")};
    const std::vector<Var> cell(v, v + (problem.layout == Layout::channels_last ? 4 : 5));
    bias_first =
        !std::all_of(problem.axes.begin(), problem.axes.end(), [](const Axis &a) { return every_phase_has_taps(a); });
    output(cell) = bias_first ? activate(activation(), bias_of_cell(cell)) : undef<float>();
    for (const WinogradClass &c : packed.classes)
        define_pass(c);
}

void WinogradKernel::define_pass(const WinogradClass &c) {
    const std::string name = std::to_string(passes.size());
    WinogradPass pass;
    pass.phases = c;
    for (int a = 0; a < 3; a++)
        pass.axes[a] = tile_axis(c, a);
    place_tiles(pass, name);
    define_loops(pass, name);
    transform_inputs(pass, name);
    multiply(pass, name);
    transform_outputs(pass, name);
    store(pass);
    passes.push_back(pass);
}

void WinogradKernel::define_loops(WinogradPass &pass, const std::string &name) const {
    const Expr blocks = i32(packed.groups * packed.blocks);
    Region region{{0, plan.vector}};
    for (const int outputs : packed.outputs)
        region.emplace_back(0, outputs);
    region.emplace_back(0, i32((plan.packing.block + plan.vector - 1) / plan.vector));
    region.emplace_back(0, plan.tile_block);
    pass.tasks.add(OuterLoop::tiles, pass.tile_blocks);
    if (tiles_outer()) {
        region.emplace_back(0, blocks);
        for (const PhaseClass &phases : pass.phases.phases)
            region.emplace_back(0, i32(phases.count));
    } else {
        for (int a = 0; a < 3; a++)
            pass.tasks.add(member_loop(a), i32(pass.phases.phases[a].count));
        pass.tasks.add(OuterLoop::block, blocks);
    }
    region.emplace_back(0, pass.tasks.count());
    pass.loops = RDom(region, "loops_" + name);
}

WinogradStep WinogradKernel::step_of(const WinogradPass &pass, const Expr (&phase)[3], const Expr &block,
                                     const Expr &task) const {
    const Tasks &tasks = pass.tasks;
    if (tiles_outer())
        return {{phase[0], phase[1], phase[2]}, block, task};
    return {{tasks.index(OuterLoop::member_x, task), tasks.index(OuterLoop::member_y, task),
             tasks.index(OuterLoop::member_z, task)},
            tasks.index(OuterLoop::block, task),
            tasks.index(OuterLoop::tiles, task)};
}

/// Adds the update definition that stores a tile's outputs where they are inside.
void WinogradKernel::store(WinogradPass &pass) {
    RDom &r = pass.loops;
    const Expr task = r[r.dimensions() - 1], tile = r[kLoopTile];
    Expr phase[3] = {0, 0, 0}, block = 0;
    if (tiles_outer()) {
        block = r[kLoopBlock];
        for (int a = 0; a < 3; a++)
            phase[a] = r[kLoopPhase + a];
    }
    const WinogradStep step = step_of(pass, phase, block, task);
    Expr lane = r[kLoopVector] * plan.vector;
    if (plan.packing.block % plan.vector != 0)
        lane = min(lane, i32(plan.packing.block - plan.vector));
    lane = lane + r[kLoopLane];

    Expr cell[3];
    for (int a = 0; a < 3; a++) {
        const TileAxis &axis = pass.axes[a];
        const KernelAxis &of_kernel = sizes.axes[a];
        const PhaseExprs p = phase_exprs(of_kernel.axis, pass.phases.phases[a], step.phase[a]);
        Expr position = place_of(pass, a, tile, step.tile_block) + r[kLoopOutput + a] * i32(axis.step);
        const Expr shift = axis.shift_of(p.input_offset);
        if (!Internal::is_const_zero(shift)) {
            position = position - shift;
            r.where(position >= 0);
        }
        const Expr outputs = Internal::simplify(residue_outputs(of_kernel, p.residue));
        if (!Internal::is_const_one(Internal::simplify(outputs == axis.positions)))
            r.where(position < outputs);
        cell[a] = within(position * i32(of_kernel.axis.stride) + p.residue, of_kernel.output);
    }
    const Expr n = place_of(pass, 3, tile, step.tile_block);
    const Func &sums = pass.outputs.empty() ? pass.products : pass.outputs.back();
    const Expr sum = sums(lane, tile, r[kLoopOutput], r[kLoopOutput + 1], r[kLoopOutput + 2], phase[0], phase[1],
                          phase[2], block, task);
    const Expr bias_here =
        bias(within(step.block * i32(plan.packing.block) + lane, i32(packed.total_floats - packed.bias_offset)));
    const Expr value = activate(activation(), sum + bias_here);
    const Expr filter = blocks().group_of(step.block) * i32(packed.lanes) + blocks().first_lane(step.block) + lane;
    if (problem.layout == Layout::channels_last) {
        output(within(cell[0] * i32(problem.filters) + filter, sizes.output_extents[0]), cell[1], cell[2], n) = value;
    } else {
        output(cell[0], cell[1], cell[2], within(filter, i32(problem.filters)), n) = value;
    }
    pass.update = output.num_update_definitions() - 1;
}

namespace {

class Winograd : public KernelGenerator<Winograd> {
public:
    void generate() {
        WinogradKernel kernel;
        const Problem layer = problem();
        kernel.plan = schedule<WinogradSchedule>();
        kernel.problem = computed_problem(worked_on(layer, kernel.plan), kernel.plan.packing);
        kernel.packed = packed_sizes(layer, kernel.plan.packing);
        kernel.sizes = state_sizes(kernel.problem, kernel.packed);
        const Arrays arrays = begin(kernel.plan.transpose);
        kernel.input = arrays.input;
        kernel.weights = weights;
        kernel.bias = bias;
        kernel.output = arrays.output;

        /* THE ALGORITHM */
        if (kernel.plan.border == Border::whole)
            kernel.define_padded();
        kernel.define_passes();
        /* THE SCHEDULE */
        kernel.apply_schedule();
        end(arrays, kernel.sizes, kernel.plan.transpose);
    }
};

}  // namespace

KernelPipeline make_winograd_kernel(const Problem &problem, const WinogradSchedule &schedule,
                                    const Halide::Target &target) {
    return run_generator("tconv_winograd", {{"problem", key(problem)}, {"schedule", to_json(schedule)}},
                         {"input", "weights", "bias"}, target);
}

}  // namespace tconv

HALIDE_REGISTER_GENERATOR(tconv::Winograd, tconv_winograd)
