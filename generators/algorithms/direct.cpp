// The direct algorithm: every phase of the output is a dense convolution over the input with its own few taps.
//
//     sum(m, X) = bias(m) + sum over (c, j) of weights(m, first_tap + j*tap_step, c) * x(c, X + input_offset - j*input_step)
//     output(m, stride*X + residue) = activation(sum of that residue's phase (m, X))
//
// on each axis at once. The output is written by update definitions over an RDom whose dimensions are the loops of the kernel,
// innermost first: so a pass can run over a set of phases, and tiles that do not divide the output are shifted inwards (computed
// twice, to the same bits) in place of being guarded. Only where an axis may be shorter than a tile are stores guarded.
#include "generators/algorithms/direct.h"

#include <algorithm>
#include <map>

#include "generators/algorithms/activation.h"
#include "generators/algorithms/run_generator.h"

namespace tconv {

using namespace Halide;

namespace {

Expr i32(int64_t value) { return Internal::make_const(Int(32), value); }
int to_int(int64_t value) { return static_cast<int>(value); }

/// An index that this algorithm keeps in [0, extent): bounds inference cannot see it, so it is told.
Expr inside(const Expr &index, const Expr &extent) { return unsafe_promise_clamped(index, 0, extent - 1); }

class Direct : public Generator<Direct> {
public:
    GeneratorParam<std::string> problem_key{"problem", ""};
    GeneratorParam<std::string> schedule_json{"schedule", ""};
    Input<Buffer<float>> input{"input"};
    Input<Buffer<float, 1>> weights{"weights"};
    Input<Buffer<float, 1>> bias{"bias"};
    Output<Buffer<float>> output{"output"};

    void configure() {
        problem = parse_key(problem_key);
        const int dimensions = problem.layout == Layout::channels_last ? 4 : 5;
        input.set_dimensions(dimensions);
        output.set_dimensions(dimensions);
    }

    void generate() {
        problem = parse_key(problem_key);
        plan = schedule_from_json(schedule_json);
        InstructionSet set{};
        set.lanes = get_target().natural_vector_size<float>();
        check_legal(plan, problem, set);
        sizes = packed_sizes(problem, plan.packing);

        /* THE ALGORITHM */
        define_sizes();
        define_padded_input();
        define_output();
        /* THE SCHEDULE */
        apply_schedule(funcs, problem, plan);
    }

private:
    Problem problem;
    Schedule plan;
    PackedSizes sizes{};
    KernelAxis axes[3];  // x, y, z
    Expr batch;
    DirectFuncs funcs;

    bool lanes_are_pixels() const { return plan.lanes == Lanes::pixels; }
    bool merged(int axis) const { return axis == 0 && plan.packing.merge_x; }

    // ---- sizes -------------------------------------------------------------------------------------------------------------

    void define_sizes() {
        const bool last = problem.layout == Layout::channels_last;
        const int dimensions = last ? 4 : 5;
        std::vector<Expr> in_shape(problem.axes.size() + 2), out_shape(problem.axes.size() + 2);
        const size_t rank = problem.axes.size(), first_axis = last ? 1 : 2, channel = last ? rank + 1 : 1;
        for (int a = 0; a < 3; a++) {
            KernelAxis &k = axes[a];
            if (a >= problem.rank()) {
                k.axis.output = 1;
                k.input = k.output = i32(1);
                continue;
            }
            k.axis = problem.axes[rank - 1 - static_cast<size_t>(a)];
            if (k.axis.is_open()) {
                k.input = input.dim(a).extent();
                if (last && a == 0) k.input = k.input / i32(problem.channels);
                k.output = k.axis.output != kOpen ? i32(k.axis.output)
                                                  : k.input * i32(k.axis.stride) + i32(k.axis.full(0) - k.axis.crop_begin - k.axis.crop_end);
            } else {
                k.input = i32(k.axis.input);
                k.output = i32(k.axis.output);
            }
            in_shape[first_axis + rank - 1 - static_cast<size_t>(a)] = k.input;
            out_shape[first_axis + rank - 1 - static_cast<size_t>(a)] = k.output;
        }
        batch = problem.batch == kOpen ? Expr(input.dim(dimensions - 1).extent()) : i32(problem.batch);
        in_shape[0] = out_shape[0] = batch;
        in_shape[channel] = i32(problem.channels);
        out_shape[channel] = i32(problem.filters);
        state_bounds(input, buffer_extents(problem.layout, in_shape), dimensions, true);
        state_bounds(output, buffer_extents(problem.layout, out_shape), dimensions, false);
        weights.dim(0).set_bounds(0, i32(sizes.weight_floats));
        bias.dim(0).set_bounds(0, i32(sizes.total_floats - sizes.bias_offset));
    }

