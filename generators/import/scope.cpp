// The walk through a model's graphs.
#include "generators/import/scope.h"

#include "generators/import/model_file.h"

namespace tconv {
namespace {

using Scopes = std::vector<std::unique_ptr<Scope>>;

void add_graph(Scopes &scopes, const GraphProto &graph, Scope *outer, const std::string &place, int64_t opset);

/// Names in a scope that an outer one may have made: whoever reads them there reads them here too, as far as folding goes.
void see_from_outside(const Scope &scope) {
    for (Scope *around = scope.outer; around; around = around->outer) {
        for (const auto &item : scope.users) {
            around->seen_inside.insert(item.first);
        }
        around->seen_inside.insert(scope.outputs.begin(), scope.outputs.end());
    }
}

void add_nodes(Scopes &scopes, Scope &scope, const Scope::Nodes &nodes) {
    scope.nodes = &nodes;
    for (const NodeProto &node : nodes) {
        for (const std::string &input : node.input()) {
            scope.users[input].push_back(&node);
        }
        for (const std::string &output : node.output()) {
            scope.producers.emplace(output, &node);
        }
    }
    see_from_outside(scope);
    for (const NodeProto &node : nodes) {
        const std::string place = "a graph inside " + node_text(node);
        for (const AttributeProto &attribute : node.attribute()) {
            if (attribute.has_g()) {
                add_graph(scopes, attribute.g(), &scope, place, scope.opset);
            }
            for (const GraphProto &graph : attribute.graphs()) {
                add_graph(scopes, graph, &scope, place, scope.opset);
            }
        }
    }
}

Scope &new_scope(Scopes &scopes, Scope *outer, const std::string &place, int64_t opset) {
    scopes.push_back(std::make_unique<Scope>());
    Scope &scope = *scopes.back();
    scope.outer = outer;
    scope.place = place;
    scope.opset = opset;
    return scope;
}

void add_graph(Scopes &scopes, const GraphProto &graph, Scope *outer, const std::string &place, int64_t opset) {
    Scope &scope = new_scope(scopes, outer, place, opset);
    scope.graph = &graph;
    for (const TensorProto &tensor : graph.initializer()) {
        scope.initializers.emplace(tensor.name(), &tensor);
    }
    for (const auto &tensor : graph.sparse_initializer()) {
        scope.sparse_initializers.insert(tensor.values().name());
    }
    for (const auto &input : graph.input()) {
        scope.inputs.insert(input.name());
    }
    for (const auto &output : graph.output()) {
        scope.outputs.insert(output.name());
    }
    add_nodes(scopes, scope, graph.node());
}

void add_function(Scopes &scopes, const FunctionProto &function) {
    Scope &scope =
        new_scope(scopes, nullptr, "the function " + quoted(function.name()), opset_of(function.opset_import()));
    scope.inputs.insert(function.input().begin(), function.input().end());
    scope.outputs.insert(function.output().begin(), function.output().end());
    add_nodes(scopes, scope, function.node());
}

}  // namespace

std::vector<std::unique_ptr<Scope>> scopes_of(const ModelProto &model) {
    Scopes scopes;
    add_graph(scopes, model.graph(), nullptr, "the graph", opset_of(model.opset_import()));
    for (const FunctionProto &function : model.functions()) {
        add_function(scopes, function);
    }
    return scopes;
}

bool is_conv_transpose(const NodeProto &node) {
    return node.op_type() == "ConvTranspose" && is_onnx_domain(node.domain());
}

}  // namespace tconv
