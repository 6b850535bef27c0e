// How far a right float32 kernel may be from the reference.
//
// Let u = 2^-24. A sum of n products, in any order, with or without fused multiply-adds, has
//     |computed - exact| <= gamma(n) * sum |x*w|,   gamma(n) = n*u / (1 - n*u)
// (Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, section 3.1). The bias is one more term, a product with
// 1. Where a product is subnormal, or flushed to zero, up to 2^-126 is lost in each of the n terms beside that.
//
// An activation f then changes that error by at most its steepest slope between the exact sum and the computed one, and adds its
// own: so many ulp, that is so many times 2u, of |f| there (generators/algorithms/activation.h promises them; leaky_relu has two
// roundings, 0.2 is not a float32 number and then the product). All but exponential are no steeper than a number, and no
// larger than a*|sum| + b: the rows of kRows. exponential is its own slope: at a sum v that is off by no more than d, the error
// is at most e^v (e^d - 1), and its own that of e^(v+d); beyond the largest float, where the kernel says infinity, anything goes.
//
// softmax, too, is its own slope. Where each sum of a cell is off by no more than d, every e^x of it, and so their total, is off by a
// factor of at most e^d: a result s by s (e^2d - 1). Its own error are factors as well: of the difference to the largest sum,
// half an ulp of at most 88 (beyond, e^x is 0 within 2^-126), in numerator and total; 3 ulp of e^x in each; F roundings of the
// total, and the division.
//
// The reference itself is in double: its error, 2^-29 of this bound, is covered by counting one term more.
#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/oracle/gather_sums.h"