    /// Dense, from 0; an extent that is the buffer's own is left to it.
    template<typename B>
    void state_bounds(B &buffer, const std::vector<Expr> &extents, int dimensions, bool is_input) {
        Expr stride = 1;
        for (int d = 0; d < dimensions; d++) {
            const Expr extent = simplify(extents[static_cast<size_t>(d)]);
            if (is_input && !is_const(extent)) {
                buffer.dim(d).set_min(0);
            } else {
                buffer.dim(d).set_bounds(0, extent);
            }
            buffer.dim(d).set_stride(simplify(stride));
            stride = stride * (is_input && !is_const(extent) ? Expr(buffer.dim(d).extent()) : extent);
        }
    }

    static bool is_const(const Expr &e) { return Internal::is_const(e); }
    static Expr simplify(const Expr &e) { return Internal::simplify(e); }

    // ---- input -------------------------------------------------------------------------------------------------------------

    /// The array's cell; every index in range.
    Expr cell(const Expr &c, const Expr &x, const Expr &y, const Expr &z, const Expr &n) {
        if (problem.layout == Layout::channels_last) {
            const Expr row = axes[0].input * i32(problem.channels);
            return input(inside(c + x * i32(problem.channels), row), y, z, n);
        }
        return input(x, y, z, c, n);
    }

    void define_padded_input() {
        if (plan.border == Border::none) return;
        Var c("c"), x("x"), y("y"), z("z"), n("n");
        const Expr value = cell(c, clamp(likely(x), 0, axes[0].input - 1), y, z, n);
        funcs.padded = Func("padded");
        funcs.padded(c, x, y, z, n) = select(x < 0 || x >= axes[0].input, 0.0f, value);
    }

    /// x(c, X, Y, Z, n) with zeros left and right; Y and Z are in range because the loops over taps are trimmed.
    Expr read(const Expr &c, const Expr &x, const Expr &y, const Expr &z, const Expr &n) {
        const Expr row = clamp(y, 0, axes[1].input - 1), plane = clamp(z, 0, axes[2].input - 1);
        if (funcs.padded.defined()) return funcs.padded(c, x, row, plane, n);
        const Expr column = guarded() ? clamp(x, 0, axes[0].input - 1) : inside(x, axes[0].input);
        return cell(c, column, row, plane, n);
    }

    // ---- tiles along x -----------------------------------------------------------------------------------------------------

    int64_t tile_pixels() const { return lanes_are_pixels() ? int64_t{plan.vector} * plan.vectors : plan.broadcasts; }

    /// Outputs of a residue of x; a merged axis has one residue of whole blocks.
    Expr row_outputs(const Expr &residue) {
        if (merged(0)) return simplify(axes[0].output / i32(axes[0].axis.stride));
        return simplify(residue_outputs(axes[0], residue));
    }
    int64_t least_row_outputs() const {
        const Axis &x = axes[0].axis;
        if (merged(0)) return x.output == kOpen ? 0 : x.output / x.stride;
        return least_residue_outputs(x);
    }
    /// Whether a tile may be longer than the outputs it is for.
    bool guarded() const { return least_row_outputs() < tile_pixels(); }

