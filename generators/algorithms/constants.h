// Numbers of a problem, which have 64 bits, as constants of a kernel, which has 32.
#pragma once

#include "Halide.h"

namespace tconv::constants {

/// Throws where the value does not fit.
inline Halide::Expr i32(int64_t value) { return Halide::Internal::make_const(Halide::Int(32), value); }
/// For operands of expressions: the caller knows that it fits.
inline int to_int(int64_t value) { return static_cast<int>(value); }

/// An index that the algorithm keeps in [0, extent): bounds inference cannot see it, so it is told.
inline Halide::Expr within(const Halide::Expr &index, const Halide::Expr &extent) {
    return Halide::unsafe_promise_clamped(index, 0, extent - 1);
}

}  // namespace tconv::constants
