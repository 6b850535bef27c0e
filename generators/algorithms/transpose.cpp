// A matrix that is contiguous along b becomes one that is contiguous along a, by fours: four neighbours along b are one load and one store
// into a small buffer, from which a vector along a comes by four loads and shuffles. Loads of single cells would take several times as
// long. The buffer holds many fours, so that what was stored has left the store buffer before it is loaded: a load that covers
// several pending stores waits for them.
#include "generators/algorithms/transpose.h"

#include <algorithm>
#include <functional>

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

struct Matrix {
    int64_t a, b;  ///< its sizes
    Expr rows;     ///< so many matrices
    std::function<Expr(const Expr &a, const Expr &b, const Expr &row)> from;
    std::function<std::vector<Expr>(const Expr &a, const Expr &b, const Expr &row)> to;
};

void transpose(Func to, const Matrix &matrix, int vector, const std::string &name) {
    int lanes = vector;
    while (lanes > matrix.a)
        lanes /= 2;
    const int fours = static_cast<int>(std::min<int64_t>(4, matrix.b));
    constexpr int64_t kFours = 32, kTiles = 8;  // of the buffer: 8 KB; of a task
    const Pieces quads(ceil_div(matrix.b, fours), kFours), tiles(ceil_div(matrix.a, lanes), kTiles);

    // What divides neither is shifted inwards: done twice, to the same bits.
    const RDom r({{0, lanes},
                  {0, fours},
                  {0, i32(quads.length)},
                  {0, i32(tiles.length)},
                  {0, matrix.rows * i32(quads.count * tiles.count)}},
                 name);
    const auto a_of = [&](const Expr &lane, const Expr &tile, const Expr &task) -> Expr {
        const Expr which = task % i32(tiles.count) * i32(tiles.length) + tile;
        return within(min(which * lanes, i32(matrix.a - lanes)) + lane, i32(matrix.a));
    };
    const auto b_of = [&](const Expr &four, const Expr &quad, const Expr &task) -> Expr {
        const Expr which = task / i32(tiles.count) % i32(quads.count) * i32(quads.length) + quad;
        return within(min(which * fours, i32(matrix.b - fours)) + four, i32(matrix.b));
    };
    const auto row_of = [&](const Expr &task) -> Expr { return task / i32(tiles.count * quads.count); };

    const Var four("four"), lane("lane"), quad("quad"), tile("tile"), task("task");
    Func buffer(name + "_by_fours");
    buffer(four, lane, quad, tile, task) = matrix.from(a_of(lane, tile, task), b_of(four, quad, task), row_of(task));
    to(matrix.to(a_of(r[0], r[3], r[4]), b_of(r[1], r[2], r[4]), row_of(r[4]))) = buffer(r[1], r[0], r[2], r[3], r[4]);

    to.update()
        .allow_race_conditions()  // cells that are stored twice get the same bits
        .vectorize(RVar(r[0]))
        .unroll(RVar(r[1]))
        .parallel(RVar(r[4]));
    if (matrix.b <= 4)
        return;  // neighbours along a are four cells apart at most: loads and shuffles without a buffer
    buffer.compute_at(to, RVar(r[3])).bound(four, 0, fours).bound(lane, 0, lanes).bound(quad, 0, i32(quads.length));
    buffer.vectorize(four).unroll(lane, std::min(lanes, 4));
}

Expr cell(const TransposedArray &array, const Expr &x, const Expr &c) {
    return within(x * i32(array.channels) + c, i32(array.channels * array.x));
}

}  // namespace

Func to_channels_last(const Func &input, const TransposedArrays &arrays, int vector) {
    const TransposedArray &array = arrays.input;
    const Rows &rows = array.rows;
    Func last("input_channels_last");
    last(Var("column"), Var("y"), Var("z"), Var("n")) = undef<float>();
    transpose(last,
              {array.channels, array.x, rows.count,
               [&](const Expr &c, const Expr &x, const Expr &row) {
                   return input(x, rows.y(row), rows.z(row), c, rows.n(row));
               },
               [&](const Expr &c, const Expr &x, const Expr &row) {
                   return std::vector<Expr>{cell(array, x, c), rows.y(row), rows.z(row), rows.n(row)};
               }},
              vector, "transposed_input");
    keep_whole(last, array.last);
    return last;
}

void to_channels_first(Func output, Func sums, const TransposedArrays &arrays, int vector) {
    const TransposedArray &array = arrays.output;
    const Rows &rows = array.rows;
    keep_whole(sums, array.last);
    output(Var("x"), Var("y"), Var("z"), Var("c"), Var("n")) = undef<float>();
    transpose(output,
              {array.x, array.channels, rows.count,
               [&](const Expr &x, const Expr &c, const Expr &row) {
                   return sums(cell(array, x, c), rows.y(row), rows.z(row), rows.n(row));
               },
               [&](const Expr &x, const Expr &c, const Expr &row) {
                   return std::vector<Expr>{x, rows.y(row), rows.z(row), c, rows.n(row)};
               }},
              vector, "transposed_output");
}

}  // namespace tconv