    Expr tile_begin(const Expr &tile, const Expr &outputs) {
        const Expr begin = tile * to_int(tile_pixels());
        const Expr shifted = min(begin, outputs - to_int(tile_pixels()));
        if (guarded()) return max(shifted, 0);
        const bool divides = (merged(0) || residues_alike(axes[0].axis)) && least_row_outputs() % tile_pixels() == 0;
        return divides ? begin : shifted;
    }

    // ---- sums --------------------------------------------------------------------------------------------------------------

    /// Where a tile of sums stands: everything but the position inside the tile.
    struct Place {
        Expr x_begin, block, lane_begin, y, z, n;
        std::vector<Expr> list() const { return {x_begin, block, lane_begin, y, z, n}; }
    };

    /// A lane counted from the start of its block.
    Expr lane_in_block(const Place &at, const Expr &lane, const Expr &vector, const Expr &broadcast) {
        return at.lane_begin + (lanes_are_pixels() ? broadcast : lane_tile(plan).begin(vector, plan.vector) + lane);
    }
    Expr pixel(const Place &at, const Expr &lane, const Expr &vector, const Expr &broadcast) {
        return at.x_begin + (lanes_are_pixels() ? vector * plan.vector + lane : broadcast);
    }
    /// The first lane of a block within its group: the last block is shifted inwards.
    Expr block_begin(const Expr &block) {
        const Expr in_group = sizes.groups == 1 ? block : block % i32(sizes.blocks);
        const Expr begin = sizes.blocks == 1 ? Expr(0) : in_group * i32(plan.packing.block);
        return sizes.blocks * plan.packing.block == sizes.lanes ? begin : min(begin, i32(sizes.lanes - plan.packing.block));
    }
    Expr group_of(const Expr &block) { return sizes.groups == 1 ? Expr(0) : block / i32(sizes.blocks); }

    Expr bias_at(const Place &at, const Expr &lane_offset) { 
        return bias(inside(at.block * i32(plan.packing.block) + lane_offset, i32(sizes.total_floats - sizes.bias_offset)));
    }

    Expr weight_at(const Place &at, const Expr &tap, const Expr &channel, const Expr &lane_offset) {
        const Expr row = plan.packing.channels_outer
                             ? (at.block * i32(sizes.channels) + channel) * i32(sizes.taps) + tap
                             : (at.block * i32(sizes.taps) + tap) * i32(sizes.channels) + channel;
        return weights(inside(row * i32(plan.packing.block) + lane_offset, i32(sizes.weight_floats)));
    }

    /// Phase `p` of an axis; a merged axis is one phase of stride 1 in units of blocks.
    PhaseExprs phase(int axis, const PhaseClass &p, const Expr &member) {
        if (!merged(axis)) return phase_exprs(axes[axis].axis, p, member);
        const Axis &a = axes[axis].axis;
        return {i32(0), i32(a.crop_begin / a.stride), i32(0), a.kernel / a.stride, 1};
    }
    std::vector<PhaseClass> classes(int axis, bool each_alone) {
        if (merged(axis)) return {{0, 1, axes[axis].axis.kernel / axes[axis].axis.stride}};
        return phase_classes(axes[axis].axis, each_alone);
    }
    Expr tap_position(int axis, const Expr &first_tap, const Expr &j) {
        return merged(axis) ? j : packed_tap(axes[axis].axis, first_tap, j);
    }
    int64_t packed_taps(int axis) {
        return merged(axis) ? axes[axis].axis.kernel / axes[axis].axis.stride : axes[axis].axis.kernel;
    }

