// ONNX's operators beside tconv's activations, which have fixed parameters.
#include <cfloat>
#include <cmath>
#include <sstream>

#include "generators/import/attributes.h"
#include "generators/import/constants.h"
#include "generators/import/fold_node.h"

namespace tconv {
namespace {

/// An attribute that must have the value of tconv's activation.
struct Parameter {
    const char *name;     ///< nullptr: none
    float otherwise = 0;  ///< ONNX's default
    float needed = 0;
};

struct Row {
    const char *op_type;
    Activation activation;
    Parameter first = {nullptr}, second = {nullptr};
};

constexpr Row kRows[] = {
    {"Relu", Activation::relu},
    {"LeakyRelu", Activation::leaky_relu, {"alpha", 0.01F, 0.2F}},
    {"Sigmoid", Activation::sigmoid},
    {"Tanh", Activation::tanh},
    {"Elu", Activation::elu, {"alpha", 1.0F, 1.0F}},
    {"Selu", Activation::selu, {"alpha", 1.67326324F, 1.67326324F}, {"gamma", 1.05070098F, 1.05070098F}},
    {"Softplus", Activation::softplus},
    {"Softsign", Activation::softsign},
    {"HardSigmoid", Activation::hard_sigmoid, {"alpha", 0.2F, 1.0F / 6}, {"beta", 0.5F, 0.5F}},
    {"Exp", Activation::exponential},
    {"Gelu", Activation::gelu},
    {"Mish", Activation::mish},
    {"Softmax", Activation::softmax},
};
constexpr const char *kClip = "Clip";

std::string text_of(float value) {
    std::ostringstream text;
    text << value;
    return text.str();
}

/// Exporters round as they like: 0.1666667 is a sixth.
bool is_near(float a, float b) { return std::fabs(a - b) <= 2 * FLT_EPSILON * std::fabs(b); }

void check(const Attributes &attributes, const Parameter &parameter, Activation activation) {
    if (!parameter.name) {
        return;
    }
    const float value = attributes.number(parameter.name, parameter.otherwise);
    if (!is_near(value, parameter.needed)) {
        throw NotPossible(std::string(parameter.name) + " is " + text_of(value) + ": must be " +
                          text_of(parameter.needed) + ", as in tconv's " + name_of(activation));
    }
}

/// A bound of Clip: an attribute before version 11, then an input.
float bound(const Follower &follower, const char *attribute, int input, float otherwise) {
    const NodeProto &node = follower.node;
    if (follower.scope.opset < 11) {
        return Attributes(node).number(attribute, otherwise);
    }
    if (node.input_size() <= input || node.input(input).empty()) {
        return otherwise;
    }
    const Constant constant = find_constant(follower.scope, node.input(input), follower.model);
    if (constant.array.data.size() != 1) {
        throw NotPossible(quoted(node.input(input)) + " is no single number");
    }
    return constant.array.data[0];
}

/// Version 13 made Softmax's axis one; before, it was the first of all that are taken together.
void check_softmax(const Follower &follower, const Attributes &attributes, size_t dimensions) {
    if (follower.scope.opset < 13) {
        throw NotPossible("before opset 13 it is over several axes");
    }
    const int64_t axis = attributes.integer("axis", -1);
    if (axis != 1 && axis != 1 - static_cast<int64_t>(dimensions)) {
        throw NotPossible("its axis is " + std::to_string(axis) + ": must be 1, the channels");
    }
}

Activation clip(const Follower &follower) {
    const float low = bound(follower, "min", 1, -FLT_MAX), high = bound(follower, "max", 2, FLT_MAX);
    if (low == 0 && high == 6) {
        return Activation::relu6;
    }
    if (low == 0 && high >= FLT_MAX) {
        return Activation::relu;
    }
    throw NotPossible("its bounds are " + text_of(low) + " and " + text_of(high) + ": must be 0 and 6, or 0 and none");
}

}  // namespace

bool is_activation(const std::string &op_type) {
    for (const Row &row : kRows) {
        if (op_type == row.op_type) {
            return true;
        }
    }
    return op_type == kClip;
}

Activation activation_of(const Follower &follower, size_t dimensions) {
    const NodeProto &node = follower.node;
    if (node.input_size() < 1 || node.input(0) != follower.value) {
        throw NotPossible(quoted(follower.value) + " is not its first input");
    }
    if (node.op_type() == kClip) {
        return clip(follower);
    }
    const Attributes attributes(node);
    for (const Row &row : kRows) {
        if (node.op_type() != row.op_type) {
            continue;
        }
        const bool is_first_selu = row.activation == Activation::selu && follower.scope.opset < 6;
        if (is_first_selu && (!attributes.find("alpha") || !attributes.find("gamma"))) {
            throw NotPossible(
                "alpha and gamma are 1.6732 and 1.0507 where version 1 does not have them: tconv's have more digits");
        }
        check(attributes, row.first, row.activation);
        check(attributes, row.second, row.activation);
        if (row.activation == Activation::gelu && attributes.text("approximate", "none") != "none") {
            throw NotPossible("approximate is " + quoted(attributes.text("approximate", "none")) +
                              ": must be \"none\"");
        }
        if (row.activation == Activation::softmax) {
            check_softmax(follower, attributes, dimensions);
        }
        return row.activation;
    }
    throw NotPossible("it is no activation of tconv's");
}

}  // namespace tconv
