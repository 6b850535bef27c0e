// From a value's name back to what it is made of.
#include "generators/import/constants.h"

#include "generators/import/attributes.h"

namespace tconv {
namespace {

/// Longer chains of Identity nodes are circles.
constexpr int kMaxChain = 1000;

Constant constant_of(const NodeProto &node, const std::filesystem::path &model) {
    const Attributes attributes(node);
    if (const AttributeProto *value = attributes.find("value"); value && value->has_t()) {
        return read_tensor(value->t(), model);
    }
    Constant constant;
    if (attributes.find("value_float")) {
        constant.array.data = {attributes.number("value_float", 0)};
    } else if (const AttributeProto *list = attributes.find("value_floats")) {
        constant.array.data.assign(list->floats().begin(), list->floats().end());
        constant.array.shape = {list->floats_size()};
    } else {
        throw NotPossible(node_text(node) + " holds no numbers of a floating-point type");
    }
    return constant;
}

[[noreturn]] void refuse_input(const Scope &scope, const std::string &name) {
    throw NotPossible(quoted(name) + " is an input of " + scope.place + ", known only when the model runs");
}

/// What makes a value, in this scope or around it. All are nullptr where nothing does.
struct Origin {
    const Scope *scope = nullptr;
    const TensorProto *initializer = nullptr;
    const NodeProto *node = nullptr;
};

Origin origin_of(const Scope &inner, const std::string &name) {
    for (const Scope *scope = &inner; scope; scope = scope->outer) {
        // Before its inputs: older models list each initializer there, and in newer ones it is the input's default.
        if (const auto found = scope->initializers.find(name); found != scope->initializers.end()) {
            return {scope, found->second, nullptr};
        }
        if (scope->sparse_initializers.contains(name)) {
            throw NotPossible(quoted(name) + " is a sparse tensor");
        }
        if (const auto found = scope->producers.find(name); found != scope->producers.end()) {
            return {scope, nullptr, found->second};
        }
        if (scope->inputs.contains(name)) {
            refuse_input(*scope, name);
        }
    }
    throw NotPossible(quoted(name) + " is not defined in the model");
}

}  // namespace

Constant find_constant(const Scope &scope, const std::string &name, const std::filesystem::path &model) {
    Origin origin = origin_of(scope, name);
    for (int i = 0; i < kMaxChain; ++i) {
        if (origin.initializer) {
            return read_tensor(*origin.initializer, model);
        }
        const NodeProto &node = *origin.node;
        const bool is_onnx = is_onnx_domain(node.domain());
        if (is_onnx && node.op_type() == "Constant") {
            return constant_of(node, model);
        }
        // To float32 is where every type of weights goes here.
        const bool passes = node.op_type() == "Identity" ||
                            (node.op_type() == "Cast" && Attributes(node).integer("to", 0) == TensorProto::FLOAT);
        if (!is_onnx || !passes || node.input_size() < 1) {
            throw NotPossible(quoted(name) + " is computed by " + node_text(node));
        }
        origin = origin_of(*origin.scope, node.input(0));
    }
    throw NotPossible(quoted(name) + " is a circle of Identity nodes");
}

}  // namespace tconv