    /// sum(lane, vector, broadcast, place..., members) of one class of phases.
    Accumulator define_sum(const PhaseClass (&p)[3], const std::string &name) {
        Var lane("lane"), vector("vector"), broadcast("broadcast"), x_begin("x_begin"), block("block"), lane_begin("lane_begin");
        Var y("y"), z("z"), n("n");
        Var member[3] = {Var("phase_x"), Var("phase_y"), Var("phase_z")};
        const Place at{x_begin, block, lane_begin, y, z, n};
        const std::vector<Var> args = {lane, vector, broadcast, x_begin, block, lane_begin, y, z, n, member[0], member[1], member[2]};

        Accumulator out;
        out.sum = Func(name);
        const Expr lane_offset = lane_in_block(at, lane, vector, broadcast);
        out.sum(args) = bias_at(at, lane_offset);

        PhaseExprs e[3];
        for (int a = 0; a < 3; a++) e[a] = phase(a, p[a], member[a]);
        // Taps of x innermost of the taps: they read one row. Channels inside them, or outside where they are packed so.
        const Range channels(0, i32(sizes.channels));
        const Range tx(0, i32(e[0].taps)), ty(0, i32(e[1].taps)), tz(0, i32(e[2].taps));
        const bool channels_outer = plan.packing.channels_outer;
        out.taps = channels_outer ? RDom({tx, ty, tz, channels}, name + "_taps") : RDom({channels, tx, ty, tz}, name + "_taps");
        const int first = channels_outer ? 0 : 1;
        const Expr j[3] = {out.taps[first], out.taps[first + 1], out.taps[first + 2]};
        const Expr channel = channels_outer ? Expr(out.taps[3]) : Expr(out.taps[0]);

        const Expr x = pixel(at, lane, vector, broadcast) + e[0].input_offset - j[0] * to_int(e[0].input_step);
        Expr position[3] = {x, y + e[1].input_offset - j[1] * to_int(e[1].input_step),
                            z + e[2].input_offset - j[2] * to_int(e[2].input_step)};
        for (int a = 1; a < 3; a++) trim(out.taps, position[a], a);

        const Expr tap = (tap_position(2, e[2].first_tap, j[2]) * i32(packed_taps(1)) + tap_position(1, e[1].first_tap, j[1])) *
                             i32(packed_taps(0)) +
                         tap_position(0, e[0].first_tap, j[0]);
        const Expr input_channel = plan.lanes == Lanes::depthwise ? block_begin(block) + lane_offset
                                                                  : group_of(block) * i32(sizes.channels) + channel;
        out.sum(args) += weight_at(at, tap, channel, lane_offset) * read(input_channel, position[0], position[1], position[2], n);
        return out;
    }

    /// sum(lane, vector, broadcast, place..., residues) of all phases: the loops run over the window of inputs that some phase
    /// reads, and a phase takes part where it has a tap.
    Accumulator define_joint_sum() {
        Var lane("lane"), vector("vector"), broadcast("broadcast"), x_begin("x_begin"), block("block"), lane_begin("lane_begin");
        Var y("y"), z("z"), n("n");
        Var residue[3] = {Var("residue_x"), Var("residue_y"), Var("residue_z")};
        const Place at{x_begin, block, lane_begin, y, z, n};
        const std::vector<Var> args = {lane, vector, broadcast, x_begin, block, lane_begin, y, z, n, residue[0], residue[1], residue[2]};

        Accumulator out;
        out.joint = true;
        out.sum = Func("sum");
        const Expr lane_offset = lane_in_block(at, lane, vector, broadcast);
        out.sum(args) = bias_at(at, lane_offset);

        int64_t first[3];
        Region region;
        for (int a = 0; a < 3; a++) {
            int64_t low = 0, high = 0;
            bool none = true;
            for (const tconv::Phase &p : phases_of(axes[a].axis)) {
                if (p.taps == 0) continue;
                low = none ? p.input_offset - p.taps + 1 : std::min(low, p.input_offset - p.taps + 1);
                high = none ? p.input_offset : std::max(high, p.input_offset);
                none = false;
            }
            first[a] = low;
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
            if (a > 0) trim(out.taps, position[a], a);
        }
        const Expr channel = group_of(block) * i32(sizes.channels) + out.taps[3];
        out.sum(args) += weight_at(at, tap, out.taps[3], lane_offset) * read(channel, position[0], position[1], position[2], n);
        return out;
    }

