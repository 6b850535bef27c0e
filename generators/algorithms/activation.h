// Activations as Halide expressions, all of them polynomials and selects that vectorise: a kernel calls no libm.
#pragma once

#include "Halide.h"
#include "tconv/problem.h"

namespace tconv {

/// activation(x) of a float32 expression. sigmoid and tanh are within 4 ulp of the exact value for every x (tests); NaN stays NaN.
Halide::Expr activate(Activation, const Halide::Expr &x);

}  // namespace tconv
