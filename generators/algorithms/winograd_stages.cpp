// What is computed of a block of tiles: transformed inputs, products, transformed sums.
#include "generators/algorithms/transform.h"
#include "generators/algorithms/winograd.h"

namespace tconv {

using namespace Halide;
using constants::i32;
using constants::within;

/// The input, or zero outside of it.
Expr WinogradKernel::cell_or_zero(const Expr &c, const Expr (&at)[3], const Expr &n) const {
    Expr inside = Internal::const_true(), place[3];
    for (int a = 0; a < 3; a++) {
        const Expr extent = sizes.axes[a].input;
        place[a] = clamp(likely(at[a]), 0, extent - 1);
        if (a < problem.rank())
            inside = inside && at[a] >= 0 && at[a] < extent;
    }
    const Expr cell =
        problem.layout == Layout::channels_last
            ? input(within(c + place[0] * i32(problem.channels), sizes.input_extents[0]), place[1], place[2], n)
            : input(place[0], place[1], place[2], c, n);
    return select(inside, cell, 0.0f);
}

void WinogradKernel::define_padded() {
    const Var c("channel"), x("x"), y("y"), z("z"), n("n");
    padded = Func("padded");
    padded(c, x, y, z, n) = cell_or_zero(c, {x, y, z}, n);
}

void WinogradKernel::transform_inputs(WinogradPass &pass, const std::string &name) const {
    const WinogradVars &v = vars;
    Expr at[3];
    for (int a = 0; a < 3; a++) {
        const TileAxis &axis = pass.axes[a];
        at[a] = place_of(pass, a, v.tile, v.tile_block) + v.window[a] +
                (v.plane[a] * i32(axis.step) + i32(axis.first_input));
    }
    const Expr image = place_of(pass, 3, v.tile, v.tile_block);
    Func window("window_" + name);
    window(v.channel, v.tile, v.plane[0], v.plane[1], v.plane[2], v.window[0], v.window[1], v.window[2], v.tile_block) =
        padded.defined() ? padded(v.channel, at[0], at[1], at[2], image) : cell_or_zero(v.channel, at, image);
    pass.inputs = {window};
    for (size_t a = 0; a < 3; a++) {
        const Matrix &matrix = pass.axes[a].matrices.inputs;
        if (!is_identity(matrix)) {
            pass.inputs.push_back(
                transform(pass.inputs.back(), kPlane + a, matrix, "inputs_" + std::to_string(a) + "_" + name));
        }
    }
}

void WinogradKernel::multiply(WinogradPass &pass, const std::string &name) const {
    const WinogradVars &v = vars;
    const WinogradClass &c = pass.phases;
    const WinogradStep step = step_of(pass, {v.phase[0], v.phase[1], v.phase[2]}, v.block, v.task);
    Expr member = 0, plane = 0, window[3];
    for (int a = 2; a >= 0; a--) {
        member = member * i32(c.phases[a].count) + step.phase[a];
        if (c.weight_planes(a) > 1)
            plane = plane * i32(c.weight_planes(a)) + v.plane[a];
        window[a] = pass.axes[a].window_of(phase_exprs(sizes.axes[a].axis, c.phases[a], step.phase[a]).input_offset);
    }
    const auto weight = [&](const Expr &k) {
        const Expr row =
            ((step.block * i32(c.members()) + member) * i32(c.weight_planes_together()) + plane) * i32(packed.channels) +
            k;
        return weights(
            within(i32(c.first_weight) + row * i32(plan.packing.block) + v.filter, i32(packed.weight_floats)));
    };
    const auto transformed = [&](const Expr &k) {
        return pass.inputs.back()(blocks().group_of(step.block) * i32(packed.channels) + k, v.tile, v.plane[0],
                                  v.plane[1], v.plane[2], window[0], window[1], window[2], step.tile_block);
    };
    const std::vector<Expr> arguments{v.filter,   v.tile,     v.plane[0], v.plane[1], v.plane[2],
                                      v.phase[0], v.phase[1], v.phase[2], v.block,    v.task};
    pass.products = Func("products_" + name);
    pass.products(v.filter, v.tile, v.plane[0], v.plane[1], v.plane[2], v.phase[0], v.phase[1], v.phase[2], v.block,
                  v.task) = 0.0f;
    const int64_t staged = plan.staged_channels == 0 ? 0 : packed.channels / plan.staged_channels;
    if (staged > 0) {
        const Var lane("channel_lane"), chunk("channel_chunk");
        pass.staged = Func("staged_" + name);
        pass.staged(lane, v.tile, v.plane[0], v.plane[1], v.plane[2], v.phase[0], v.phase[1], v.phase[2], v.block,
                    v.task, chunk) = transformed(chunk * plan.staged_channels + lane);
        const RDom k(0, plan.staged_channels, 0, i32(staged), "channels");
        pass.products(arguments) += weight(k.y * plan.staged_channels + k.x) *
                                    pass.staged(k.x, v.tile, v.plane[0], v.plane[1], v.plane[2], v.phase[0], v.phase[1],
                                                v.phase[2], v.block, v.task, k.y);
    }
    const int64_t first = staged * plan.staged_channels;
    if (first < packed.channels) {
        const RDom k(i32(first), i32(packed.channels - first), "channels");
        pass.products(arguments) += weight(k) * transformed(k);
    }
    pass.planes = pass.products.in();
}

void WinogradKernel::transform_outputs(WinogradPass &pass, const std::string &name) const {
    for (size_t a = 0; a < 3; a++) {
        const Matrix &matrix = pass.axes[a].matrices.sums;
        if (is_identity(matrix))
            continue;
        const Func &before = pass.outputs.empty() ? pass.products : pass.outputs.back();
        pass.outputs.push_back(transform(before, kPlane + a, matrix, "outputs_" + std::to_string(a) + "_" + name));
    }
}

}  // namespace tconv
