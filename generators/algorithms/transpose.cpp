// A matrix that is contiguous along b becomes one that is contiguous along a, by fours: four neighbours along b are one load and one store
// into a small buffer, from which a vector along a comes by four loads and shuffles. Loads of single cells would take several times as
// long. The buffer holds many fours, so that what was stored has left the store buffer before it is loaded: a load that covers
// several pending stores waits for them.
#include "generators/algorithms/transpose.h"

#include <algorithm>

#include "generators/algorithms/constants.h"
#include "runtime/problem/sizes.h"

namespace tconv {

using namespace Halide;
using constants::i32;
using constants::within;

namespace {

/// A loop of `count` steps in pieces of at most `most`, as even as they can be.
struct Pieces {
    int64_t length, count;
    Pieces(int64_t steps, int64_t most)
        : length(ceil_div(steps, ceil_div(steps, most))), count(ceil_div(steps, length)) {}
};

/// A side in steps of `width` cells. What does not divide it is shifted inwards: done twice, to the same bits.
Expr cell_of(const Matrices::Side &side, const Expr &step, int width, const Expr &within_step, const Expr &task) {
    const Expr length = side.length ? side.length(task) : i32(side.most);
    return within(min(step * width, length - width) + within_step, i32(side.most));
}

}  // namespace

RVar transpose(Func to, const Matrices &matrices, int vector, const std::string &name) {
    int lanes = vector;
    while (lanes > matrices.a.least)
        lanes /= 2;
    const int fours = static_cast<int>(std::min<int64_t>(4, matrices.b.least));
    // Of the buffer, 8 KB: what is far away from the processor is read, or written, in long runs.
    constexpr int64_t kSteps = 32, kNear = 8;
    const bool along_a = matrices.far == Matrices::Far::stored;
    const Pieces quads(ceil_div(matrices.b.most, fours), along_a ? kNear : kSteps);
    const Pieces tiles(ceil_div(matrices.a.most, lanes), along_a ? std::max(kSteps / quads.length, kNear / 2) : 1);

    Region loops{{0, lanes},
                 {0, fours},
                 {0, i32(along_a ? tiles.length : quads.length)},
                 {0, i32(along_a ? quads.length : tiles.length)},
                 {0, matrices.rows * i32(quads.count * tiles.count)}};
    if (matrices.tasks.defined())
        loops.emplace_back(0, matrices.tasks);
    const RDom r(loops, name);
    const auto cell = [&](const Expr &lane, const Expr &four, const Expr &quad, const Expr &tile, const Expr &piece,
                          const Expr &task) -> Matrices::Cell {
        const Expr a_step = piece % i32(tiles.count) * i32(tiles.length) + tile;
        const Expr b_step = piece / i32(tiles.count) % i32(quads.count) * i32(quads.length) + quad;
        return {cell_of(matrices.a, a_step, lanes, lane, task), cell_of(matrices.b, b_step, fours, four, task),
                piece / i32(tiles.count * quads.count), task};
    };

    // The buffer holds the quads and tiles of a piece of a row.
    const Var four("four"), lane("lane"), quad("quad"), tile("tile"), piece("piece");
    const Var &task = matrices.task;
    Func buffer(name + "_by_fours");
    buffer(four, lane, quad, tile, piece, task) = matrices.from(cell(lane, four, quad, tile, piece, task));
    const Expr task_here = matrices.tasks.defined() ? Expr(r[5]) : Expr(task);
    const Expr quad_here = r[along_a ? 3 : 2], tile_here = r[along_a ? 2 : 3];
    to(matrices.to(cell(r[0], r[1], quad_here, tile_here, r[4], task_here))) =
        buffer(r[1], r[0], quad_here, tile_here, r[4], task_here);

    Stage stored = to.update(to.num_update_definitions() - 1);
    stored.allow_race_conditions();  // cells that are stored twice get the same bits
    stored.vectorize(RVar(r[0])).unroll(RVar(r[1]));
    if (matrices.parallel_rows)
        stored.parallel(RVar(r[4]));
    if (matrices.parallel_tasks)
        stored.parallel(RVar(r[5]));
    const RVar outermost = r[r.dimensions() - 1];
    if (matrices.b.most <= 4)
        return outermost;  // neighbours along a are four cells apart at most: loads and shuffles without a buffer
    buffer.compute_at(to, RVar(r[4])).bound(four, 0, fours).bound(lane, 0, lanes);
    buffer.bound(quad, 0, i32(quads.length)).bound(tile, 0, i32(tiles.length));
    buffer.vectorize(four).reorder(four, quad, lane, tile);
    if (quads.length <= kNear)
        buffer.unroll(quad);
    else if (quads.length % 4 == 0)
        buffer.unroll(quad, 4);
    return outermost;
}

Expr TransposedArray::column(const Expr &x_of_row, const Expr &channel) const {
    return within(x_of_row * i32(channels) + channel, i32(channels * x));
}

Func to_channels_last(const Func &input, const TransposedArrays &arrays, int vector) {
    const TransposedArray &array = arrays.input;
    const Rows &rows = array.rows;
    Func last("input_channels_last");
    last(Var("column"), Var("y"), Var("z"), Var("n")) = undef<float>();
    Matrices matrices{{array.channels, array.channels, {}}, {array.x, array.x, {}}, rows.count, 1};
    matrices.parallel_rows = true;
    matrices.from = [&](const Matrices::Cell &at) {
        return input(at.b, rows.y(at.row), rows.z(at.row), at.a, rows.n(at.row));
    };
    matrices.to = [&](const Matrices::Cell &at) {
        return std::vector<Expr>{array.column(at.b, at.a), rows.y(at.row), rows.z(at.row), rows.n(at.row)};
    };
    transpose(last, matrices, vector, "transposed_input");
    keep_whole(last, array.last);
    return last;
}

void to_channels_first(Func output, Func sums, const TransposedArrays &arrays, int vector) {
    const TransposedArray &array = arrays.output;
    const Rows &rows = array.rows;
    keep_whole(sums, array.last);
    output(Var("x"), Var("y"), Var("z"), Var("c"), Var("n")) = undef<float>();
    Matrices matrices{{array.x, array.x, {}}, {array.channels, array.channels, {}}, rows.count, 1};
    matrices.far = Matrices::Far::stored;
    matrices.parallel_rows = true;
    matrices.from = [&](const Matrices::Cell &at) {
        return sums(array.column(at.a, at.b), rows.y(at.row), rows.z(at.row), rows.n(at.row));
    };
    matrices.to = [&](const Matrices::Cell &at) {
        return std::vector<Expr>{at.a, rows.y(at.row), rows.z(at.row), at.b, rows.n(at.row)};
    };
    transpose(output, matrices, vector, "transposed_output");
}

}  // namespace tconv
