// Scopes: the graphs of a model and the functions that it defines, each with an index of its values. A graph inside a node (a body of
// If, Loop or Scan) sees the values of those around it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "generators/import/messages.h"

namespace tconv {

struct Scope {
    using Nodes = google::protobuf::RepeatedPtrField<NodeProto>;

    std::string place;  ///< for messages: "the graph", "a graph inside If "check"", "the function f"
    Scope *outer = nullptr;
    const GraphProto *graph = nullptr;  ///< nullptr: a function
    const Nodes *nodes = nullptr;
    int64_t opset = 1;

    std::unordered_map<std::string_view, const TensorProto *> initializers;
    std::unordered_map<std::string_view, const NodeProto *> producers;
    /// A node that takes a value twice is there twice.
    std::unordered_map<std::string_view, std::vector<const NodeProto *>> users;
    std::unordered_set<std::string_view> inputs, outputs, sparse_initializers;
    /// Named in graphs inside of this one.
    std::unordered_set<std::string_view> seen_inside;
};

/// Every scope of a model, outer ones before those inside; always in the same order. They point into the model.
std::vector<std::unique_ptr<Scope>> scopes_of(const ModelProto &model);

/// Whether a node is ONNX's own ConvTranspose.
bool is_conv_transpose(const NodeProto &node);

}  // namespace tconv
