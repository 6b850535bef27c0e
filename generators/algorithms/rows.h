// Whole arrays beside the output: their rows as one loop, and the stage that holds them.
#pragma once

#include <vector>

#include "Halide.h"

namespace tconv {

/// Rows of y, z and n, and which one a number is. What is computed for a pixel has the row as its one index: of y, z and n, which
/// divisions by open sizes give, Halide would know no more than their range, and make room for all of it.
struct Rows {
    Halide::Expr y_size, z_size, count;

    Rows(const Halide::Expr &y, const Halide::Expr &z, const Halide::Expr &n)
        : y_size(y), z_size(z), count(y * z * n) {}
    Halide::Expr y(const Halide::Expr &row) const { return row % y_size; }
    Halide::Expr z(const Halide::Expr &row) const { return row / y_size % z_size; }
    Halide::Expr n(const Halide::Expr &row) const { return row / (y_size * z_size); }
};

/// A stage that holds all of an array of these extents.
inline void keep_whole(Halide::Func func, const std::vector<Halide::Expr> &extents) {
    func.compute_root();
    const std::vector<Halide::Var> args = func.args();
    for (size_t d = 0; d < args.size(); d++)
        func.bound(args[d], 0, extents[d]);
}

}  // namespace tconv
