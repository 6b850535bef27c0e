// Phases as expressions. A phase is known by its first kernel index t0 in [0, s/g), g = gcd(stride, dilation): the tap counts fall
// from ceil(k/(s/g)) to floor at t0 = k mod (s/g), so phases with equal counts are neighbours, and the residue follows from t0.
#include "generators/algorithms/geometry.h"

#include <algorithm>
#include <numeric>

#include "generators/algorithms/constants.h"

namespace tconv {

using constants::i32;
using Halide::Expr;

namespace {

struct Steps {
    int64_t tap_step;    ///< s / g
    int64_t input_step;  ///< d / g
};

Steps steps_of(const Axis &axis) {
    const int64_t common = std::gcd(axis.stride, axis.dilation);
    return {axis.stride / common, axis.dilation / common};
}

}  // namespace

std::vector<PhaseClass> phase_classes(const Axis &axis, bool each_alone) {
    const int64_t step = steps_of(axis).tap_step;
    const int64_t fewer = axis.kernel / step, longer = axis.kernel % step;  // `longer` phases have one tap more
    std::vector<PhaseClass> classes;
    if (longer > 0)
        classes.push_back({0, longer, fewer + 1});
    if (fewer > 0)
        classes.push_back({longer, step - longer, fewer});
    if (!each_alone)
        return classes;
    std::vector<PhaseClass> alone;
    for (const PhaseClass &c : classes) {
        for (int64_t q = 0; q < c.count; q++)
            alone.push_back({c.first + q, 1, c.taps});
    }
    return alone;
}

bool every_phase_has_taps(const Axis &axis) {
    return std::gcd(axis.stride, axis.dilation) == 1 && axis.kernel >= axis.stride;
}

PhaseExprs phase_exprs(const Axis &axis, const PhaseClass &phases, const Expr &member) {
    PhaseExprs out;
    out.taps = phases.taps;
    out.input_step = steps_of(axis).input_step;
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
    const int64_t step = steps_of(axis).tap_step;
    const int64_t fewer = axis.kernel / step, longer = axis.kernel % step;
    return first_tap * i32(fewer) + Halide::min(first_tap, i32(longer)) + j;
}

Expr tap_at(const Axis &axis, const Expr &position) {
    const int64_t step = steps_of(axis).tap_step;
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
