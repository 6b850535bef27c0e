// The geometry of one problem as Halide sees it: three axes (x, y, z) with sizes that are constants or the buffers' extents, and
// the phases of an axis as expressions, so that the loop over them may be unrolled or stay a loop.
#pragma once

#include <vector>

#include "Halide.h"
#include "schedules/phase_classes.h"
#include "tconv/phase.h"

namespace tconv {

/// One axis: the problem's numbers, and its sizes in the kernel.
struct KernelAxis {
    Axis axis;           ///< of the problem; a missing axis is one cell
    Halide::Expr input;  ///< int32
    Halide::Expr output;
};

/// A phase as expressions of its first kernel index (see Phase for the names).
struct PhaseExprs {
    Halide::Expr residue, input_offset, first_tap;
    int64_t taps, input_step;
};

PhaseExprs phase_exprs(const Axis &axis, const PhaseClass &phases, const Halide::Expr &member);

/// Outputs of a residue: ceil((output - residue) / stride), written so that an open size stays linear.
Halide::Expr residue_outputs(const KernelAxis &axis, const Halide::Expr &residue);
/// The same as a number where the axis has its sizes; for an open axis what is known to be more than nothing: 0.
int64_t least_residue_outputs(const Axis &axis);
/// Whether all residues have the same number of outputs, for every size the axis may get.
bool residues_alike(const Axis &axis);

/// Position of tap (first kernel index, j) along an axis of packed weights: taps of one phase are neighbours.
Halide::Expr packed_tap(const Axis &axis, const Halide::Expr &first_tap, const Halide::Expr &j);
/// The inverse: the kernel index at a position.
Halide::Expr tap_at(const Axis &axis, const Halide::Expr &position);

}  // namespace tconv
