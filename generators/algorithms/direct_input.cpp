// The input as sums read it: in place, or from a copy with zeros left and right of each row. Rows above and below it are never
// read: the loops over taps leave them out.
#include "generators/algorithms/direct.h"

namespace tconv {

using namespace Halide;

/// The array's cell; every index in range.
Expr DirectKernel::cell(const Expr &c, const Expr &x, const Expr &y, const Expr &z, const Expr &n) const {
    if (problem.layout == Layout::channels_last) {
        const Expr row = axes[0].input * i32(problem.channels);
        return input(within(c + x * i32(problem.channels), row), y, z, n);
    }
    return input(x, y, z, c, n);
}

/// One cell of the copy.
Expr DirectKernel::cell_or_zero(const Expr &c, const Expr &x, const Expr &y, const Expr &z, const Expr &n) const {
    const Expr value = cell(c, clamp(likely(x), 0, axes[0].input - 1), y, z, n);
    return select(x < 0 || x >= axes[0].input, 0.0f, value);
}

/// Channels of the copy by fours, so that a transposition can load four of a pixel and take them apart.
void DirectKernel::pad(const std::vector<Var> &at, const Expr &value) {
    const Var four("four"), of_four("of_four");
    std::vector<Expr> cell(at.begin(), at.end());
    std::vector<Var> by_fours = at;
    by_fours[0] = four;
    by_fours.insert(by_fours.begin(), of_four);
    unpadded = Func("unpadded");
    padded = Func("padded");
    unpadded(by_fours) = Internal::substitute(at[0].name(), four * 4 + of_four, value);
    cell[0] = at[0] / 4;
    cell.insert(cell.begin(), at[0] % 4);
    padded(at) = unpadded(cell);
}

void DirectKernel::pad_whole_input() {
    Var c("c"), x("x"), y("y"), z("z"), n("n");
    pad({c, x, y, z, n}, cell_or_zero(c, x, y, z, n));
}

/// The rows that a task reads, in its own coordinates: how many they are does not depend on which task it is.
void DirectKernel::pad_rows_of_task(const PassLoops &loops) {
    Var c("c"), x("x"), y("y"), z("z"), task("task");
    const auto index = [&](OuterLoop loop) { return loops.tasks.index(loop, task); };
    const Expr row = clamp(index(OuterLoop::row) * plan.rows + y, 0, axes[1].input - 1);
    const Expr plane = clamp(index(OuterLoop::plane) + z, 0, axes[2].input - 1);
    pad({c, x, y, z, task}, cell_or_zero(c, first_pixel(loops, task) + x, row, plane, index(OuterLoop::image)));
}

Expr DirectKernel::read(const Place &at, const Expr &channel, const Expr (&offset)[3]) const {
    if (plan.border == Border::rows)
        return padded(channel, at.x_of_task + offset[0], at.y_of_task + offset[1], offset[2], at.task);
    // Where taps outside the row are left out, what is left is inside, and no more is copied.
    // What is staged is loaded for all pixels of a tile, also those that have no part in it.
    const Expr x = !plan.trim_x               ? at.x + offset[0]
                   : plan.staged_channels > 0 ? clamp(at.x + offset[0], 0, axes[0].input - 1)
                                              : within(at.x + offset[0], axes[0].input);
    const Expr row = clamp(at.y + offset[1], 0, axes[1].input - 1);
    const Expr plane = clamp(at.z + offset[2], 0, axes[2].input - 1);
    if (plan.border == Border::whole)
        return padded(channel, x, row, plane, at.n);
    const Expr column = guarded() ? clamp(x, 0, axes[0].input - 1) : within(x, axes[0].input);
    return cell(channel, column, row, plane, at.n);
}

/// Leaves out taps that read rows outside the input: they become bounds of the loop.
void DirectKernel::trim(RDom &taps, const Expr &position, int axis) const {
    const Axis &a = axes[axis].axis;
    if (axis >= problem.rank())
        return;
    if (!a.is_open()) {
        const InputRange range = inputs_read(a);
        if (range.empty() || (range.first >= 0 && range.last < a.input))
            return;
    }
    taps.where(position >= 0);
    taps.where(position < axes[axis].input);
}

}  // namespace tconv
