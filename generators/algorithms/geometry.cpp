// Phases as expressions.
#include "generators/algorithms/geometry.h"

#include "generators/algorithms/constants.h"

namespace tconv {

using constants::i32;
using Halide::Expr;

PhaseExprs phase_exprs(const Axis &axis, const PhaseClass &phases, const Expr &member) {
    PhaseExprs out;
    out.taps = phases.taps;
    out.input_step = tap_steps(axis).input;
    if (phases.count == 1) {  // numbers, by 64-bit arithmetic
        const int64_t landing = phases.first * axis.dilation - axis.crop_begin;
        const int64_t residue = ((landing % axis.stride) + axis.stride) % axis.stride;
        out.first_tap = i32(phases.first);
        out.residue = i32(residue);
        out.input_offset = i32((residue - landing) / axis.stride);
        return out;
    }
    out.first_tap = member + i32(phases.first);
    const Expr landing = out.first_tap * i32(axis.dilation) - i32(axis.crop_begin);
    out.residue = landing % i32(axis.stride);  // Halide's % is never negative
    out.input_offset = (out.residue - landing) / i32(axis.stride);
    return out;
}

Expr residue_outputs(const KernelAxis &axis, const Expr &residue) {
    const Axis &a = axis.axis;
    if (a.is_open() && a.output == kOpen) {
        // O = I*s + rest: the residue's outputs are I + ceil((rest - residue) / s).
        const int64_t rest = a.effective_kernel() - a.stride - a.crop_begin - a.crop_end;
        return axis.input + (i32(rest) - residue + i32(a.stride - 1)) / i32(a.stride);
    }
    return (axis.output - residue + i32(a.stride - 1)) / i32(a.stride);
}

int64_t least_residue_outputs(const Axis &axis) {
    if (axis.output == kOpen)
        return 0;
    return phase_outputs(axis, axis.stride - 1, axis.output);
}

bool residues_alike(const Axis &axis) {
    if (axis.output != kOpen)
        return axis.output % axis.stride == 0;
    return (axis.effective_kernel() - axis.crop_begin - axis.crop_end) % axis.stride == 0;
}

Expr packed_tap(const Axis &axis, const Expr &first_tap, const Expr &j) {
    const int64_t step = tap_steps(axis).kernel;
    const int64_t fewer = axis.kernel / step, longer = axis.kernel % step;
    return first_tap * i32(fewer) + Halide::min(first_tap, i32(longer)) + j;
}

Expr tap_at(const Axis &axis, const Expr &position) {
    const int64_t step = tap_steps(axis).kernel;
    const int64_t fewer = axis.kernel / step, longer = axis.kernel % step;
    const int64_t long_part = longer * (fewer + 1);
    const Expr in_long = (position / i32(fewer + 1)) + (position % i32(fewer + 1)) * i32(step);
    if (fewer == 0)
        return in_long;
    const Expr rest = position - i32(long_part);
    const Expr in_short = i32(longer) + rest / i32(fewer) + (rest % i32(fewer)) * i32(step);
    return Halide::select(position < i32(long_part), in_long, in_short);
}

}  // namespace tconv
