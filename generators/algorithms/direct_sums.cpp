// What one register tile computes: the sums of a phase, and the input they read.
#include "generators/algorithms/direct.h"

#include <algorithm>

namespace tconv {

using namespace Halide;

namespace {

int to_int(int64_t value) { return static_cast<int>(value); }

}  // namespace

Expr i32(int64_t value) { return Internal::make_const(Int(32), value); }
Expr within(const Expr &index, const Expr &extent) { return unsafe_promise_clamped(index, 0, extent - 1); }

/// The array's cell; every index in range.
Expr DirectKernel::cell(const Expr &c, const Expr &x, const Expr &y, const Expr &z, const Expr &n) const {
    if (problem.layout == Layout::channels_last) {
        const Expr row = axes[0].input * i32(problem.channels);
        return input(within(c + x * i32(problem.channels), row), y, z, n);
    }
    return input(x, y, z, c, n);
}

void DirectKernel::define_padded_input() {
    if (plan.border == Border::none)
        return;
    Var c("c"), x("x"), y("y"), z("z"), n("n");
    const Expr value = cell(c, clamp(likely(x), 0, axes[0].input - 1), y, z, n);
    padded = Func("padded");
    padded(c, x, y, z, n) = select(x < 0 || x >= axes[0].input, 0.0f, value);
}

/// x(c, X, Y, Z, n) with zeros left and right; Y and Z are in range because the loops over taps are trimmed.
Expr DirectKernel::read(const Expr &c, const Expr &x, const Expr &y, const Expr &z, const Expr &n) const {
    const Expr row = clamp(y, 0, axes[1].input - 1), plane = clamp(z, 0, axes[2].input - 1);
    if (padded.defined())
        return padded(c, x, row, plane, n);
    const Expr column = guarded() ? clamp(x, 0, axes[0].input - 1) : within(x, axes[0].input);
    return cell(c, column, row, plane, n);
}

/// A lane counted from the start of its block.
Expr DirectKernel::lane_in_block(const Place &at, const Expr &lane, const Expr &vector, const Expr &broadcast) const {
    return at.lane_begin + (lanes_are_pixels() ? broadcast : lane_tile(plan).begin(vector, plan.vector) + lane);
}
Expr DirectKernel::pixel(const Place &at, const Expr &lane, const Expr &vector, const Expr &broadcast) const {
    return at.x_begin + (lanes_are_pixels() ? vector * plan.vector + lane : broadcast);
}
/// The first lane of a block within its group: the last block is shifted inwards.
Expr DirectKernel::block_begin(const Expr &block) const {
    const Expr in_group = sizes.groups == 1 ? block : block % i32(sizes.blocks);
    const Expr begin = sizes.blocks == 1 ? Expr(0) : in_group * i32(plan.packing.block);
    return sizes.blocks * plan.packing.block == sizes.lanes ? begin : min(begin, i32(sizes.lanes - plan.packing.block));
}
Expr DirectKernel::group_of(const Expr &block) const { return sizes.groups == 1 ? Expr(0) : block / i32(sizes.blocks); }

Expr DirectKernel::bias_at(const Place &at, const Expr &lane_offset) const {
    return bias(within(at.block * i32(plan.packing.block) + lane_offset, i32(sizes.total_floats - sizes.bias_offset)));
}

Expr DirectKernel::weight_at(const Place &at, const Expr &tap, const Expr &channel, const Expr &lane_offset) const {
    const Expr row = plan.packing.channels_outer ? (at.block * i32(sizes.channels) + channel) * i32(sizes.taps) + tap
                                                 : (at.block * i32(sizes.taps) + tap) * i32(sizes.channels) + channel;
    return weights(within(row * i32(plan.packing.block) + lane_offset, i32(sizes.weight_floats)));
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

/// sum(lane, vector, broadcast, place..., members) of one class of phases.
Accumulator DirectKernel::define_sum(const PhaseClass (&p)[3], const std::string &name) const {
    Var lane("lane"), vector("vector"), broadcast("broadcast"), x_begin("x_begin"), block("block"),
        lane_begin("lane_begin");
    Var y("y"), z("z"), n("n");
    Var member[3] = {Var("phase_x"), Var("phase_y"), Var("phase_z")};
    const Place at{x_begin, block, lane_begin, y, z, n};
    const std::vector<Var> args = {lane, vector, broadcast, x_begin,   block,     lane_begin,
                                   y,    z,      n,         member[0], member[1], member[2]};

    Accumulator out;
    out.sum = Func(name);
    const Expr lane_offset = lane_in_block(at, lane, vector, broadcast);
    out.sum(args) = bias_at(at, lane_offset);

    PhaseExprs e[3];
    for (int a = 0; a < 3; a++)
        e[a] = phase(a, p[a], member[a]);
    // Taps of x innermost of the taps: they read one row. Channels inside them, or outside where they are packed so.
    const Range channels(0, i32(sizes.channels));
    const Range tx(0, i32(e[0].taps)), ty(0, i32(e[1].taps)), tz(0, i32(e[2].taps));
    const bool channels_outer = plan.packing.channels_outer;
    out.taps =
        channels_outer ? RDom({tx, ty, tz, channels}, name + "_taps") : RDom({channels, tx, ty, tz}, name + "_taps");
    const int first = channels_outer ? 0 : 1;
    const Expr j[3] = {out.taps[first], out.taps[first + 1], out.taps[first + 2]};
    const Expr channel = channels_outer ? Expr(out.taps[3]) : Expr(out.taps[0]);

    const Expr x = pixel(at, lane, vector, broadcast) + e[0].input_offset - j[0] * to_int(e[0].input_step);
    Expr position[3] = {x, y + e[1].input_offset - j[1] * to_int(e[1].input_step),
                        z + e[2].input_offset - j[2] * to_int(e[2].input_step)};
    for (int a = 1; a < 3; a++)
        trim(out.taps, position[a], a, e[a].taps == 1);

    const Expr tap =
        (tap_position(2, e[2].first_tap, j[2]) * i32(packed_taps(1)) + tap_position(1, e[1].first_tap, j[1])) *
            i32(packed_taps(0)) +
        tap_position(0, e[0].first_tap, j[0]);
    const Expr input_channel = plan.lanes == Lanes::depthwise ? block_begin(block) + lane_offset
                                                              : group_of(block) * i32(sizes.channels) + channel;
    out.sum(args) +=
        weight_at(at, tap, channel, lane_offset) * read(input_channel, position[0], position[1], position[2], n);
    return out;
}

/// sum(lane, vector, broadcast, place..., residues) of all phases: the loops run over the window of inputs that some phase
/// reads, and a phase takes part where it has a tap.
Accumulator DirectKernel::define_joint_sum() const {
    Var lane("lane"), vector("vector"), broadcast("broadcast"), x_begin("x_begin"), block("block"),
        lane_begin("lane_begin");
    Var y("y"), z("z"), n("n");
    Var residue[3] = {Var("residue_x"), Var("residue_y"), Var("residue_z")};
    const Place at{x_begin, block, lane_begin, y, z, n};
    const std::vector<Var> args = {lane, vector, broadcast, x_begin,    block,      lane_begin,
                                   y,    z,      n,         residue[0], residue[1], residue[2]};

    Accumulator out;
    out.joint = true;
    out.sum = Func("sum");
    const Expr lane_offset = lane_in_block(at, lane, vector, broadcast);
    out.sum(args) = bias_at(at, lane_offset);

    int64_t first[3];
    bool one_tap[3];
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
        one_tap[a] = low == high;
        region.emplace_back(0, i32(high - low + 1));
    }
    region.emplace_back(0, i32(sizes.channels));
    out.taps = RDom(region, "window");
    Expr position[3], tap = 0;
    const Expr pixel_of[3] = {pixel(at, lane, vector, broadcast), y, z};
    for (int a = 2; a >= 0; a--) {
        const Expr u = out.taps[a] + i32(first[a]);
        position[a] = pixel_of[a] + u;
        Expr offset = 0, taps = 0, first_tap = 0;  // of the residue: constants once it is unrolled
        for (const tconv::Phase &p : phases_of(axes[a].axis)) {
            const Expr here = residue[a] == i32(p.residue);
            offset = select(here, i32(p.input_offset), offset);
            taps = select(here, i32(p.taps), taps);
            first_tap = select(here, i32(p.first_tap), first_tap);
        }
        const Expr j = offset - u;
        out.taps.where(j >= 0 && j < taps);
        tap = tap * i32(axes[a].axis.kernel) + packed_tap(axes[a].axis, first_tap, j);
        if (a > 0)
            trim(out.taps, position[a], a, one_tap[a]);
    }
    const Expr channel = group_of(block) * i32(sizes.channels) + out.taps[3];
    out.sum(args) +=
        weight_at(at, tap, out.taps[3], lane_offset) * read(channel, position[0], position[1], position[2], n);
    return out;
}

/// Leaves out taps that read rows outside the input: they become bounds of the loop.
void DirectKernel::trim(RDom &taps, const Expr &position, int axis, bool one_tap) const {
    const Axis &a = axes[axis].axis;
    if (axis >= problem.rank())
        return;
    if (!a.is_open()) {
        const InputRange range = inputs_read(a);
        if (range.empty() || (range.first >= 0 && range.last < a.input))
            return;
    }
    const Expr first = 0, end = axes[axis].input;
    taps.where(position >= (one_tap ? unlifted(first) : first));
    taps.where(position < (one_tap ? unlifted(end) : end));
}

/// The limit in a condition on the tasks' indices alone, no inner loop among them. From such conditions Halide derives whether the
/// padded input is needed at all (SkipStages.cpp), and where extents are open what it derives for the fused loop defines a name
/// inside itself: lowering fails. It leaves conditions alone that are not pure, which the first operand here claims to be; the
/// value is the second one. What such a condition guards must be safe to compute where it does not hold: only stores are skipped.
Expr DirectKernel::unlifted(const Expr &limit) const {
    using Internal::Call;
    if (!problem.is_open())
        return limit;
    const Expr impure = Call::make(Int(32), Call::size_of_halide_buffer_t, {}, Call::Intrinsic);
    return Call::make(Int(32), Call::return_second, {impure, limit}, Call::Intrinsic);
}

}  // namespace tconv
