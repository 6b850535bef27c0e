// Activations as Halide expressions, all of them polynomials and selects that vectorise: a kernel calls no libm.
#pragma once

#include "Halide.h"
#include "tconv/problem.h"

namespace tconv {

/// activation(x) of a float32 expression; NaN stays NaN, and infinity gives the limit. Linear, relu and relu6 are exact; the others are
/// off by no more ulp of the exact value than this (measured over the floats, the worst is 0.6 to 0.9 of it):
///
///     leaky_relu 1, exponential 2, elu 2, selu 2, softsign 2, hard_sigmoid 2, sigmoid 3, tanh 3, softplus 3, silu 4, mish 5, gelu 8;
///     softmax: softmax.h
///
/// Where sigmoid and softplus are below 2^-125, and silu, mish and gelu in magnitude below 2^-119, by no more than these numbers
/// instead: they become 0 in place of subnormal. tests/kernels/activations_test.cpp holds every instruction set to it.
Halide::Expr activate(Activation, const Halide::Expr &x);

/// e^(x - largest) where x is at most `largest`; NaN where either is, or both are infinite. Within 2 ulp, and of the difference a half.
Halide::Expr exp_of_difference(const Halide::Expr &x, const Halide::Expr &largest);

/// Whether its formula is so long that it should not stand in the code once for each register of a tile.
bool is_long(Activation);

}  // namespace tconv
