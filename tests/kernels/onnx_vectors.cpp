// Models and tensors by protobuf; attributes by the rules of semantics.md, section 2.
#include "tests/kernels/onnx_vectors.h"

#include <onnx/onnx_pb.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace tconv::test {
namespace {

namespace fs = std::filesystem;

template <typename Message>
Message read_message(const fs::path &file) {
    std::ifstream in(file, std::ios::binary);
    Message message;
    if (!in || !message.ParseFromIstream(&in)) {
        throw std::runtime_error("cannot read " + file.string());
    }
    return message;
}

Array read_tensor(const fs::path &file) {
    const auto tensor = read_message<onnx::TensorProto>(file);
    Array array{{tensor.dims().begin(), tensor.dims().end()}, {}};
    array.data.resize(static_cast<size_t>(array.size()));
    if (tensor.data_type() != onnx::TensorProto::FLOAT ||
        tensor.raw_data().size() != array.data.size() * sizeof(float)) {
        throw std::runtime_error(file.string() + " is not a float tensor in raw form");
    }
    std::memcpy(array.data.data(), tensor.raw_data().data(), tensor.raw_data().size());
    return array;
}

/// The attributes of a node, with ONNX's defaults.
class Attributes {
public:
    explicit Attributes(const onnx::NodeProto &node) : node_(node) {}

    bool has(const std::string &name) const { return find(name) != nullptr; }
    int64_t integer(const std::string &name, int64_t otherwise) const {
        return has(name) ? find(name)->i() : otherwise;
    }
    std::string text(const std::string &name, const std::string &otherwise) const {
        return has(name) ? find(name)->s() : otherwise;
    }
    int64_t element(const std::string &name, size_t index, int64_t otherwise) const {
        return has(name) ? find(name)->ints(static_cast<int>(index)) : otherwise;
    }

private:
    const onnx::AttributeProto *find(const std::string &name) const {
        const auto &all = node_.attribute();
        const auto found = std::find_if(all.begin(), all.end(), [&](const auto &a) { return a.name() == name; });
        return found == all.end() ? nullptr : &*found;
    }

    const onnx::NodeProto &node_;
};

Axis axis_of(const Attributes &attributes, size_t index, size_t rank, int64_t input, int64_t kernel) {
    Axis axis;
    axis.input = input;
    axis.kernel = kernel;
    axis.stride = attributes.element("strides", index, 1);
    axis.dilation = attributes.element("dilations", index, 1);
    const std::string auto_pad = attributes.text("auto_pad", "NOTSET");
    const int64_t full = axis.full(input) + attributes.element("output_padding", index, 0);
    int64_t output = full;
    if (attributes.has("output_shape") || auto_pad.rfind("SAME", 0) == 0) {
        output = attributes.element("output_shape", index, std::min(full, input * axis.stride));
        const int64_t cropped = std::max<int64_t>(0, full - output);
        axis.crop_begin = auto_pad == "SAME_UPPER" ? cropped / 2 : (cropped + 1) / 2;
    } else {
        axis.crop_begin = attributes.element("pads", index, 0);
        output = full - axis.crop_begin - attributes.element("pads", rank + index, 0);
    }
    axis.set_output(output);
    return axis;
}

oracle::Vector read_case(const fs::path &folder) {
    const auto model = read_message<onnx::ModelProto>(folder / "model.onnx");
    if (model.graph().node_size() != 1 || model.graph().node(0).op_type() != "ConvTranspose") {
        throw std::runtime_error(folder.string() + " holds more than a ConvTranspose");
    }
    const Attributes attributes(model.graph().node(0));
    const fs::path data = folder / "test_data_set_0";
    oracle::Vector vector{"ONNX " + folder.filename().string(), {}, {}};
    oracle::Call &call = vector.call;
    call.input = read_tensor(data / "input_0.pb");
    call.weights = read_tensor(data / "input_1.pb");
    Problem &problem = call.problem;
    problem.layout = Layout::channels_first;
    problem.batch = call.input.shape.at(0);
    problem.channels = call.input.shape.at(1);
    problem.groups = attributes.integer("group", 1);
    problem.filters = call.weights.shape.at(1) * problem.groups;
    problem.bias = fs::exists(data / "input_2.pb");
    if (problem.bias) {
        call.bias = read_tensor(data / "input_2.pb");
    }
    const size_t rank = call.input.shape.size() - 2;
    for (size_t i = 0; i < rank; i++) {
        problem.axes.push_back(axis_of(attributes, i, rank, call.input.shape[2 + i], call.weights.shape.at(2 + i)));
    }
    validate(problem);
    const Array expected = read_tensor(data / "output_0.pb");
    if (expected.shape != problem.output_shape()) {
        throw std::runtime_error(folder.string() + " has another output shape than its attributes say");
    }
    vector.expected.assign(expected.data.begin(), expected.data.end());
    return vector;
}

}  // namespace

std::vector<oracle::Vector> onnx_vectors() {
    std::vector<fs::path> folders;
    for (const auto &entry : fs::directory_iterator(TCONV_ONNX_NODE_TESTS)) {
        const std::string name = entry.path().filename().string();
        if (name == "test_convtranspose" || name.rfind("test_convtranspose_", 0) == 0) {
            folders.push_back(entry.path());
        }
    }
    std::sort(folders.begin(), folders.end());
    std::vector<oracle::Vector> vectors;
    std::transform(folders.begin(), folders.end(), std::back_inserter(vectors), read_case);
    return vectors;
}

}  // namespace tconv::test
