// Building models.
#include "tests/import/test_model.h"

#include <stdexcept>

namespace tconv::test {
namespace {

AttributeProto &add_attribute(NodeProto &node, const std::string &name, AttributeProto::AttributeType type) {
    AttributeProto &attribute = *node.add_attribute();
    attribute.set_name(name);
    attribute.set_type(type);
    return attribute;
}

}  // namespace

void set(NodeProto &node, const std::string &attribute, int64_t value) {
    add_attribute(node, attribute, AttributeProto::INT).set_i(value);
}

void set(NodeProto &node, const std::string &attribute, float value) {
    add_attribute(node, attribute, AttributeProto::FLOAT).set_f(value);
}

void set(NodeProto &node, const std::string &attribute, const std::string &value) {
    add_attribute(node, attribute, AttributeProto::STRING).set_s(value);
}

void set(NodeProto &node, const std::string &attribute, const Dims &values) {
    AttributeProto &list = add_attribute(node, attribute, AttributeProto::INTS);
    list.mutable_ints()->Add(values.begin(), values.end());
}

NodeProto &add_node(GraphProto &graph, const std::string &op_type, const std::vector<std::string> &inputs,
                    const std::string &output) {
    NodeProto &node = *graph.add_node();
    node.set_op_type(op_type);
    node.set_name(op_type + " of " + output);
    for (const std::string &input : inputs) {
        node.add_input(input);
    }
    node.add_output(output);
    return node;
}

TensorProto &add_tensor(GraphProto &graph, const std::string &name, const Dims &shape, const Floats &values) {
    TensorProto &tensor = *graph.add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(TensorProto::FLOAT);
    tensor.mutable_dims()->Add(shape.begin(), shape.end());
    tensor.set_raw_data(values.data(), values.size() * sizeof(float));
    return tensor;
}

Floats counting(size_t count) {
    Floats values(count);
    for (size_t i = 0; i < count; ++i) {
        values[i] = 0.5F * static_cast<float>(i + 1);
    }
    return values;
}

TestModel::TestModel(int64_t opset, const Dims &input) {
    message.set_ir_version(opset < 9 ? 3 : 8);
    message.add_opset_import()->set_version(opset);
    auto &x = *message.mutable_graph()->add_input();
    x.set_name("x");
    auto &type = *x.mutable_type()->mutable_tensor_type();
    type.set_elem_type(TensorProto::FLOAT);
    for (const int64_t size : input) {
        auto &dim = *type.mutable_shape()->add_dim();
        if (size < 0) {
            dim.set_dim_param("any");
        } else {
            dim.set_dim_value(size);
        }
    }
}

void TestModel::output(const std::string &name) { message.mutable_graph()->add_output()->set_name(name); }

Import TestModel::import(bool fold) const {
    const Folder folder;
    return import_model(folder.write("model.onnx", bytes()), fold);
}

ImportedLayer TestModel::layer(bool fold) const {
    Import found = import(fold);
    if (found.layers.size() != 1 || !found.skipped.empty()) {
        throw std::runtime_error("not one layer: " + (found.skipped.empty() ? "" : found.skipped[0].reason));
    }
    return found.layers[0];
}

std::string TestModel::reason() const {
    const Import found = import();
    return found.layers.empty() && found.skipped.size() == 1 ? found.skipped[0].reason : "not one reason";
}

TestModel small_model(int64_t opset, const Dims &input) {
    TestModel model(opset, input);
    NodeProto &up = model.node("ConvTranspose", {"x", "w"}, "y");
    up.set_name("up");
    set(up, "strides", Dims{2, 2});
    model.tensor("w", {2, 3, 2, 2}, counting(24));
    return model;
}

NodeProto &up_of(TestModel &model) { return *model.message.mutable_graph()->mutable_node(0); }

}  // namespace tconv::test
