// Winograd's algorithm on the phases. Along one axis, a phase of r taps that are `step` inputs apart is a dense filter over every
// step-th input, and a tile of m outputs
//
//     y_i = sum over j of g_j d_(i+j),    d_h = x(first + step * h),    g_j = the phase's tap r - 1 - j
//
// takes m + r - 1 products (schedules/cook_toom.h). For each class of phases with equal taps, which is one pass over the output:
//
//     transformed inputs   V(c, t, plane)          of a block of tiles, by B along each axis
//     products             M(f, t, plane)          = sum over c of U(f, c, plane) V(c, t, plane), a matrix product for each plane
//     tile of outputs      Y(f, t, i)              by A along each axis, which is stored where it is inside the output
//
// Tiles of all images are one sequence, cut into blocks; a position in the last block that has no tile of its own repeats the last tile.
#include <algorithm>

#include "generators/algorithms/activation.h"
#include "generators/algorithms/kernel_generator.h"
#include "generators/algorithms/run_generator.h"
#include "generators/algorithms/softmax.h"
#include "generators/algorithms/tasks.h"
#include "generators/algorithms/transform.h"

namespace tconv {

using namespace Halide;

namespace {

using constants::i32;
using constants::to_int;

Expr folded(const Expr &e) { return Internal::simplify(e); }
Expr within(const Expr &index, const Expr &extent) { return unsafe_promise_clamped(index, 0, extent - 1); }

/// Tiles of a class along one axis, and where they stand. Tile i begins at position step * (m * (i / step)) + i % step of the outputs
/// of the phase whose inputs come first; with shared windows the others' outputs are `shift` positions further on.
struct TileAxis {
    int64_t outputs, step, windows;  ///< m; inputs from tap to tap; transforms of their own
    OffsetRange offsets;             ///< of the phases: what their tap 0 reads at position 0
    Expr count, positions;           ///< tiles; positions that they cover

    Expr first(const Expr &tile) const {
        return step == 1 ? tile * i32(outputs) : tile / i32(step) * i32(outputs * step) + tile % i32(step);
    }
};

class Winograd : public KernelGenerator<Winograd> {
public:
    void generate() {
        layer = problem();
        plan = schedule<WinogradSchedule>();
        packed = packed_sizes(layer, plan.packing);
        sizes = state_sizes(packed);
        const bool softmax = layer.activation == Activation::softmax;
        activation = softmax ? Activation::linear : layer.activation;
        sums = softmax ? Func("sums_of_filters") : Func(output);

        Var v[5] = {Var("o0"), Var("o1"), Var("o2"), Var("o3"), Var("o4")};
        sums(std::vector<Var>(v, v + (layer.layout == Layout::channels_last ? 4 : 5))) = undef<float>();
        define_padded();
        for (const WinogradClass &c : packed.classes)
            define_pass(c);
        schedule_padded();
        if (softmax)
            define_softmax(layer, output, sums, sizes.output_extents, vector_lanes());
    }

private:
    Problem layer;
    WinogradSchedule plan;
    WinogradSizes packed{};
    KernelSizes sizes;
    Activation activation = Activation::linear;
    Func sums, padded;

    /// The input with zeros around it, channels innermost whatever the layout.
    void define_padded() {
        Var c("c"), x("x"), y("y"), z("z"), n("n");
        const Var at[3] = {x, y, z};
        Expr inside = Internal::const_true(), place[3];
        for (int a = 0; a < 3; a++) {
            const Expr extent = sizes.axes[a].input;
            place[a] = clamp(likely(Expr(at[a])), 0, extent - 1);
            if (a < layer.rank())
                inside = inside && at[a] >= 0 && at[a] < extent;
        }
        const Expr cell =
            layer.layout == Layout::channels_last
                ? input(within(c + place[0] * i32(layer.channels), sizes.input_extents[0]), place[1], place[2], n)
                : input(place[0], place[1], place[2], c, n);
        padded = Func("padded");
        padded(c, x, y, z, n) = select(inside, cell, 0.0f);
    }

