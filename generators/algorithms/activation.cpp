// The formulas. exp(x) = 2^n * e^r: n = round(x / ln 2), r = x - n ln 2 in two pieces (Cody and Waite), e^r a polynomial of degree 7
// on [-ln2/2, ln2/2]. Everything else is made of it by divisions that neither overflow nor cancel.
#include "generators/algorithms/activation.h"

#include <limits>

namespace tconv {

using Halide::Expr;
using Halide::select;
using Halide::strict_float;
using Halide::Internal::Call;

namespace {

// Elsewhere code is generated as if no number were NaN: `x != x` is false, and x < 0 the opposite of x >= 0.
Expr keep_nan(const Expr &x, const Expr &value) { return select(Halide::is_nan(x), x, value); }

// One operation as it is written. Halide::strict_float would reach into the operands, whose multiply-adds may well be fused.
Expr strict(Call::IntrinsicOp operation, const Expr &a, const Expr &b) {
    return Call::make(a.type(), operation, {a, b}, Call::PureIntrinsic);
}
Expr strict_add(const Expr &a, const Expr &b) { return strict(Call::strict_add, a, b); }
Expr strict_sub(const Expr &a, const Expr &b) { return strict(Call::strict_sub, a, b); }
Expr strict_mul(const Expr &a, const Expr &b) { return strict(Call::strict_mul, a, b); }

/// Horner's rule; the coefficient of the highest power comes first.
Expr polynomial(const Expr &x, std::initializer_list<float> coefficients) {
    Expr value;
    for (const float c : coefficients) {
        value = value.defined() ? value * x + c : Expr(c);
    }
    return value;
}

/// x = n ln 2 + r.
struct Reduced {
    Expr n, r;
};
Reduced reduce(const Expr &x) {
    const Expr n = Halide::floor(strict_add(strict_mul(x, 1.44269504f), 0.5f));
    // In this order: n times the first piece of ln 2 is exact. Joined, the pieces are one float again, and 67 ulp are lost at -72.
    return {n, strict_sub(strict_sub(x, strict_mul(n, 0.693359375f)), strict_mul(n, -2.12194440e-4f))};
}

/// (e^r - 1 - r) / r^2. Taylor terms suffice: |r| <= 0.4, the term of degree 8 of e^r is below 2e-8.
Expr exp_tail(const Expr &r) { return polynomial(r, {1.0f / 5040, 1.0f / 720, 1.0f / 120, 1.0f / 24, 1.0f / 6, 0.5f}); }
Expr exp_of_rest(const Expr &r) { return (exp_tail(r) * r + 1.0f) * r + 1.0f; }

/// 2^n for n in [-127, 127]; 0 for -127.
Expr power_of_two(const Expr &n) { return Halide::reinterpret<float>((Halide::cast<int32_t>(n) + 127) << 23); }

/// Where 2^n is 0, so that everything below is 0 too. e^x is then 2^-126.5, which no caller can tell from 0.
constexpr float kExpIsZero = -88.0f;

/// e^x for x <= 0.
Expr exp_of_negative(const Expr &x) {
    const Reduced d = reduce(Halide::max(x, kExpIsZero));
    return exp_of_rest(d.r) * power_of_two(d.n);
}

/// e^x, from 0 over subnormal numbers to infinity: 2^n is applied in two halves, since 2^128 and 2^-149 have no normal float.
Expr exponential(const Expr &x) {
    const Reduced d = reduce(Halide::clamp(x, -104.0f, 89.0f));
    const Expr half = Halide::floor(d.n * 0.5f);
    return strict_mul(strict_mul(exp_of_rest(d.r), power_of_two(half)), power_of_two(d.n - half));
}

/// e^x - 1 for x <= 0: 2^n (e^r - 1) + (2^n - 1), in which the second term is exact and 0 where the first is small.
Expr exp_minus_1_of_negative(const Expr &x) {
    const Reduced d = reduce(Halide::max(x, kExpIsZero));
    const Expr scale = power_of_two(d.n);
    return strict_add(scale * (exp_tail(d.r) * d.r * d.r + d.r), scale - 1.0f);
}

/// x >= 0: 1 / (1 + e^-x); x < 0: e^x / (1 + e^x): neither overflows nor cancels.
Expr sigmoid(const Expr &x) {
    const Expr e = exp_of_negative(-Halide::abs(x));
    return select(x >= 0.0f, 1.0f, e) / (1.0f + e);
}

/// |x| >= 0.625: (1 - e^-2|x|) / (1 + e^-2|x|); below, where that cancels, an odd polynomial (Cephes' tanhf, 5 coefficients).
Expr tanh_of(const Expr &x) {
    const Expr magnitude = Halide::abs(x);
    const Expr e = exp_of_negative(-2.0f * magnitude);
    const Expr large = (1.0f - e) / (1.0f + e);
    const Expr square = x * x;
    const Expr p = polynomial(
        square, {-5.70498872745e-3f, 2.06390887954e-2f, -5.37397155531e-2f, 1.33314422036e-1f, -3.33332819422e-1f});
    const Expr small = x + x * square * p;
    return select(magnitude < 0.625f, small, select(x < 0.0f, -large, large));
}

Expr elu(const Expr &x) { return select(x > 0.0f, x, exp_minus_1_of_negative(Halide::min(x, 0.0f))); }

Expr selu(const Expr &x) {
    constexpr double kScale = 1.05070098, kAlpha = 1.67326324;
    const Expr negative = exp_minus_1_of_negative(Halide::min(x, 0.0f)) * static_cast<float>(kScale * kAlpha);
    return select(x > 0.0f, strict_mul(x, static_cast<float>(kScale)), negative);
}

/// max(x, 0) + log(1 + t), t = e^-|x|. With s = t / (2 + t), in [0, 1/3], log(1 + t) = 2 atanh(s): s times a polynomial in s^2,
/// fitted for the least relative error, 2^-27.
Expr softplus(const Expr &x) {
    const Expr t = exp_of_negative(-Halide::abs(x));
    const Expr s = t / (2.0f + t);
    const Expr square = s * s;
    const Expr p = polynomial(square, {0.140122607f, 0.139995649f, 0.200108498f, 0.333332062f});
    return strict_add(Halide::max(x, 0.0f), 2.0f * (s + s * square * p));
}

/// x / (1 + |x|); 1 at infinity.
Expr softsign(const Expr &x) {
    constexpr float kLargest = std::numeric_limits<float>::max();
    const Expr finite = Halide::clamp(x, -kLargest, kLargest);
    return finite / (1.0f + Halide::abs(finite));
}

/// (x + 3) / 6 in [0, 1], in this order: the sum is exact where it is small.
Expr hard_sigmoid(const Expr &x) { return Halide::clamp(strict_mul(strict_add(x, 3.0f), 1.0f / 6), 0.0f, 1.0f); }

/// x sigmoid(x); where e^x is 0, so is this, at minus infinity too.
Expr silu(const Expr &x) {
    const Expr e = exp_of_negative(-Halide::abs(x));
    const Expr bounded = Halide::max(x, kExpIsZero);
    return strict_mul(bounded, select(x >= 0.0f, 1.0f, e) / (1.0f + e));
}

/// x tanh(log(1 + e^x)) = x a / (a + 2) with a = e^2x + 2e^x; for x > 0 by e^-x, which does not overflow.
Expr mish(const Expr &x) {
    const Expr e = exp_of_negative(-Halide::abs(x));
    const Expr a = e * e + 2.0f * e, b = 1.0f + 2.0f * e;
    const Expr share = select(x >= 0.0f, b, a) / select(x >= 0.0f, b + 2.0f * e * e, a + 2.0f);
    return strict_mul(Halide::max(x, kExpIsZero), share);
}

/// x Q(-x), Q(t) = erfc(t / sqrt 2) / 2 the tail of the normal distribution, as x - x Q(x) for x > 0. For t >= 0 it is e^(-t^2/2) times
/// a polynomial in u = 1 / (1 + 0.3 t), fitted on [0, 14] for the least relative error, 2^-28. t^2 has twice the digits of a float,
/// and each that is missing counts t^2-fold: it is h^2 + (t - h)(t + h), where h has 12 digits and its square is exact.
Expr gelu(const Expr &x) {
    const Expr bounded = Halide::max(x, -14.0f);  // from there on it is 0, at minus infinity too
    const Expr t = Halide::min(Halide::abs(bounded), 14.0f);
    const Expr h = Halide::reinterpret<float>(Halide::reinterpret<uint32_t>(t) & ~Halide::cast<uint32_t>(0xfff));
    const Reduced d = reduce(Halide::max(strict_mul(strict_mul(h, h), -0.5f), kExpIsZero));
    const Expr r = strict_sub(d.r, strict_mul(strict_mul(strict_sub(t, h), strict_add(t, h)), 0.5f));
    const Expr u = 1.0f / (1.0f + 0.3f * t);
    const Expr p = polynomial(u, {-0.0205898788f, 0.112246573f, -0.227751657f, 0.191142485f, -0.0788652524f,
                                  0.0958426371f, 0.0785038695f, 0.110209621f, 0.119575091f, 0.119686514f});
    const Expr tail = p * u * exp_of_rest(r) * power_of_two(d.n);
    return select(x > 0.0f, strict_sub(x, strict_mul(t, tail)), strict_mul(bounded, tail));
}

}  // namespace

Expr activate(Activation activation, const Expr &x) {
    switch (activation) {
    case Activation::linear: return x;
    case Activation::relu: return strict_float(select(x < 0.0f, 0.0f, x));
    case Activation::relu6: return strict_float(select(x < 0.0f, 0.0f, select(x > 6.0f, 6.0f, x)));
    case Activation::leaky_relu: return strict_float(select(x < 0.0f, 0.2f * x, x));
    case Activation::sigmoid: return keep_nan(x, sigmoid(x));
    case Activation::tanh: return keep_nan(x, tanh_of(x));
    case Activation::elu: return keep_nan(x, elu(x));
    case Activation::selu: return keep_nan(x, selu(x));
    case Activation::softplus: return keep_nan(x, softplus(x));
    case Activation::softsign: return keep_nan(x, softsign(x));
    case Activation::hard_sigmoid: return keep_nan(x, hard_sigmoid(x));
    case Activation::exponential: return keep_nan(x, exponential(x));
    case Activation::silu: return keep_nan(x, silu(x));
    case Activation::gelu: return keep_nan(x, gelu(x));
    case Activation::mish: return keep_nan(x, mish(x));
    case Activation::softmax: break;  // of all filters: softmax.h
    }
    throw std::logic_error("an activation without a formula");
}

Expr exp_of_difference(const Expr &x, const Expr &largest) {
    const Expr difference = strict_sub(x, largest);
    return keep_nan(difference, exp_of_negative(difference));
}

bool is_long(Activation activation) {
    switch (activation) {
    case Activation::linear:
    case Activation::relu:
    case Activation::relu6:
    case Activation::leaky_relu:
    case Activation::hard_sigmoid: return false;
    case Activation::sigmoid:
    case Activation::tanh:
    case Activation::elu:
    case Activation::selu:
    case Activation::softplus:
    case Activation::softsign:
    case Activation::exponential:
    case Activation::silu:
    case Activation::gelu:
    case Activation::mish:
    case Activation::softmax: return true;
    }
    return true;
}

}  // namespace tconv
