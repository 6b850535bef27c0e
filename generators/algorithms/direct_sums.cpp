// What one register tile computes: the sums of a phase, of a class of phases, or of all.
#include "generators/algorithms/direct.h"

#include <algorithm>

namespace tconv {

using namespace Halide;

namespace {

std::vector<Var> coordinates() {
    std::vector<Var> args;
    for (const char *name : {"lane", "vector", "broadcast", "x_tile", "lane_tile", "block", "row", "task", "residue_x",
                             "residue_y", "residue_z"})
        args.emplace_back(name);
    return args;
}
Step step_of(const std::vector<Var> &v) {
    return {v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], {v[8], v[9], v[10]}};
}

}  // namespace

Expr DirectKernel::bias_at(const Place &at) const {
    return bias(within(at.block * i32(plan.packing.block) + at.lane, i32(sizes.total_floats - sizes.bias_offset)));
}

Expr DirectKernel::weight_at(const Place &at, const Expr &tap, const Expr &channel) const {
    const Expr row = plan.packing.channels_outer ? (at.block * i32(sizes.channels) + channel) * i32(sizes.taps) + tap
                                                 : (at.block * i32(sizes.taps) + tap) * i32(sizes.channels) + channel;
    return weights(within(row * i32(plan.packing.block) + at.lane, i32(sizes.weight_floats)));
}

/// Phase `p` of an axis; a merged axis is one phase of stride 1 in units of blocks.
PhaseExprs DirectKernel::phase(int axis, const PhaseClass &p, const Expr &member) const {
    if (!merged(axis))
        return phase_exprs(axes[axis].axis, p, member);
    const Axis &a = axes[axis].axis;
    return {i32(0), i32(a.crop_begin / a.stride), i32(0), a.kernel / a.stride, 1};
}
std::vector<PhaseClass> DirectKernel::classes(int axis, bool each_alone) const {
    if (merged(axis))
        return {{0, 1, axes[axis].axis.kernel / axes[axis].axis.stride}};
    return phase_classes(axes[axis].axis, each_alone);
}
Expr DirectKernel::tap_position(int axis, const Expr &first_tap, const Expr &j) const {
    return merged(axis) ? j : packed_tap(axes[axis].axis, first_tap, j);
}
int64_t DirectKernel::packed_taps(int axis) const {
    return merged(axis) ? axes[axis].axis.kernel / axes[axis].axis.stride : axes[axis].axis.kernel;
}

/// The sums of one class of phases: which member of it is part of the task.
Accumulator DirectKernel::define_sum(const PassLoops &loops, const PhaseClass (&p)[3], const std::string &name) const {
    const std::vector<Var> args = coordinates();
    const Step step = step_of(args);
    PhaseExprs e[3];
    for (int a = 0; a < 3; a++)
        e[a] = phase(a, p[a], loops.tasks.index(member_loop(a), step.task));
    const Place at = place(loops, step, row_outputs(e[0].residue));
    Accumulator out;
    out.sum = Func(name);
    out.sum(args) = bias_at(at);

    const int64_t staged = plan.staged_channels == 0 ? 0 : sizes.channels / plan.staged_channels * plan.staged_channels;
    if (staged > 0)
        add_products(out, loops, e, at, 0, staged, name);
    if (staged < sizes.channels)
        add_products(out, loops, e, at, staged, sizes.channels - staged, name);
    return out;
}

/// Adds the products of some channels to a sum: of the first ones, which may be staged, or of those that are left.
void DirectKernel::add_products(Accumulator &out, const PassLoops &loops, const PhaseExprs (&e)[3], const Place &at,
                                int64_t first_channel, int64_t channels, const std::string &name) const {
    // Taps of x innermost of the taps: they read one row. Channels inside them, or outside where they are packed so.
    const Range tx(0, i32(e[0].taps)), ty(0, i32(e[1].taps)), tz(0, i32(e[2].taps));
    const bool stages = plan.staged_channels > 0 && first_channel == 0;
    Region region{tx, ty, tz};
    if (stages) {
        region.insert(region.begin(), {Range(0, plan.staged_channels), Range(0, i32(channels / plan.staged_channels))});
    } else {
        region.insert(plan.packing.channels_outer ? region.end() : region.begin(), Range(0, i32(channels)));
    }
    RDom taps(region, name + (first_channel == 0 ? "_taps" : "_rest"));
    const int first = stages ? 2 : plan.packing.channels_outer ? 0 : 1;
    const Expr j[3] = {taps[first], taps[first + 1], taps[first + 2]};
    const Expr channel = stages                       ? taps[0] + taps[1] * plan.staged_channels
                         : plan.packing.channels_outer ? Expr(taps[3])
                                                       : taps[0] + i32(first_channel);

    Expr offset[3];
    for (int a = 0; a < 3; a++)
        offset[a] = e[a].input_offset - j[a] * to_int(e[a].input_step);
    if (plan.trim_x)
        trim(taps, at.x + offset[0], 0);
    trim(taps, at.y + offset[1], 1);
    trim(taps, at.z + offset[2], 2);

    const Expr tap =
        (tap_position(2, e[2].first_tap, j[2]) * i32(packed_taps(1)) + tap_position(1, e[1].first_tap, j[1])) *
            i32(packed_taps(0)) +
        tap_position(0, e[0].first_tap, j[0]);
    const std::vector<Var> args = coordinates();
    (first_channel == 0 ? out.taps : out.rest) = taps;
    if (stages) {
        out.sum(args) += weight_at(at, tap, channel) * staged_input(out, loops, e);
        return;
    }
    const Expr input_channel = plan.lanes == Lanes::depthwise
                                   ? blocks().first_lane(at.block) + at.lane
                                   : blocks().group_of(at.block) * i32(sizes.channels) + channel;
    out.sum(args) += weight_at(at, tap, channel) * read(at, input_channel, offset);
}