    TileAxis tile_axis(const WinogradClass &c, int a) const {
        const Axis &axis = sizes.axes[a].axis;
        TileAxis out;
        out.outputs = packed.outputs[a];
        out.step = tap_steps(axis).input;
        out.offsets = input_offsets(axis, c.phases[a]);
        const bool own = plan.window == Window::own;
        out.windows = own ? out.offsets.count() : 1;
        const Expr reach = residue_outputs(sizes.axes[a], 0) + i32(own ? 0 : out.offsets.count() - 1);
        const int64_t together = out.outputs * out.step;
        const Expr blocks = (reach + i32(together - 1)) / i32(together);
        out.count = folded(blocks * i32(out.step));
        out.positions = folded(blocks * i32(together));
        return out;
    }

    void define_pass(const WinogradClass &c) {
        const std::string pass = std::to_string(sums.num_update_definitions());
        TileAxis axes[3];
        Transforms matrices[3];
        Expr tiles = sizes.batch;
        for (int a = 0; a < 3; a++) {
            axes[a] = tile_axis(c, a);
            matrices[a] = cook_toom(packed.outputs[a], to_int(c.phases[a].taps));
            tiles = tiles * axes[a].count;
        }
        tiles = folded(tiles);
        const Expr tile_blocks = folded((tiles + plan.tile_block - 1) / plan.tile_block);

        /* Where tiles stand: the first output of each along x, y, z, and the image. */
        Var which("which"), t("t"), tb("tile_block");
        Func place("place_" + pass);
        {
            Expr rest = min(tb * plan.tile_block + t, tiles - 1), first[3];
            for (int a = 0; a < 3; a++) {
                first[a] = axes[a].first(rest % axes[a].count);
                rest = rest / axes[a].count;
            }
            place(which, t, tb) = mux(which, {first[0], first[1], first[2], rest});
        }
        const auto place_of = [&](int axis, const Expr &tile, const Expr &block) {
            return within(place(axis, tile, block), axis < 3 ? axes[axis].positions : sizes.batch);
        };

        /* Transformed inputs */
        Var ch("c"), h[3] = {Var("ax"), Var("ay"), Var("az")}, w[3] = {Var("wx"), Var("wy"), Var("wz")};
        Func window("window_" + pass);
        {
            Expr x[3];
            for (int a = 0; a < 3; a++) {
                const TileAxis &axis = axes[a];
                x[a] = place_of(a, t, tb) + w[a] +
                       (h[a] * i32(axis.step) + i32(axis.offsets.first - axis.step * (c.phases[a].taps - 1)));
            }
            window(ch, t, h[0], h[1], h[2], w[0], w[1], w[2], tb) = padded(ch, x[0], x[1], x[2], place_of(3, t, tb));
        }
        std::vector<Func> inputs{window};
        for (int a = 0; a < 3; a++) {
            if (!is_identity(matrices[a].inputs)) {
                inputs.push_back(transform(inputs.back(), static_cast<size_t>(2 + a), matrices[a].inputs,
                                           "inputs_" + std::to_string(a) + "_" + pass));
            }
        }

        /* Products */
        Var f("f"), p[3] = {Var("px"), Var("py"), Var("pz")}, b("block");
        Func products("products_" + pass);
        const RDom k(0, i32(packed.channels), "k");
        {
            Expr member = 0, plane = 0, at[3];
            for (int a = 2; a >= 0; a--) {
                member = member * i32(c.phases[a].count) + p[a];
                plane = plane * i32(c.weight_planes(a)) + (c.weight_planes(a) == 1 ? Expr(0) : Expr(h[a]));
                const Expr offset = phase_exprs(sizes.axes[a].axis, c.phases[a], p[a]).input_offset;
                at[a] =
                    axes[a].windows == 1 ? Expr(0) : within(offset - i32(axes[a].offsets.first), i32(axes[a].windows));
            }
            const Expr row =
                ((b * i32(c.members()) + member) * i32(c.weight_planes_together()) + plane) * i32(packed.channels) + k;
            const Expr weight =
                weights(within(i32(c.first_weight) + row * i32(plan.packing.block) + f, i32(packed.weight_floats)));
            const Expr channel = packed.groups == 1 ? Expr(k) : group_of(b) * i32(packed.channels) + k;
            products(f, t, h[0], h[1], h[2], p[0], p[1], p[2], b, tb) = 0.0f;
            products(f, t, h[0], h[1], h[2], p[0], p[1], p[2], b, tb) +=
                weight * inputs.back()(channel, t, h[0], h[1], h[2], at[0], at[1], at[2], tb);
        }
        Func kept = products.in();

        /* Tiles of outputs */
        std::vector<Func> outputs;
        Func tile = products;
        for (int a = 0; a < 3; a++) {
            if (!is_identity(matrices[a].sums)) {
                tile = transform(tile, static_cast<size_t>(2 + a), matrices[a].sums,
                                 "outputs_" + std::to_string(a) + "_" + pass);
                outputs.push_back(tile);
            }
        }

        /* The loops of the pass, innermost first */
        const int64_t vectors = (plan.packing.block + plan.vector - 1) / plan.vector;
        Tasks tasks;
        Region region{{0, plan.vector}};
        for (int a = 0; a < 3; a++)
            region.emplace_back(0, packed.outputs[a]);
        region.emplace_back(0, i32(vectors));
        region.emplace_back(0, plan.tile_block);
        const bool tiles_outer = plan.order == TileOrder::tiles_outer;
        const Expr blocks = i32(packed.groups * packed.blocks);
        if (tiles_outer) {
            region.emplace_back(0, blocks);
            for (int a = 0; a < 3; a++)
                region.emplace_back(0, i32(c.phases[a].count));
        }
        tasks.add(OuterLoop::tiles, tile_blocks);
        if (!tiles_outer) {
            for (int a = 0; a < 3; a++)
                tasks.add(member_loop(a), i32(c.phases[a].count));
            tasks.add(OuterLoop::block, blocks);
        }
        region.emplace_back(0, tasks.count());
        RDom r(region, "loops_" + pass);
        const int last = r.dimensions() - 1;
        const Expr task = r[last];
        const Expr at_tiles = tasks.index(OuterLoop::tiles, task);
        const Expr at_block = tiles_outer ? Expr(r[6]) : tasks.index(OuterLoop::block, task);
        Expr at_phase[3];
        for (int a = 0; a < 3; a++)
            at_phase[a] = tiles_outer ? Expr(r[7 + a]) : tasks.index(member_loop(a), task);

        Expr lane = r[4] * plan.vector;
        if (plan.packing.block % plan.vector != 0)
            lane = min(lane, i32(plan.packing.block - plan.vector));
        lane = lane + r[0];
        Expr cell[3];
        for (int a = 0; a < 3; a++) {
            const PhaseExprs q = phase_exprs(sizes.axes[a].axis, c.phases[a], at_phase[a]);
            const TileAxis &axis = axes[a];
            Expr position = place_of(a, r[5], at_tiles) + r[1 + a] * i32(axis.step);
            if (plan.window == Window::shared && axis.offsets.count() > 1) {
                position = position - within(q.input_offset - i32(axis.offsets.first), i32(axis.offsets.count()));
                r.where(position >= 0);
            }
            const Expr outputs_here = folded(residue_outputs(sizes.axes[a], q.residue));
            if (!Internal::is_const_one(folded(outputs_here == axis.positions)))
                r.where(position < outputs_here);
            cell[a] = position * i32(sizes.axes[a].axis.stride) + q.residue;
        }
        const Expr in_group = packed.groups == 1 ? at_block : at_block % i32(packed.blocks);
        const Expr filter = group_of(at_block) * i32(packed.lanes) +
                            min(in_group * i32(plan.packing.block), i32(packed.lanes - plan.packing.block)) + lane;
        const Expr bias_here =
            bias(within(at_block * i32(plan.packing.block) + lane, i32(packed.total_floats - packed.bias_offset)));
        const Expr value = activate(
            activation,
            tile(lane, r[5], r[1], r[2], r[3], at_phase[0], at_phase[1], at_phase[2], at_block, at_tiles) + bias_here);
        const Expr n = place_of(3, r[5], at_tiles);
        for (int a = 0; a < 3; a++)
            cell[a] = within(cell[a], sizes.axes[a].output);
        if (layer.layout == Layout::channels_last) {
            sums(within(cell[0] * i32(layer.filters) + filter, sizes.output_extents[0]), cell[1], cell[2], n) = value;
        } else {
            sums(cell[0], cell[1], cell[2], within(filter, i32(layer.filters)), n) = value;
        }

        /* THE SCHEDULE */
        const RVar task_loop = r[last];
        Stage update = sums.update(sums.num_update_definitions() - 1);
        update.allow_race_conditions();  // repeated tiles and lanes store the same bits
        update.vectorize(RVar(r[0]));
        if (!is_long(activation)) {
            for (int a = 0; a < 3; a++)
                update.unroll(RVar(r[1 + a]));
        }
        update.parallel(task_loop);

        for (Func stage : outputs) {
            stage.compute_at(sums, RVar(r[4])).vectorize(f, plan.vector);
            bound_planes(stage, h, c, axes, stage.name() == outputs.back().name());
        }
        const Var f_tile("f_tile"), f_in("f_in"), fv("fv"), fl("fl"), t_out("t_out"), t_in("t_in");
        kept.compute_at(sums, tiles_outer ? RVar(r[6]) : task_loop);
        kept.bound(f, 0, i32(plan.packing.block)).bound(t, 0, plan.tile_block);
        for (int a = 0; a < 3; a++)
            kept.bound(h[a], 0, i32(c.planes[a]));
        kept.split(f, f_tile, f_in, plan.vector * plan.vectors, TailStrategy::ShiftInwards)
            .split(f_in, fv, fl, plan.vector)
            .split(t, t_out, t_in, plan.tiles, TailStrategy::ShiftInwards)
            .reorder({fl, fv, t_in, t_out, f_tile, h[0], h[1], h[2]})
            .vectorize(fl)
            .unroll(fv)
            .unroll(t_in);
        products.compute_at(kept, t_out)
            .bound_extent(f, plan.vector * plan.vectors)
            .bound_extent(t, plan.tiles)
            .split(f, fv, fl, plan.vector)
            .vectorize(fl)
            .unroll(fv)
            .unroll(t);
        products.update().split(f, fv, fl, plan.vector).reorder({fl, fv, t, k.x}).vectorize(fl).unroll(fv).unroll(t);

        Func transformed = inputs.back();
        const bool plain = inputs.size() == 1;
        int width = plan.vector;
        while (width > layer.channels)
            width /= 2;
        const Var c_out("c_out"), c_in("c_in");
        if (tiles_outer) {
            transformed.compute_at(sums, task_loop);
            place.compute_at(sums, task_loop);
        } else {
            transformed.compute_root().parallel(tb);
            place.compute_root();
        }
        place.bound(which, 0, 4).unroll(which);
        transformed.bound(ch, 0, i32(layer.channels)).bound(t, 0, plan.tile_block);
        // Tiles at a stride of a power of two would meet in few sets of L1.
        constexpr int64_t kAliasing = 256;
        if (layer.channels % kAliasing == 0)
            transformed.align_storage(ch, to_int(layer.channels) + 16);
        for (int a = 0; a < 3; a++)
            transformed.bound(h[a], 0, i32(c.planes[a])).bound(w[a], 0, i32(axes[a].windows));
        transformed.split(ch, c_out, c_in, width, TailStrategy::ShiftInwards)
            .reorder({c_in, h[0], h[1], h[2], c_out, t, w[0], w[1], w[2], tb})
            .vectorize(c_in);
        for (int a = 0; a < 3; a++)
            transformed.unroll(h[a]);
        if (!plain) {
            for (size_t i = 1; i + 1 < inputs.size(); i++) {
                Func stage = inputs[i];
                stage.compute_at(transformed, c_out).vectorize(ch, width);
                for (int a = 0; a < 3; a++)
                    stage.unroll(h[a]);
            }
            window.compute_at(transformed, c_out).vectorize(ch, width);
            for (int a = 0; a < 3; a++)
                window.unroll(h[a]);
        }
    }

    /// The plane arguments of a stage of the output transform: sums where the axis is done, planes where it is not.
    static void bound_planes(Func stage, const Var (&h)[3], const WinogradClass &, const TileAxis (&)[3], bool) {
        for (const Var &plane : h)
            stage.unroll(plane);
    }

    Expr group_of(const Expr &block) const { return packed.groups == 1 ? Expr(0) : block / i32(packed.blocks); }

    void schedule_padded() {
        const std::vector<Var> args = padded.args();
        const Var rows("rows");
        padded.compute_root();
        int width = plan.vector;
        while (width > layer.channels)
            width /= 2;
        if (width > 1)
            padded.vectorize(args[0], width, TailStrategy::ShiftInwards);
        padded.fuse(args[2], args[3], rows).fuse(rows, args[4], rows).parallel(rows);
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