    /// Leaves out taps that read rows outside the input: they become bounds of the loop.
    void trim(RDom &taps, const Expr &position, int axis) {
        const Axis &a = axes[axis].axis;
        if (axis >= problem.rank()) return;
        if (!a.is_open()) {
            const InputRange range = inputs_read(a);
            if (range.empty() || (range.first >= 0 && range.last < a.input)) return;
        }
        taps.where(position >= 0);
        taps.where(position < axes[axis].input);
    }

    // ---- output ------------------------------------------------------------------------------------------------------------

    void define_output() {
        funcs.output = Func(output);
        const bool inside_tile = plan.phases == PhaseLoops::inside || plan.phases == PhaseLoops::joint;
        Var v[5] = {Var("o0"), Var("o1"), Var("o2"), Var("o3"), Var("o4")};
        const std::vector<Var> pure(v, v + (problem.layout == Layout::channels_last ? 4 : 5));
        bool all_reached = true;
        for (int a = 0; a < 3; a++) all_reached = all_reached && (merged(a) || every_phase_has_taps(axes[a].axis));
        funcs.bias_first = !inside_tile && !all_reached;
        funcs.output(pure) = funcs.bias_first ? activate(problem.activation, bias_of_cell(pure)) : undef<float>();

        if (inside_tile) {
            define_pass_of_all_phases();
            return;
        }
        const bool alone = plan.phases == PhaseLoops::outside;
        for (const PhaseClass &pz : classes(2, alone)) {
            for (const PhaseClass &py : classes(1, alone)) {
                for (const PhaseClass &px : classes(0, alone)) define_pass_of_class({px, py, pz});
            }
        }
    }

    /// The bias of an output cell, found from the packed bias.
    Expr bias_of_cell(const std::vector<Var> &cell) {
        const bool last = problem.layout == Layout::channels_last;
        const Expr filter = last ? cell[0] % i32(problem.filters) : Expr(cell[3]);
        // Lanes of merged layers begin with the filters of residue 0, so the same formula serves.
        const Expr per_group = i32(plan.packing.depthwise ? problem.filters : problem.filters_per_group());
        const Expr group = filter / per_group, lane = filter % per_group;
        const int64_t block = plan.packing.block;
        const Expr in_group = min(lane / i32(block), i32(sizes.blocks - 1));
        const Expr begin = min(in_group * i32(block), i32(sizes.lanes - block));
        return bias((group * i32(sizes.blocks) + in_group) * i32(block) + lane - begin);
    }

    /// The loops of a pass. `members` are the phases of x, y and z that it runs over.
    PassLoops define_loops(const int64_t (&members)[3], bool members_in_tile) {
        PassLoops loops;
        loops.has_member = true;
        const LaneTile tile = lane_tile(plan);
        Region region;
        const auto add = [&](const Expr &extent) {
            region.emplace_back(0, extent);
            return to_int(static_cast<int64_t>(region.size())) - 1;
        };
        loops.lane = add(plan.vector);
        // Pixel lanes: the phases of x side by side make whole vectors of a row.
        if (members_in_tile && lanes_are_pixels()) loops.member[0] = add(i32(members[0]));
        loops.vector = add(to_int(lanes_are_pixels() ? plan.vectors : tile.vectors));
        loops.broadcast = add(plan.broadcasts);
        if (members_in_tile) {
            if (!lanes_are_pixels()) loops.member[0] = add(i32(members[0]));
            for (int a = 1; a < 3; a++) loops.member[a] = add(i32(members[a]));
        }
        const Expr tiles = simplify((row_outputs(0) + to_int(tile_pixels()) - 1) / to_int(tile_pixels()));
        const Expr chunk = plan.row_chunk > 0 ? simplify(min(plan.row_chunk, tiles)) : tiles;
        loops.x_tile = add(chunk);
        const Expr lane_tiles = i32((plan.packing.block + tile.lanes - 1) / tile.lanes);
        const Expr blocks = i32(sizes.groups * sizes.blocks);
        const auto add_blocks = [&] {
            lane_tiles_at = add(lane_tiles);
            blocks_at = add(blocks);
        };
        if (plan.order == LoopOrder::pixels_outer) add_blocks();
        loops.first_outer = chunks_at = add(simplify((tiles + chunk - 1) / chunk));
        rows_at = add(residue_outputs(axes[1], 0));
        planes_at = add(residue_outputs(axes[2], 0));
        if (plan.order == LoopOrder::filters_outer) images_at = add(batch);
        if (!members_in_tile) {
            for (int a = 0; a < 3; a++) loops.member[a] = add(i32(members[a]));
        }
        if (plan.order != LoopOrder::pixels_outer) add_blocks();
        if (plan.order != LoopOrder::filters_outer) images_at = add(batch);
        loops.domain = RDom(region, "loops");
        if (plan.row_chunk > 0 && !is_const_one(simplify(tiles % chunk == 0))) {
            loops.domain.where(loops.domain[chunks_at] * chunk + loops.domain[loops.x_tile] < tiles);
        }
        tile_index = loops.domain[chunks_at] * chunk + loops.domain[loops.x_tile];
        return loops;
    }
    static bool is_const_one(const Expr &e) { return Internal::is_const_one(e); }
    int lane_tiles_at = 0, blocks_at = 0, chunks_at = 0, rows_at = 0, planes_at = 0, images_at = 0;
    Expr tile_index;

