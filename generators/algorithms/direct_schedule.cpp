// The loops of the direct algorithm on a CPU.
#include <algorithm>

#include "generators/algorithms/activation.h"
#include "generators/algorithms/direct.h"

namespace tconv {

using namespace Halide;

namespace {

/// A tile is vectors and unrolled: all of it, whatever part the conditions of its store leave over.
void unroll_tile(Func tile_func, const Accumulator &accumulator, const DirectKernel &kernel) {
    const std::vector<Var> args = tile_func.args();
    const DirectSchedule &plan = kernel.plan;
    const int64_t vectors = plan.lanes == Lanes::pixels ? plan.vectors : lane_tile(plan).vectors;
    tile_func.bound(args[kLane], 0, plan.vector)
        .bound(args[kVector], 0, i32(vectors))
        .bound(args[kBroadcast], 0, plan.broadcasts);
    tile_func.vectorize(args[kLane]).unroll(args[kVector]).unroll(args[kBroadcast]);
    for (int a = 0; accumulator.joint && a < 3; a++) {
        const Var &residue = args[static_cast<size_t>(kResidue + a)];
        tile_func.bound(residue, 0, i32(kernel.axes[a].axis.stride)).unroll(residue);
    }
}

/// The inputs of a step are a few vectors, in registers as the sums are: of each channel a lane.
void schedule_staged(const Accumulator &accumulator, const DirectKernel &kernel) {
    Func sum = accumulator.sum, staged = accumulator.staged;
    const std::vector<Var> args = staged.args();
    staged.compute_at(sum, RVar(accumulator.taps[1]));
    staged.bound_extent(args[0], kernel.plan.staged_channels).vectorize(args[0]);
    staged.bound(args[1], 0, kernel.plan.broadcasts).unroll(args[1]);
    Stage update = sum.update();
    update.unroll(RVar(accumulator.taps[0]));
    if (kernel.plan.trim_x)
        update.unroll(RVar(accumulator.taps[2]));  // conditions on x become constants
}

/// The tile of sums lives in registers: every dimension of it is a constant, vectorised or unrolled, and the reduction runs around
/// it. Its innermost loop is then one load of weights for each vector, one broadcast for each pixel, and their products.
void schedule_sum(Accumulator &accumulator, const DirectKernel &kernel, const RVar &at) {
    Func sum = accumulator.sum;
    const DirectSchedule &plan = kernel.plan;
    const std::vector<Var> args = sum.args();
    const Var lane = args[kLane], vector = args[kVector], broadcast = args[kBroadcast];
    sum.compute_at(kernel.output, at);
    unroll_tile(sum, accumulator, kernel);

    Stage update = sum.update();
    const auto tile_innermost = [&](Stage stage, const RDom &taps) {
        std::vector<VarOrRVar> order = {lane, vector, broadcast};
        for (int d = 0; d < taps.dimensions(); d++)
            order.emplace_back(taps[d]);
        stage.reorder(order).vectorize(lane).unroll(vector).unroll(broadcast);
    };
    tile_innermost(update, accumulator.taps);
    if (accumulator.staged.defined()) {
        schedule_staged(accumulator, kernel);
        if (accumulator.rest.defined()) {
            tile_innermost(sum.update(1), accumulator.rest);
            if (plan.trim_x)
                sum.update(1).unroll(RVar(accumulator.rest[1]));
        }
        return;
    }
    if (accumulator.joint) {
        // Residues innermost: the products of one input vector stand together. Only the channels stay a loop, in each of the rows
        // of the window: what leaves rows out stands around it. Inside of it, it was measured to keep sums in memory.
        std::vector<VarOrRVar> joint = {lane,      args[kResidue], args[kResidue + 1], args[kResidue + 2],
                                        broadcast, vector};
        for (int a = 0; a < 3; a++)
            update.unroll(args[static_cast<size_t>(kResidue + a)]);
        for (const int d : {0, 3, 1, 2})
            joint.emplace_back(accumulator.taps[d]);
        update.reorder(joint);
        for (int d = 0; d < 3; d++)
            update.unroll(RVar(accumulator.taps[d]));
        if (accumulator.fetch.defined())
            accumulator.fetch.compute_at(sum, RVar(accumulator.taps[3]));
        return;
    }
    if (plan.trim_x && !plan.packing.channels_outer)
        update.unroll(RVar(accumulator.taps[1]));  // conditions on x become constants
    if (plan.packing.channels_outer) {
        update.unroll(RVar(accumulator.taps[0]));
    } else if (plan.unroll_channels > 1) {
        update.unroll(RVar(accumulator.taps[0]), plan.unroll_channels, TailStrategy::GuardWithIf);
    }
}

/// Where rows may end inside a vector, its store is a loop over the lanes that count; where the activation is long, its code stands
/// once, in a loop over the tile's vectors. What such loops index is memory. A copy of the finished sums takes that part, so that the
/// sums themselves stay in registers.
void store_from_memory(Accumulator &accumulator, const DirectKernel &kernel, const RVar &at) {
    Func finished = accumulator.sum.in(kernel.output);
    finished.compute_at(kernel.output, at);
    unroll_tile(finished, accumulator, kernel);
}

/// Inputs along an axis that one block of its phases reads, taps outside the input included.
int64_t window(const Axis &axis) {
    int64_t low = 0, high = 0;
    bool none = true;
    for (const tconv::Phase &phase : phases_of(axis)) {
        if (phase.taps == 0)
            continue;
        const int64_t last = phase.input_offset - (phase.taps - 1) * phase.input_step;
        low = none ? last : std::min(low, last);
        high = none ? phase.input_offset : std::max(high, phase.input_offset);
        none = false;
    }
    return high - low + 1;
}

/// A transposition by fours: four channels of a pixel are one load and one store, and a vector of pixels of each of the four comes from
/// four loads by shuffles. Loads of single cells would take four times as long. All channels between, so that what was stored
/// has left the store buffer before it is loaded: a load that covers several pending stores waits for them.
void transpose_by_fours(const DirectKernel &kernel, const Var &x_inner) {
    if (kernel.problem.layout != Layout::channels_last || kernel.problem.channels_per_group() % 4 != 0 ||
        kernel.plan.vector < 4)
        return;
    Func padded = kernel.padded, by_fours = kernel.unpadded;
    const std::vector<Var> args = padded.args(), of = by_fours.args();
    const Var c = args[0], x = args[1], c_inner("c_inner");
    padded.align_bounds(c, 4).split(c, c, c_inner, 4).reorder(x_inner, c_inner, c, x).unroll(c_inner);
    by_fours.compute_at(padded, x).bound_extent(of[0], 4).reorder_storage(of[0], of[2], of[1], of[3], of[4], of[5]);
    by_fours.vectorize(of[0]).reorder(of[0], of[1], of[2]).unroll(of[1], 2, TailStrategy::GuardWithIf);
}

/// Channels at a stride of a kilobyte or its multiples would meet in few sets of L1.
void keep_channels_apart(const DirectKernel &kernel, const Var &x) {
    constexpr int64_t kAliasing = 256;
    const Axis &axis = kernel.axes[0].axis;
    if (axis.is_open())
        return;
    int64_t pixels = ceil_div(axis.output, axis.stride);
    if (kernel.plan.border == Border::rows && kernel.plan.row_chunk > 0)
        pixels = std::min(pixels, kernel.plan.row_chunk * kernel.tile_pixels());
    const int64_t row = ceil_div(pixels + window(axis) - 1, kernel.plan.vector) * kernel.plan.vector;
    if (row % kAliasing == 0)
        Func(kernel.padded).align_storage(x, i32(row + 16));
}

void schedule_padded(DirectKernel &kernel, const RVar &tasks) {
    const Problem &problem = kernel.problem;
    const DirectSchedule &plan = kernel.plan;
    Func padded = kernel.padded;
    const std::vector<Var> args = padded.args();
    const Var c = args[0], x = args[1], y = args[2], z = args[3], n = args[4];
    if (plan.border == Border::rows) {
        padded.compute_at(kernel.output, tasks);
        // Which rows a task reads depends on where the image ends, so Halide would make room for all of them.
        padded.bound_storage(y, to_int(window(kernel.axes[1].axis) + plan.rows - 1));
        padded.bound_storage(z, to_int(window(kernel.axes[2].axis)));
    } else {
        padded.compute_root();
    }
    if (plan.lanes == Lanes::pixels) {
        // A vector of pixels at a time for all channels: a transposition reads its cache lines from L1 after the first channel.
        const Var x_inner("x_inner");
        padded.reorder_storage(x, c, y, z, n).split(x, x, x_inner, plan.vector, TailStrategy::RoundUp);
        keep_channels_apart(kernel, x);
        padded.reorder(x_inner, c, x, y, z, n).vectorize(x_inner);
        transpose_by_fours(kernel, x_inner);
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
    RVar tasks;
    if (bias_first)
        run_rows_in_parallel(output);
    for (Pass &pass : passes) {
        const PassLoops &loops = pass.loops;
        const RDom &r = loops.domain;
        Stage update = output.update(pass.update);
        update.allow_race_conditions();  // tiles that overlap store the same bits
        update.vectorize(RVar(r[loops.lane]));
        if (!is_long(activation()))
            update.unroll(RVar(r[loops.vector])).unroll(RVar(r[loops.broadcast]));
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
            schedule_sum(accumulator, *this, at);
            if ((guarded() && lanes_are_pixels()) || is_long(activation()))
                store_from_memory(accumulator, *this, at);
        }
    }
    // Border::rows has one pass: its tasks.
    if (padded.defined())
        schedule_padded(*this, tasks);
}

}  // namespace tconv
