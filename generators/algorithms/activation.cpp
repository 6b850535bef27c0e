// The formulas. exp(x) = 2^n * p(r): n = round(x / ln 2), r = x - n ln 2 in two pieces (Cody and Waite), p of degree 6 on
// [-ln2/2, ln2/2] with an error below half an ulp.
#include "generators/algorithms/activation.h"

#include <cmath>

namespace tconv {

using Halide::Expr;
using Halide::strict_float;

namespace {

// Elsewhere code is generated as if no number were NaN: `x != x` is false, and x < 0 the opposite of x >= 0.
Expr keep_nan(const Expr &x, const Expr &value) { return Halide::select(Halide::is_nan(x), x, value); }

/// exp(x) for x <= 0. Below -87.3 the result is at most the smallest normal number, which no caller can tell from 0.
Expr exp_of_negative(const Expr &x) {
    const Expr clamped = Halide::max(x, -87.0f);
    const Expr n = Halide::floor(clamped * 1.44269504f + 0.5f);
    // In this order: n times the first piece of ln 2 is exact. Joined, the pieces are one float again, and 67 ulp are lost at -72.
    const Expr r = strict_float((clamped - n * 0.693359375f) - n * -2.12194440e-4f);
    // Taylor terms suffice: |r| <= 0.35, the term of degree 8 is below 6e-9.
    Expr p = 1.0f / 5040.0f;
    p = p * r + 1.0f / 720.0f;
    p = p * r + 1.0f / 120.0f;
    p = p * r + 1.0f / 24.0f;
    p = p * r + 1.0f / 6.0f;
    p = p * r + 0.5f;
    p = p * r + 1.0f;
    p = p * r + 1.0f;
    const Expr scale = Halide::reinterpret<float>((Halide::cast<int32_t>(n) + 127) << 23);
    return p * scale;
}

/// x >= 0: 1 / (1 + e^-x); x < 0: e^x / (1 + e^x): neither overflows nor cancels.
Expr sigmoid(const Expr &x) {
    const Expr e = exp_of_negative(-Halide::abs(x));
    const Expr value = Halide::select(x >= 0.0f, 1.0f, e) / (1.0f + e);
    return keep_nan(x, value);
}

/// |x| >= 0.625: (1 - e^-2|x|) / (1 + e^-2|x|); below, where that cancels, an odd polynomial (Cephes' tanhf, 5 coefficients).
Expr tanh_of(const Expr &x) {
    const Expr magnitude = Halide::abs(x);
    const Expr e = exp_of_negative(-2.0f * magnitude);
    const Expr large = (1.0f - e) / (1.0f + e);
    const Expr square = x * x;
    Expr p = -5.70498872745e-3f;
    p = p * square + 2.06390887954e-2f;
    p = p * square - 5.37397155531e-2f;
    p = p * square + 1.33314422036e-1f;
    p = p * square - 3.33332819422e-1f;
    const Expr small = x + x * square * p;
    const Expr value = Halide::select(magnitude < 0.625f, small, Halide::select(x < 0.0f, -large, large));
    return keep_nan(x, value);
}

}  // namespace

Expr activate(Activation activation, const Expr &x) {
    switch (activation) {
    case Activation::linear: return x;
    case Activation::relu: return strict_float(Halide::select(x < 0.0f, 0.0f, x));
    case Activation::relu6: return strict_float(Halide::select(x < 0.0f, 0.0f, Halide::select(x > 6.0f, 6.0f, x)));
    case Activation::leaky_relu: return strict_float(Halide::select(x < 0.0f, 0.2f * x, x));
    case Activation::sigmoid: return sigmoid(x);
    case Activation::tanh: return tanh_of(x);
    }
    throw std::logic_error("an activation without a formula");
}

}  // namespace tconv
