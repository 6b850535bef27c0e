// Activations as Halide expressions, all of them polynomials and selects that vectorise: a kernel calls no libm.
#pragma once

#include "Halide.h"
#include "tconv/problem.h"

namespace tconv {

/// activation(x) of a float32 expression; NaN stays NaN. sigmoid and tanh are within 3 ulp of the exact value (measured over 43
/// million floats, the worst: 2.4 and 1.5), and where that is below 2^-125 off by no more than 2^-125; linear, relu and relu6 are
/// exact, leaky_relu is within 1 ulp. tests/kernels/activations_test.cpp holds every instruction set to it.
Halide::Expr activate(Activation, const Halide::Expr &x);

}  // namespace tconv
