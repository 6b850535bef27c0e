// How far a right float32 kernel may be from the reference.
//
// Let u = 2^-24. A sum of n products, in any order, with or without fused multiply-adds, has
//     |computed - exact| <= gamma(n) * sum |x*w|,   gamma(n) = n*u / (1 - n*u)
// (Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, section 3.1). The bias is one more term, a product with
// 1. Where a product is subnormal, or flushed to zero, up to 2^-126 is lost in each of the n terms beside that.
//
// An activation f then changes that error by at most its steepest slope, and adds its own: relu and relu6 nothing; leaky_relu
// two roundings (0.2 is not a float32 number, and the product) of |0.2*v|; sigmoid and tanh what their approximation is
// allowed (generators/algorithms/activation.h), kFunctionUlps units of the largest result, 1.
//
// The reference itself is in double: its error, 2^-29 of this bound, is covered by counting one term more.
#include <cmath>

#include "tests/oracle/gather_sums.h"

namespace tconv::oracle {
namespace {

constexpr double kUnit = 0x1p-24;
constexpr double kSmallestNormal = 0x1p-126;
constexpr double kFunctionUlps = 3;

double gamma(int64_t count) {
    const double nu = static_cast<double>(count) * kUnit;
    return nu / (1 - nu);
}

/// The steepest slope of the activation.
double slope(Activation activation) {
    switch (activation) {
    case Activation::linear:
    case Activation::relu:
    case Activation::relu6:
    case Activation::leaky_relu:
    case Activation::tanh: return 1.0;
    case Activation::sigmoid: return 0.25;
    }
    throw std::logic_error("unknown activation");
}

/// The error of the activation itself, for a sum of this magnitude.
double own_error(Activation activation, double magnitude) {
    switch (activation) {
    case Activation::linear:
    case Activation::relu:
    case Activation::relu6: return 0;
    case Activation::leaky_relu: return gamma(2) * 0.2 * magnitude;
    case Activation::sigmoid:
    case Activation::tanh: return kFunctionUlps * 2 * kUnit;
    }
    throw std::logic_error("unknown activation");
}

}  // namespace

std::vector<double> error_bound(const Call &call) {
    const Problem &p = call.problem;
    const Sums sums = gather_sums(call, true);
    const ArrayIndex out = output_index(p);
    std::vector<double> bound(sums.values.size());
    for (int64_t n = 0; n < p.batch; ++n) {
        for (int64_t cell = 0; cell < out.cells(); ++cell) {
            const int64_t terms = sums.terms[static_cast<size_t>(n * out.cells() + cell)] + 2;  // bias, reference
            for (int64_t f = 0; f < p.filters; ++f) {
                const double magnitude = sums.values[out.at(n, cell, f)];
                const double sum_error = gamma(terms) * magnitude + static_cast<double>(terms) * kSmallestNormal;
                bound[out.at(n, cell, f)] =
                    slope(p.activation) * sum_error + own_error(p.activation, magnitude + sum_error);
            }
        }
    }
    return bound;
}

}  // namespace tconv::oracle
