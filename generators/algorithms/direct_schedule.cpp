// The loops of the direct algorithm on a CPU.
#include <algorithm>

#include "generators/algorithms/direct.h"

namespace tconv {

using namespace Halide;

namespace {

/// The tile of sums lives in registers: every dimension of it is a constant, vectorised or unrolled, and the reduction runs around
/// it. Its innermost loop is then one load of weights for each vector, one broadcast for each pixel, and their products.
void schedule_sum(Accumulator &accumulator, Func output, const RVar &at, const Schedule &plan, const LaneTile &tile) {
    Func sum = accumulator.sum;
    const std::vector<Var> args = sum.args();
    const Var lane = args[0], vector = args[1], broadcast = args[2];
    const int vectors = static_cast<int>(plan.lanes == Lanes::pixels ? plan.vectors : tile.vectors);
    sum.compute_at(output, at);
    sum.bound_extent(lane, plan.vector).bound_extent(vector, vectors).bound_extent(broadcast, plan.broadcasts);
    sum.vectorize(lane).unroll(vector).unroll(broadcast);

    Stage update = sum.update();
    std::vector<VarOrRVar> order = {lane, vector, broadcast};
    for (int d = 0; d < accumulator.taps.dimensions(); d++)
        order.emplace_back(accumulator.taps[d]);
    update.reorder(order).vectorize(lane).unroll(vector).unroll(broadcast);
    if (accumulator.joint) {
        // Members innermost: the products of one input vector stand together. Only the channels stay a loop.
        const std::vector<Var> members = {args[7], args[8], args[9]};
        for (const Var &member : members) {
            sum.unroll(member);
            update.unroll(member);
        }
        std::vector<VarOrRVar> joint = {lane, members[0], members[1], members[2], broadcast, vector};
        for (int d = 0; d < accumulator.taps.dimensions(); d++)
            joint.emplace_back(accumulator.taps[d]);
        update.reorder(joint);
        for (int d = 0; d + 1 < accumulator.taps.dimensions(); d++)
            update.unroll(RVar(accumulator.taps[d]));
        return;
    }
    if (plan.packing.channels_outer) {
        update.unroll(RVar(accumulator.taps[0]));
    } else if (plan.unroll_channels > 1) {
        update.unroll(RVar(accumulator.taps[0]), plan.unroll_channels, TailStrategy::GuardWithIf);
    }
}

/// Where rows may end inside a vector, its store is a loop over the lanes that count, and what such a loop indexes is memory. A copy of
/// the finished sums takes that part, so that the sums themselves stay in registers.
void store_by_lane(Accumulator &accumulator, Func output, const RVar &at) {
    Func finished = accumulator.sum.in(output);
    const std::vector<Var> args = finished.args();
    finished.compute_at(output, at).vectorize(args[0]).unroll(args[1]).unroll(args[2]);
    for (size_t a = 7; accumulator.joint && a < args.size(); a++)
        finished.unroll(args[a]);
}

void schedule_padded(DirectKernel &kernel, const RVar &tasks) {
    const Problem &problem = kernel.problem;
    const Schedule &plan = kernel.plan;
    Func padded = kernel.padded;
    const std::vector<Var> args = padded.args();
    const Var c = args[0], x = args[1], y = args[2], z = args[3], n = args[4];
    if (plan.border == Border::rows) {
        padded.compute_at(kernel.output, tasks);
    } else {
        padded.compute_root();
    }
    if (plan.lanes == Lanes::pixels) {
        // A vector of pixels at a time for all channels: a transposition reads its cache lines from L1 after the first channel.
        const Var x_inner("x_inner");
        padded.reorder_storage(x, c, y, z, n).split(x, x, x_inner, plan.vector, TailStrategy::RoundUp);
        padded.reorder(x_inner, c, x, y, z, n).vectorize(x_inner);
    } else {
        // Pixels at a stride of half a page or its multiples would meet in few sets of L1.
        constexpr int64_t kAliasing = 512;
        if (problem.channels % kAliasing == 0)
            padded.align_storage(c, static_cast<int>(problem.channels) + 16);
        // Channels of which a copy is made at a time: a task's rows hold those of its group.
        int64_t together = problem.channels;
        if (plan.border == Border::rows)
            together = plan.packing.depthwise ? plan.packing.block : problem.channels_per_group();
        int width = plan.vector;
        while (width > together)
            width /= 2;
        if (width > 1)
            padded.vectorize(c, width, TailStrategy::ShiftInwards);
    }
    if (plan.border == Border::rows)
        return;
    const Var rows("rows");
    if (problem.rank() == 1 && plan.lanes != Lanes::pixels) {
        const Var x_outer("x_outer"), x_inner("x_inner");
        padded.split(x, x_outer, x_inner, 64, TailStrategy::GuardWithIf).fuse(x_outer, n, rows);
        padded.parallel(rows);
        return;
    }
    padded.fuse(y, z, rows).fuse(rows, n, rows).parallel(rows);
}

}  // namespace

void DirectKernel::apply_schedule() {
    const LaneTile tile = lane_tile(plan);
    RVar tasks;
    if (bias_first) {
        const std::vector<Var> args = output.args();
        const Var rows("rows");
        output.fuse(args[1], args[2], rows);
        for (size_t d = 3; d < args.size(); d++)
            output.fuse(rows, args[d], rows);
        output.parallel(rows);
    }
    for (Pass &pass : passes) {
        const PassLoops &loops = pass.loops;
        const RDom &r = loops.domain;
        Stage update = output.update(pass.update);
        update.allow_race_conditions();  // tiles that overlap store the same bits
        update.vectorize(RVar(r[loops.lane])).unroll(RVar(r[loops.vector])).unroll(RVar(r[loops.broadcast]));
        if (pass.phases_inside) {
            for (int a = 0; a < 3; a++)
                update.unroll(RVar(r[loops.residue[a]]));
        }
        tasks = r[loops.task];
        update.parallel(tasks);
        RVar at = r[loops.x_tile];
        if (pass.phases_inside && plan.phases != PhaseLoops::joint) {
            at = r[loops.residue[plan.lanes == Lanes::pixels ? 1 : 0]];
        }
        for (Accumulator &accumulator : pass.accumulators) {
            schedule_sum(accumulator, output, at, plan, tile);
            if (guarded() && lanes_are_pixels())
                store_by_lane(accumulator, output, at);
        }
    }
    if (padded.defined())
        schedule_padded(*this, tasks);
}

}  // namespace tconv