/// The input of a step from a vector of channels, which is loaded once for all lanes of them.
Expr DirectKernel::staged_input(Accumulator &out, const PassLoops &loops, const PhaseExprs (&e)[3]) const {
    const Var channel("channel"), chunk("channel_chunk"), j[3] = {Var("tap_x"), Var("tap_y"), Var("tap_z")};
    const std::vector<Var> args = coordinates();
    Step step = step_of(args);
    step.lane = step.vector = step.lane_tile = 0;  // an input is the same for all lanes
    const Place at = place(loops, step, row_outputs(e[0].residue));
    Expr offset[3];
    for (int a = 0; a < 3; a++)
        offset[a] = e[a].input_offset - j[a] * to_int(e[a].input_step);
    const Expr input_channel =
        blocks().group_of(at.block) * i32(sizes.channels) + chunk * plan.staged_channels + channel;
    out.staged = Func(out.sum.name() + "_staged");
    out.staged(channel, args[kBroadcast], args[3], args[5], args[6], args[7], j[0], j[1], j[2], chunk) =
        read(at, input_channel, offset);
    const RDom &r = out.taps;
    return out.staged(r[0], args[kBroadcast], args[3], args[5], args[6], args[7], r[2], r[3], r[4], r[1]);
}

/// Zero, and asks for a cache line of the rows that the next task will be the first to read. The lines follow each other as the steps
/// of the reduction do: a step for each channel of each row of the window.
Expr DirectKernel::fetch_next_task(const PassLoops &loops, Accumulator &accumulator, const Expr &first_row) const {
    const RDom &window = accumulator.taps;
    Var x_tile("x_tile"), row("row"), task("task"), tap_y("tap_y"), channel("channel");
    const Expr rows_of_window = window[1].extent(), channels = window[3].extent();
    const Expr step = (x_tile * rows_of_window + tap_y) * channels + channel;
    const Expr next = task + 1;
    const auto index = [&](OuterLoop loop) { return loops.tasks.index(loop, next); };
    const Expr y = index(OuterLoop::row) * plan.rows + row + first_row + rows_of_window - 1;
    const Expr floats_of_row = axes[0].input * i32(problem.channels);
    const Expr row_of_array = (index(OuterLoop::image) * axes[2].input + index(OuterLoop::plane)) * axes[1].input + y;
    constexpr int kLine = 16;
    const Expr cell = row_of_array * floats_of_row + first_pixel(loops, next) * i32(problem.channels) + step * kLine;
    const Expr array = Internal::Variable::make(Handle(), input_array.name(), input_array);
    using Internal::Call;
    const Expr asked = Call::make(Int(32), Call::prefetch, {array, cell, Expr(1), Expr(kLine)}, Call::Intrinsic);
    accumulator.fetch = Func("fetch");
    accumulator.fetch(tap_y, channel, x_tile, row, task) =
        Call::make(Int(32), Call::return_second, {asked, Expr(0)}, Call::Intrinsic);
    const std::vector<Var> args = accumulator.sum.args();
    const Step here = step_of(args);
    return accumulator.fetch(window[1], window[3], here.x_tile, here.row, here.task);
}

/// The sums of all phases: the loops run over the window of inputs that some phase reads, and a phase takes part where it has
/// a tap.
Accumulator DirectKernel::define_joint_sum(const PassLoops &loops) const {
    const std::vector<Var> args = coordinates();
    const Step step = step_of(args);
    const Place at = place(loops, step, row_outputs(0));
    Accumulator out;
    out.joint = true;
    out.sum = Func("sum");
    out.sum(args) = bias_at(at);

    int64_t first[3];
    Region region;
    for (int a = 0; a < 3; a++) {
        int64_t low = 0, high = 0;
        bool none = true;
        for (const tconv::Phase &p : phases_of(axes[a].axis)) {
            if (p.taps == 0)
                continue;
            low = none ? p.input_offset - p.taps + 1 : std::min(low, p.input_offset - p.taps + 1);
            high = none ? p.input_offset : std::max(high, p.input_offset);
            none = false;
        }
        first[a] = low;
        region.emplace_back(0, i32(high - low + 1));
    }
    region.emplace_back(0, i32(sizes.channels));
    out.taps = RDom(region, "window");
    Expr offset[3], tap = 0;
    for (int a = 2; a >= 0; a--) {
        offset[a] = out.taps[a] + i32(first[a]);
        Expr first_offset = 0, taps = 0, first_tap = 0;  // of the residue: constants once it is unrolled
        for (const tconv::Phase &p : phases_of(axes[a].axis)) {
            const Expr here = step.residue[a] == i32(p.residue);
            first_offset = select(here, i32(p.input_offset), first_offset);
            taps = select(here, i32(p.taps), taps);
            first_tap = select(here, i32(p.first_tap), first_tap);
        }
        const Expr j = first_offset - offset[a];
        out.taps.where(j >= 0 && j < taps);
        tap = tap * i32(axes[a].axis.kernel) + packed_tap(axes[a].axis, first_tap, j);
    }
    trim(out.taps, at.y + offset[1], 1);
    trim(out.taps, at.z + offset[2], 2);
    if (plan.prefetch)
        tap += fetch_next_task(loops, out, i32(first[1]));
    const Expr channel = blocks().group_of(at.block) * i32(sizes.channels) + out.taps[3];
    out.sum(args) += weight_at(at, tap, out.taps[3]) * read(at, channel, offset);
    return out;
}

}  // namespace tconv
