// Activations, comparison, and the check that a call's arrays fit.
#include "tests/oracle/oracle.h"

#include <algorithm>
#include <cmath>

namespace tconv::oracle {

double activate(Activation activation, double value) {
    switch (activation) {
    case Activation::linear: return value;
    case Activation::relu: return std::max(value, 0.0);
    case Activation::relu6: return std::clamp(value, 0.0, 6.0);
    case Activation::leaky_relu: return value < 0 ? 0.2 * value : value;  // Keras's slope (semantics.md, section 4)
    case Activation::sigmoid: return 1 / (1 + std::exp(-value));
    case Activation::tanh: return std::tanh(value);
    }
    throw std::logic_error("unknown activation");
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
