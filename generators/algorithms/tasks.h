// The outer loops of a pass as one loop over tasks, which is what runs in parallel. Halide's own fuse() of several loops would do the
// same for constant extents; where extents are open its bounds inference no longer sees that a task touches one row, and gives every
// stage inside the loop room for all of them. A single loop whose index the algorithm takes apart has no bounds to infer.
#pragma once

#include <utility>
#include <vector>

#include "Halide.h"

namespace tconv {

enum class OuterLoop { tiles, chunk, row, plane, image, member_x, member_y, member_z, lane_tile, block };

/// The loop over the members of a class of phases of axis x, y or z.
inline OuterLoop member_loop(int axis) {
    constexpr OuterLoop kLoops[3] = {OuterLoop::member_x, OuterLoop::member_y, OuterLoop::member_z};
    return kLoops[axis];
}

/// A mixed radix number: the loops are its digits, innermost first.
class Tasks {
public:
    void add(OuterLoop loop, const Halide::Expr &extent);
    /// How many there are.
    Halide::Expr count() const;
    /// One loop's index in a task; 0 for a loop that was not added.
    Halide::Expr index(OuterLoop loop, const Halide::Expr &task) const;

private:
    std::vector<std::pair<OuterLoop, Halide::Expr>> loops_;
};

/// A pure definition over all cells: rows in one parallel loop.
void run_rows_in_parallel(Halide::Func);

}  // namespace tconv
