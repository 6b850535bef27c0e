// Activations, comparison, and the check that a call's arrays fit.
#include "tests/oracle/oracle.h"

#include <algorithm>
#include <cmath>

#include "tests/oracle/space.h"

namespace tconv::oracle {
namespace {

/// The normal distribution: as much of it as is below `value`.
double normal_below(double value) { return 0.5 * std::erfc(-value / std::sqrt(2.0)); }

/// tanh(log(1 + e^value)).
double mish_share(double value) { return std::tanh(std::log1p(std::exp(value))); }

}  // namespace

double activate(Activation activation, double value) {
    // What is multiplied by 0 at minus infinity: the limit there is 0.
    const double finite = std::clamp(value, -1e300, 1e300);
    // Constants are Keras's (semantics.md, section 4).
    switch (activation) {
    case Activation::linear: return value;
    case Activation::relu: return std::max(value, 0.0);
    case Activation::relu6: return std::clamp(value, 0.0, 6.0);
    case Activation::leaky_relu: return value < 0 ? 0.2 * value : value;
    case Activation::sigmoid: return 1 / (1 + std::exp(-value));
    case Activation::tanh: return std::tanh(value);
    case Activation::elu: return value > 0 ? value : std::expm1(value);
    case Activation::selu: return 1.05070098 * (value > 0 ? value : 1.67326324 * std::expm1(value));
    case Activation::softplus: return std::max(value, 0.0) + std::log1p(std::exp(-std::abs(value)));
    case Activation::softsign: return finite / (1 + std::abs(finite));
    case Activation::hard_sigmoid: return std::clamp((value + 3) / 6, 0.0, 1.0);
    case Activation::exponential: return std::exp(value);
    case Activation::silu: return value > 0 ? value / (1 + std::exp(-value)) : finite / (1 + std::exp(-finite));
    case Activation::gelu: return value > 0 ? value * normal_below(value) : finite * normal_below(finite);
    case Activation::mish: return value > 0 ? value * mish_share(value) : finite * mish_share(finite);
    case Activation::softmax: throw std::logic_error("softmax is of all filters, not of one sum");
    }
    throw std::logic_error("unknown activation");
}

void activate_all(const Problem &p, std::vector<double> &sums) {
    if (p.activation != Activation::softmax) {
        for (double &value : sums) {
            value = activate(p.activation, value);
        }
        return;
    }
    const ArrayIndex out = output_index(p);
    for (int64_t n = 0; n < p.batch; ++n) {
        for (int64_t cell = 0; cell < out.cells(); ++cell) {
            double largest = -INFINITY, total = 0;
            for (int64_t f = 0; f < p.filters; ++f) {
                largest = std::max(largest, sums[out.at(n, cell, f)]);
            }
            for (int64_t f = 0; f < p.filters; ++f) {
                double &value = sums[out.at(n, cell, f)];
                value = std::exp(value - largest);
                total += value;
            }
            for (int64_t f = 0; f < p.filters; ++f) {
                sums[out.at(n, cell, f)] /= total;
            }
        }
    }
}

void check_call(const Call &call) {
    if (call.problem.is_open()) {
        throw Error("the oracle needs every size of " + key(call.problem));
    }
    const auto check = [&](const char *name, const Array &array, const std::vector<int64_t> &shape) {
        if (array.shape != shape || static_cast<int64_t>(array.data.size()) != array.size()) {
            throw Error(std::string(name) + " has shape " + shape_text(array.shape) + ": must be " + shape_text(shape));
        }
    };
    check("input", call.input, call.problem.input_shape());
    check("weights", call.weights, call.problem.weight_shape());
    if (!call.bias.data.empty()) {
        check("bias", call.bias, call.problem.bias_shape());
    }
}

Comparison compare(const std::vector<float> &found, const std::vector<double> &expected,
                   const std::vector<double> &bound) {
    if (found.size() != expected.size() || (!bound.empty() && bound.size() != expected.size())) {
        throw Error("the output has " + std::to_string(found.size()) + " elements: must have " +
                    std::to_string(expected.size()));
    }
    Comparison result;
    double worst_ratio = -1;
    for (size_t i = 0; i < found.size(); ++i) {
        const double allowed = bound.empty() ? 0.0 : bound[i];
        const double error = std::abs(static_cast<double>(found[i]) - expected[i]);
        const bool right = error <= allowed;  // false for NaN
        result.wrong += right ? 0 : 1;
        const double ratio = std::isnan(error) ? INFINITY : error == 0 ? 0 : error / allowed;
        if (ratio > worst_ratio) {
            worst_ratio = ratio;
            result.worst = i;
            result.error = error;
            result.bound = allowed;
        }
    }
    return result;
}

std::string Comparison::text() const {
    return std::to_string(wrong) + " outputs wrong; the worst is element " + std::to_string(worst) + ", off by " +
           std::to_string(error) + " where " + std::to_string(bound) + " is allowed";
}

}  // namespace tconv::oracle
