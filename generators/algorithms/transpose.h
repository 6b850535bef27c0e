// Arrays in channels first, by way of channels last: all of them (here), or a band at a time (banded.cpp).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "Halide.h"
#include "generators/algorithms/rows.h"

namespace tconv {

/// Matrices to transpose: each is contiguous along b, and becomes contiguous along a. They are the rows of tasks.
struct Matrices {
    /// A side: its length, which may differ from task to task.
    struct Side {
        int64_t most, least;
        std::function<Halide::Expr(const Halide::Expr &task)> length{};  ///< none: always `most`
    };
    Side a, b;
    Halide::Expr rows{};
    Halide::Expr tasks{};  ///< undefined: the task is the Var below, an argument of what is stored
    Halide::Var task{"task"};
    /// Which of the two arrays is the farther one: the other one is in a cache, or both are as far.
    enum class Far { loaded, stored } far = Far::loaded;
    bool parallel_rows = false, parallel_tasks = false;

    /// A cell's place.
    struct Cell {
        Halide::Expr a, b, row, task;
    };
    std::function<Halide::Expr(const Cell &)> from{};
    std::function<std::vector<Halide::Expr>(const Cell &)> to{};
};

/// Adds the update definition to `to` that stores them, and its schedule. Gives the outermost loop: over tasks, or rows.
Halide::RVar transpose(Halide::Func to, const Matrices &, int vector, const std::string &name);

/// An array as its transposition sees it. `last`: its extents in channels last (buffer_extents).
struct TransposedArray {
    int64_t channels, x;
    Rows rows;
    std::vector<Halide::Expr> last;

    /// Index of a cell of a row in channels last.
    Halide::Expr column(const Halide::Expr &x_of_row, const Halide::Expr &channel) const;
};
struct TransposedArrays {
    TransposedArray input, output;
};

/// A Func of the input (x, y, z, c, n) as (x * channels + c, y, z, n): a stage of its own, in the workspace, in parallel.
Halide::Func to_channels_last(const Halide::Func &input, const TransposedArrays &, int vector);

/// Defines `output` (x, y, z, c, n) by `sums` (x * filters + c, y, z, n), which becomes such a stage.
void to_channels_first(Halide::Func output, Halide::Func sums, const TransposedArrays &, int vector);

}  // namespace tconv
