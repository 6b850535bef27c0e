// Bias and normalization, and the table of everything that folds.
#include "generators/import/fold_node.h"

#include <algorithm>
#include <cmath>

#include "generators/import/attributes.h"
#include "generators/import/constants.h"

namespace tconv {
namespace {

Constant constant_input(const Follower &follower, int index) {
    if (index >= follower.node.input_size()) {
        throw NotPossible("it has no input " + std::to_string(index));
    }
    return find_constant(follower.scope, follower.node.input(index), follower.model);
}

/// One number for each filter: what a constant is that meets the output (N, F, sizes...) with its first axis at `begin`. One of size
/// 1 is for all.
std::vector<double> per_filter(const Array &constant, size_t begin, const Folding &folding, const std::string &name) {
    const size_t filters = folding.filters();
    bool fits = begin + constant.shape.size() <= folding.dimensions;
    for (size_t i = 0; fits && i < constant.shape.size(); ++i) {
        const int64_t size = constant.shape[i];
        fits = size == 1 || (begin + i == 1 && size == static_cast<int64_t>(filters));
    }
    if (!fits) {
        throw NotPossible(quoted(name) + " has the shape " + shape_text(constant.shape) +
                          ": must be one number for each of the " +
                          counted(static_cast<int64_t>(filters), "filter", "filters"));
    }
    std::vector<double> numbers(filters);
    for (size_t f = 0; f < filters; ++f) {
        numbers[f] = constant.data[constant.data.size() == 1 ? 0 : f];
    }
    return numbers;
}

std::string fold_add(const Follower &follower, Folding &folding) {
    const NodeProto &node = follower.node;
    if (node.input_size() != 2) {
        throw NotPossible("it has " + counted(node.input_size(), "input", "inputs") + ": must be 2");
    }
    const int other = node.input(0) == follower.value ? 1 : 0;
    const Constant constant = constant_input(follower, other);
    const size_t rank = constant.array.shape.size();
    size_t begin = folding.dimensions - std::min(folding.dimensions, rank);
    if (follower.scope.opset < 7) {  // one-sided broadcasting, only where it is asked for
        const Attributes attributes(node);
        if (other != 1 || attributes.integer("broadcast", 0) == 0) {
            throw NotPossible("the attribute broadcast is missing, without which both inputs have one shape");
        }
        const int64_t axis = attributes.integer("axis", static_cast<int64_t>(begin));
        const auto dimensions = static_cast<int64_t>(folding.dimensions);
        if (axis < -dimensions || axis >= dimensions) {
            throw NotPossible("axis is " + std::to_string(axis) + ": must be an axis of the output");
        }
        begin = static_cast<size_t>(axis < 0 ? axis + dimensions : axis);
    }
    folding.multiply_add(std::vector<double>(folding.filters(), 1),
                         per_filter(constant.array, begin, folding, node.input(other)));
    return "bias";
}

/// Version 1 to 6 train unless is_test says otherwise; 7 to 13 train where they have more than one output.
void check_inference(const Follower &follower) {
    const Attributes attributes(follower.node);
    const bool trains =
        follower.scope.opset < 7 ? attributes.integer("is_test", 0) == 0 : attributes.integer("training_mode", 0) != 0;
    if (trains) {
        throw NotPossible("it is in training mode");
    }
    for (int i = 1; i < follower.node.output_size(); ++i) {
        if (!follower.node.output(i).empty()) {
            throw NotPossible("it gives its statistics too, as in training");
        }
    }
    if (attributes.integer("spatial", 1) == 0) {
        throw NotPossible("spatial is 0: must be 1, one mean for each channel");
    }
}

std::string fold_normalization(const Follower &follower, Folding &folding) {
    check_inference(follower);
    std::vector<double> inputs[5];
    for (int i = 1; i < 5; ++i) {
        const Constant constant = constant_input(follower, i);
        if (constant.array.shape.size() != 1) {
            throw NotPossible(quoted(follower.node.input(i)) + " has the shape " + shape_text(constant.array.shape) +
                              ": must be one number for each filter");
        }
        inputs[i] = per_filter(constant.array, 1, folding, follower.node.input(i));
    }
    const auto &[unused, scale, bias, mean, variance] = inputs;
    const double epsilon = Attributes(follower.node).number("epsilon", 1e-5F);
    std::vector<double> a(folding.filters()), b(folding.filters());
    for (size_t f = 0; f < folding.filters(); ++f) {
        a[f] = scale[f] / std::sqrt(variance[f] + epsilon);
        b[f] = bias[f] - mean[f] * a[f];
    }
    folding.multiply_add(a, b);
    return "into weights and bias";
}

std::string fold_identity(const Follower &, Folding &) { return "passed"; }

std::string fold_activation(const Follower &follower, Folding &folding) {
    folding.activation = activation_of(follower, folding.dimensions);
    return name_of(folding.activation);
}

const struct {
    const char *op_type;
    std::string (*fold)(const Follower &, Folding &);
} kFolds[] = {
    {"Add", fold_add},
    {"BatchNormalization", fold_normalization},
    {"Identity", fold_identity},
};

}  // namespace

bool is_foldable(const NodeProto &node) {
    if (!is_onnx_domain(node.domain()) || node.output_size() < 1) {
        return false;
    }
    for (const auto &row : kFolds) {
        if (node.op_type() == row.op_type) {
            return true;
        }
    }
    return is_activation(node.op_type());
}

std::string fold_node(const Follower &follower, Folding &folding) {
    const NodeProto &node = follower.node;
    for (const auto &row : kFolds) {
        if (node.op_type() != row.op_type) {
            continue;
        }
        if (node.op_type() != "Add" && node.input(0) != follower.value) {
            throw NotPossible(quoted(follower.value) + " is not its first input");
        }
        return row.fold(follower, folding);
    }
    return fold_activation(follower, folding);
}

}  // namespace tconv
