// ONNX's message classes, and how messages for people name what is in them.
#pragma once

#include <onnx/onnx_pb.h>

#include <string>

#include "runtime/problem/message.h"

namespace tconv {

// tconv::onnx is the dialect.
using ::onnx::AttributeProto;
using ::onnx::FunctionProto;
using ::onnx::GraphProto;
using ::onnx::ModelProto;
using ::onnx::NodeProto;
using ::onnx::TensorProto;
using ::onnx::TypeProto;

/// Why one node is not imported, or one that follows not folded in; the model itself is sound.
class NotPossible : public Error {
public:
    using Error::Error;
};

/// A node's name, or where it has none, its output's, which is unique. As it stands in the model.
inline std::string name_of(const NodeProto &node) {
    return node.name().empty() && node.output_size() > 0 ? node.output(0) : node.name();
}

/// `Relu "Relu_7"`.
inline std::string node_text(const NodeProto &node) { return printable(node.op_type()) + " " + quoted(name_of(node)); }

/// ONNX's own operators have either name of their domain.
inline bool is_onnx_domain(const std::string &domain) { return domain.empty() || domain == "ai.onnx"; }

}  // namespace tconv
