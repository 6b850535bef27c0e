// Where the tiles of a class of phases stand, and which filters and inputs belong to them.
#include "generators/algorithms/winograd.h"

namespace tconv {

using namespace Halide;
using constants::i32;
using constants::within;

namespace {

Expr folded(const Expr &e) { return Internal::simplify(e); }

}  // namespace

Expr TileAxis::first_position(const Expr &tile) const {
    if (step == 1)
        return tile * i32(outputs);
    return tile / i32(step) * i32(outputs * step) + tile % i32(step);
}

Expr TileAxis::window_of(const Expr &input_offset) const {
    return windows == 1 ? Expr(0) : within(input_offset - i32(offsets.first), i32(windows));
}

Expr TileAxis::shift_of(const Expr &input_offset) const {
    const bool shifted = windows == 1 && offsets.count() > 1;
    return shifted ? within(input_offset - i32(offsets.first), i32(offsets.count())) : Expr(0);
}

TileAxis WinogradKernel::tile_axis(const WinogradClass &c, int a) const {
    const Axis &axis = sizes.axes[a].axis;
    const int taps = static_cast<int>(c.phases[a].taps);
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
    out.first_input = out.offsets.first - out.step * (taps - 1);
    out.matrices = cook_toom(packed.outputs[a], taps);
    return out;
}

void WinogradKernel::place_tiles(WinogradPass &pass, const std::string &name) const {
    pass.tiles = sizes.batch;
    for (const TileAxis &axis : pass.axes)
        pass.tiles = pass.tiles * axis.count;
    pass.tiles = folded(pass.tiles);
    pass.tile_blocks = folded((pass.tiles + plan.tile_block - 1) / plan.tile_block);

    const Var which("which");
    Expr rest = min(vars.tile_block * plan.tile_block + vars.tile, pass.tiles - 1), first[3];
    for (int a = 0; a < 3; a++) {
        first[a] = pass.axes[a].first_position(rest % pass.axes[a].count);
        rest = rest / pass.axes[a].count;
    }
    pass.place = Func("place_" + name);
    pass.place(which, vars.tile, vars.tile_block) = mux(which, {first[0], first[1], first[2], rest});
}

Expr WinogradKernel::place_of(const WinogradPass &pass, int which, const Expr &tile, const Expr &tile_block) const {
    return within(pass.place(which, tile, tile_block), which < 3 ? pass.axes[which].positions : sizes.batch);
}

/// The bias of an output cell, found from the packed bias.
Expr WinogradKernel::bias_of_cell(const std::vector<Var> &cell) const {
    const Expr filter = problem.layout == Layout::channels_last ? cell[0] % i32(problem.filters) : Expr(cell[3]);
    return bias(within(blocks().bias_index(filter / i32(packed.lanes), filter % i32(packed.lanes)),
                       i32(packed.total_floats - packed.bias_offset)));
}

}  // namespace tconv
