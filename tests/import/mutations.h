// Damaged models: every way in which bytes of a file change, by a seed.
#pragma once

#include <random>
#include <string>

#include "tests/import/test_model.h"

namespace tconv::test {

/// A model with all that the importer reads: folded nodes, subgraphs, functions, typed and raw and external data.
inline std::string model_of_everything() {
    TestModel model = small_model(17, {-1, 2, 5, 6});
    model.tensor("b", {1, 3, 1, 1}, counting(3));
    model.node("Add", {"y", "b"}, "y2");
    for (const char *name : {"s", "m", "v"}) {
        model.tensor(name, {3}, counting(3));
    }
    model.node("BatchNormalization", {"y2", "s", "m", "m", "v"}, "y3");
    set(model.node("LeakyRelu", {"y3"}, "y4"), "alpha", 0.2F);
    model.node("Identity", {"w2"}, "w3");
    NodeProto &second = model.node("ConvTranspose", {"y4", "w3"}, "z");
    set(second, "auto_pad", std::string("SAME_UPPER"));
    set(second, "kernel_shape", Dims{1, 2});
    auto &typed = *model.message.mutable_graph()->add_initializer();
    typed.set_name("w2");
    typed.set_data_type(TensorProto::FLOAT16);
    for (const int64_t size : {3, 1, 1, 2}) {
        typed.add_dims(size);
    }
    for (int i = 0; i < 6; ++i) {
        typed.add_int32_data(0x3c00 + i);
    }
    NodeProto &check = model.node("If", {"x"}, "end");
    AttributeProto &branch = *check.add_attribute();
    branch.set_name("then_branch");
    branch.set_type(AttributeProto::GRAPH);
    add_node(*branch.mutable_g(), "ConvTranspose", {"z", "w4"}, "inner");
    auto &external = add_tensor(*branch.mutable_g(), "w4", {1, 1, 1, 1}, {});
    external.set_data_location(TensorProto::EXTERNAL);
    external.add_external_data()->set_key("location");
    external.mutable_external_data(0)->set_value("w.bin");
    model.message.add_functions()->set_name("f");
    model.output("end");
    return model.bytes();
}

/// The model with some bytes changed, taken out, doubled, or its end cut off.
inline std::string mutated(const std::string &model, uint64_t seed) {
    std::mt19937_64 draw(seed);
    std::string bytes = model;
    for (uint64_t count = 1 + draw() % 4; count > 0 && !bytes.empty(); --count) {
        const size_t at = draw() % bytes.size(), length = 1 + draw() % 8;
        switch (draw() % 6) {
        case 0: bytes[at] = static_cast<char>(draw()); break;
        case 1: bytes[at] = static_cast<char>(bytes[at] ^ (1 << draw() % 8)); break;
        case 2: bytes.erase(at, length); break;
        case 3: bytes.insert(at, bytes.substr(at, length)); break;
        case 4: bytes[at] = static_cast<char>(bytes[at] + (draw() % 2 == 0 ? 1 : -1)); break;
        default:
            if (draw() % 4 == 0) {
                bytes.resize(at);
            }
        }
    }
    return bytes;
}

/// Imports and writes the file. Whether it gave layers, or an Error of one line; anything else ends the process.
inline bool is_importable(const Folder &folder, const std::string &bytes) {
    const std::string model = folder.write("model.onnx", bytes);
    const std::string message = error_of([&] { write_import(import_model(model, true), folder.path() / "out"); });
    if (message.find('\n') != std::string::npos) {
        throw std::logic_error("a message of several lines: " + message);
    }
    return message.empty();
}

}  // namespace tconv::test