namespace tconv::oracle {
namespace {

constexpr double kUnit = 0x1p-24;
constexpr double kSmallestNormal = 0x1p-126;

double gamma(int64_t count) {
    const double nu = static_cast<double>(count) * kUnit;
    return nu / (1 - nu);
}

struct Row {
    Activation activation;
    double slope;          ///< the steepest
    double ulps;           ///< of the kernel's formula
    double growth, least;  ///< |f(x)| <= growth * |x| + least
};
constexpr Row kRows[] = {
    {Activation::linear, 1, 0, 1, 0},
    {Activation::relu, 1, 0, 1, 0},
    {Activation::relu6, 1, 0, 1, 0},
    {Activation::leaky_relu, 1, 1, 0.2, 0},
    {Activation::sigmoid, 0.25, 3, 0, 1},
    {Activation::tanh, 1, 3, 0, 1},
    {Activation::elu, 1, 2, 1, 0},
    {Activation::selu, 1.7581, 2, 1.7581, 0},  // scale * alpha, at 0 from below
    {Activation::softplus, 1, 3, 1, 0.6932},   // log 2, at 0
    {Activation::softsign, 1, 2, 0, 1},
    {Activation::hard_sigmoid, 1.0 / 6, 2, 0, 1},
    {Activation::silu, 1.1, 4, 1, 0},   // 1.0999 at 2.3994
    {Activation::gelu, 1.13, 8, 1, 0},  // 1.1289 at sqrt 2
    {Activation::mish, 1.09, 5, 1, 0},  // 1.0885 at 1.4905
};
constexpr double kExponentialUlps = 2;

/// For a sum of this magnitude that is off by no more than `sum_error`.
double bound_of(const Row &row, double magnitude, double sum_error) {
    return row.slope * sum_error + row.ulps * gamma(2) * (row.growth * (magnitude + sum_error) + row.least);
}

double bound_of_exponential(double sum, double sum_error) {
    const double largest = std::exp(sum + sum_error);
    return largest < static_cast<double>(std::numeric_limits<float>::max())
               ? std::exp(sum) * std::expm1(sum_error) + kExponentialUlps * gamma(2) * largest + kSmallestNormal
               : INFINITY;
}

/// The bounds of one cell's sums, in `bound`, become those of its results.
void bound_softmax(const Problem &p, const std::vector<double> &exact, std::vector<double> &bound, int64_t n,
                   int64_t cell) {
    const ArrayIndex out = output_index(p);
    double sum_error = 0;
    for (int64_t f = 0; f < p.filters; ++f) {
        sum_error = std::max(sum_error, bound[out.at(n, cell, f)]);
    }
    constexpr double kDifference = 88 * kUnit;
    const double factor = std::expm1(2 * (sum_error + kDifference) + 2 * 3 * gamma(2) + gamma(p.filters) + gamma(2));
    for (int64_t f = 0; f < p.filters; ++f) {
        const size_t at = out.at(n, cell, f);
        bound[at] = exact[at] * factor + static_cast<double>(p.filters) * kSmallestNormal;
    }
}

const Row &row_of(Activation activation) {
    for (const Row &row : kRows) {
        if (row.activation == activation) {
            return row;
        }
    }
    throw std::logic_error("an activation without a bound");
}

}  // namespace

namespace {

/// What the error of a sum is measured by, as the output's layout has it, and roundings, by (n, cell).
using Magnitudes = Sums;

/// |bias| + sum over channels of largest |x| * largest |w|, times `growth`: the same for all cells of an image.
Magnitudes largest_magnitudes(const Call &call, double growth, int64_t roundings) {
    const Problem &p = call.problem;
    const ArrayIndex in = input_index(p), out = output_index(p);
    const int64_t channels = p.channels_per_group(), filters = p.filters_per_group();
    const auto taps = static_cast<int64_t>(call.weights.data.size()) / (p.channels * filters);
    const auto largest = [](int64_t count, auto at) {
        double most = 0;
        for (int64_t i = 0; i < count; ++i) {
            most = std::max(most, std::abs(static_cast<double>(at(i))));
        }
        return most;
    };
    Magnitudes result;
    result.values.resize(static_cast<size_t>(p.batch * out.cells() * p.filters));
    result.terms.assign(static_cast<size_t>(p.batch * out.cells()), channels + roundings);
    for (int64_t n = 0; n < p.batch; ++n) {
        for (int64_t f = 0; f < p.filters; ++f) {
            double sum = std::abs(bias_at(call.bias, f));
            for (int64_t k = 0; k < channels; ++k) {
                const int64_t c = f / filters * channels + k;
                sum += largest(in.cells(), [&](int64_t i) { return call.input.data[in.at(n, i, c)]; }) *
                       largest(taps, [&](int64_t t) {
                           return call.weights.data[static_cast<size_t>((c * filters + f % filters) * taps + t)];
                       });
            }
            for (int64_t cell = 0; cell < out.cells(); ++cell) {
                result.values[out.at(n, cell, f)] = growth * sum;
            }
        }
    }
    return result;
}

std::vector<double> bounds(const Call &call, const Magnitudes &sums) {
    const Problem &p = call.problem;
    const ArrayIndex out = output_index(p);
    const bool is_exponential = p.activation == Activation::exponential;
    const bool is_softmax = p.activation == Activation::softmax;
    const Row &row = row_of(is_exponential || is_softmax ? Activation::linear : p.activation);
    std::vector<double> exact;  // sums of exponential, results of softmax
    if (is_exponential || is_softmax) {
        exact = is_softmax ? gather(call) : gather_sums(call, false).values;
    }
    std::vector<double> bound(sums.values.size());
    for (int64_t n = 0; n < p.batch; ++n) {
        for (int64_t cell = 0; cell < out.cells(); ++cell) {
            const int64_t terms = sums.terms[static_cast<size_t>(n * out.cells() + cell)] + 2;  // bias, reference
            for (int64_t f = 0; f < p.filters; ++f) {
                const size_t at = out.at(n, cell, f);
                const double magnitude = sums.values[at];
                const double sum_error = gamma(terms) * magnitude + static_cast<double>(terms) * kSmallestNormal;
                bound[at] =
                    is_exponential ? bound_of_exponential(exact[at], sum_error) : bound_of(row, magnitude, sum_error);
            }
            if (is_softmax) {
                bound_softmax(p, exact, bound, n, cell);
            }
        }
    }
    return bound;
}

}  // namespace

std::vector<double> error_bound(const Call &call) { return bounds(call, gather_sums(call, true)); }

std::vector<double> error_bound(const Call &call, double growth, int64_t roundings) {
    return bounds(call, largest_magnitudes(call, growth, roundings));
}

}  // namespace tconv::oracle
