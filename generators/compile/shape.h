// The sizes of one call inside generated code: read from the caller's input_shape and checked, or known.
#pragma once

#include <vector>

#include "generators/compile/ir.h"
#include "tconv/problem.h"

namespace tconv {

/// Array shapes of one call (batch first, as the layout says), as 64-bit expressions: constants where the problem fixes them.
struct CallShapes {
    std::vector<Halide::Expr> input, output;
};

/// The shapes as loads from the argument "input_shape", without any check.
CallShapes read_shapes(const Problem &);

/// Steps that return TCONV_NULL_POINTER, TCONV_MISALIGNED, TCONV_BAD_SHAPE or TCONV_TOO_LARGE unless "input_shape" is one
/// that the problem allows; the same rules as Problem::with_input_shape. May be NULL where every size is fixed.
CallShapes check_shapes(Steps &, const Problem &);

}  // namespace tconv