    /// Where the tile of this pass's current iteration stands.
    Place place(const PassLoops &loops, const Expr &outputs_of_row) {
        const LaneTile tile = lane_tile(plan);
        const RDom &r = loops.domain;
        const int64_t block = plan.packing.block;
        Expr lane_begin = r[lane_tiles_at] * i32(tile.lanes);
        if (block % tile.lanes != 0) lane_begin = min(lane_begin, i32(block - tile.lanes));
        return {tile_begin(tile_index, outputs_of_row), r[blocks_at], lane_begin, r[rows_at], r[planes_at], r[images_at]};
    }

    /// Adds the update definition that stores `value` at residues (x, y, z) of the place.
    void store(Pass &pass, const Place &at, const Expr (&residue)[3], const Expr &outputs_of_row, const Expr &value) {
        RDom &r = pass.loops.domain;
        const Expr lane = r[pass.loops.lane], vector = r[pass.loops.vector], broadcast = r[pass.loops.broadcast];
        const Expr x = pixel(at, lane, vector, broadcast);
        const Expr lane_of_group = block_begin(at.block) + lane_in_block(at, lane, vector, broadcast);
        if (guarded()) r.where(x < outputs_of_row);
        Expr cell[3];
        for (int a = 1; a < 3; a++) {
            const Expr position = (a == 1 ? at.y : at.z) * i32(axes[a].axis.stride) + residue[a];
            if (!residues_alike(axes[a].axis)) r.where(position < axes[a].output);
            cell[a] = inside(position, axes[a].output);
        }
        const Expr filter = group_of(at.block) * i32(problem.filters_per_group()) + lane_of_group;
        const Expr column = x * i32(axes[0].axis.stride) + residue[0];
        std::vector<Expr> index;
        if (problem.layout == Layout::channels_last) {
            index = {inside(column * i32(problem.filters) + filter, axes[0].output * i32(problem.filters)), cell[1], cell[2], at.n};
        } else {
            index = {inside(column, axes[0].output), cell[1], cell[2], inside(filter, i32(problem.filters)), at.n};
        }
        funcs.output(index) = activate(problem.activation, value);
        pass.update = funcs.output.num_update_definitions() - 1;
        funcs.passes.push_back(pass);
    }

    std::vector<Expr> sum_args(const PassLoops &loops, const Place &at, const Expr (&member)[3]) {
        std::vector<Expr> args = {loops.domain[loops.lane], loops.domain[loops.vector], loops.domain[loops.broadcast]};
        for (const Expr &e : at.list()) args.push_back(e);
        for (const Expr &e : member) args.push_back(e);
        return args;
    }

