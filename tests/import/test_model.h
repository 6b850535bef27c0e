// Models for tests, built of ONNX's messages.
#pragma once

#include <string>
#include <vector>

#include "generators/import/import.h"
#include "generators/import/messages.h"
#include "tests/files/folder.h"

namespace tconv::test {

/// -1 is a symbolic size.
using Dims = std::vector<int64_t>;
using Floats = std::vector<float>;

void set(NodeProto &node, const std::string &attribute, int64_t value);
void set(NodeProto &node, const std::string &attribute, float value);
void set(NodeProto &node, const std::string &attribute, const std::string &value);
void set(NodeProto &node, const std::string &attribute, const Dims &values);

NodeProto &add_node(GraphProto &graph, const std::string &op_type, const std::vector<std::string> &inputs,
                    const std::string &output);
/// An initializer in raw form.
TensorProto &add_tensor(GraphProto &graph, const std::string &name, const Dims &shape, const Floats &values);

/// 0.5, 1, 1.5, ...: what every type of weights holds.
Floats counting(size_t count);

/// Has a graph with the input x. Its nodes come by `node`.
struct TestModel {
    explicit TestModel(int64_t opset = 17, const Dims &input = {1, 2, 5, 6});

    NodeProto &node(const std::string &op_type, const std::vector<std::string> &inputs, const std::string &output) {
        return add_node(*message.mutable_graph(), op_type, inputs, output);
    }
    TensorProto &tensor(const std::string &name, const Dims &shape, const Floats &values) {
        return add_tensor(*message.mutable_graph(), name, shape, values);
    }
    void output(const std::string &name);
    std::string bytes() const { return message.SerializeAsString(); }
    Import import(bool fold = true) const;
    /// Of a model that gives one layer, or none and one reason.
    ImportedLayer layer(bool fold = true) const;
    std::string reason() const;

    ModelProto message;
};

/// x -> ConvTranspose "up" -> y: 2 channels, 3 filters, kernel 2 x 2, stride 2, weights "w" of `counting`, no bias.
TestModel small_model(int64_t opset = 17, const Dims &input = {1, 2, 5, 6});
NodeProto &up_of(TestModel &model);

}  // namespace tconv::test