    /// One nest: each step of the loops stores every phase of its tile. The members are residues, unrolled, and pick the sum.
    void define_pass_of_all_phases() {
        Pass pass;
        pass.phases_inside = true;
        int64_t residues[3];
        for (int a = 0; a < 3; a++) residues[a] = merged(a) ? 1 : axes[a].axis.stride;
        pass.loops = define_loops(residues, true);
        const RDom &r = pass.loops.domain;
        const Expr residue[3] = {r[pass.loops.member[0]], r[pass.loops.member[1]], r[pass.loops.member[2]]};
        const Expr outputs = row_outputs(residue[0]);
        const Place at = place(pass.loops, outputs);
        const Expr zero[3] = {0, 0, 0};
        const Expr lane_offset = lane_in_block(at, r[pass.loops.lane], r[pass.loops.vector], r[pass.loops.broadcast]);

        if (plan.phases == PhaseLoops::joint) {
            pass.accumulators.push_back(define_joint_sum());
            store(pass, at, residue, outputs, pass.accumulators.back().sum(sum_args(pass.loops, at, residue)));
            return;
        }
        Expr value = bias_at(at, lane_offset);  // of residues that no tap reaches
        bool first = true;
        const std::vector<PhaseClass> all[3] = {classes(0, true), classes(1, true), classes(2, true)};
        bool reached[3];
        for (int a = 0; a < 3; a++) reached[a] = merged(a) || every_phase_has_taps(axes[a].axis);
        // select(z, select(y, select(x, ...))): nested, so that a step's condition has one level for each axis.
        Expr of_z = value;
        for (const PhaseClass &pz : all[2]) {
            Expr of_y = value;
            bool first_y = true;
            for (const PhaseClass &py : all[1]) {
                Expr of_x = value;
                bool first_x = true;
                for (const PhaseClass &px : all[0]) {
                    const PhaseClass p[3] = {px, py, pz};
                    pass.accumulators.push_back(define_sum(p, "sum" + std::to_string(pass.accumulators.size())));
                    const Expr sum = pass.accumulators.back().sum(sum_args(pass.loops, at, zero));
                    of_x = first_x && reached[0] ? sum : select(residue[0] == phase(0, px, 0).residue, sum, of_x);
                    first_x = false;
                }
                of_y = first_y && reached[1] ? of_x : select(residue[1] == phase(1, py, 0).residue, of_x, of_y);
                first_y = false;
            }
            of_z = first && reached[2] ? of_y : select(residue[2] == phase(2, pz, 0).residue, of_y, of_z);
            first = false;
        }
        store(pass, at, residue, outputs, of_z);
    }

    /// One class of phases; its members are loops.
    void define_pass_of_class(const PhaseClass (&p)[3]) {
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
        pass.accumulators.push_back(define_sum(p, "sum" + std::to_string(funcs.passes.size())));
        store(pass, at, residue, outputs, pass.accumulators.back().sum(sum_args(pass.loops, at, member)));
    }
};

}  // namespace

Expr LaneTile::begin(const Expr &v, int64_t vector) const {
    const Expr begin = v * to_int(vector);
    return lanes % vector == 0 ? begin : min(begin, to_int(lanes - vector));
}

LaneTile lane_tile(const Schedule &schedule) {
    const int64_t block = schedule.packing.block;
    if (schedule.lanes == Lanes::pixels) return {std::min<int64_t>(schedule.broadcasts, block), schedule.vectors};
    const int64_t lanes = std::min<int64_t>(int64_t{schedule.vector} * schedule.vectors, block);
    return {lanes, (lanes + schedule.vector - 1) / schedule.vector};
}

KernelPipeline make_kernel(const Problem &problem, const Schedule &schedule, const Halide::Target &target) {
    return run_generator("tconv_direct", {{"problem", key(problem)}, {"schedule", to_json(schedule)}}, {"input", "weights", "bias"},
                         target);
}

}  // namespace tconv

HALIDE_REGISTER_GENERATOR(tconv::Direct, tconv_direct)
