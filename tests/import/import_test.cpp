// Layers out of nodes: what is in their files, graphs inside of nodes, functions, ONNX's own models.
#include <gtest/gtest.h>

#include "tests/core/message.h"
#include "tests/import/test_model.h"

namespace tconv::test {
namespace {

TEST(Import, ANodeIsALayerOfTheOnnxDialect) {
    TestModel model = small_model();
    set(up_of(model), "pads", Dims{0, 1, 1, 0});
    const ImportedLayer up = model.layer();
    EXPECT_EQ(up.json, R"({
    "dialect": "onnx",
    "type": "ConvTranspose",
    "name": "up",
    "W": {"shape": [2, 3, 2, 2]},
    "strides": [2, 2],
    "pads": [0, 1, 1, 0],
    "batch": 1,
    "input_size": [5, 6],
    "B": false
}
)");
    EXPECT_EQ(key(up.layer.problem), key(parse_layer(up.json, "up.json").problem));
    EXPECT_EQ(key(up.layer.problem), "f32,first,n1,c2,f3,g1,nobias,linear,fast,i5k2s2d1b0o9,i6k2s2d1b1o11");
    EXPECT_EQ(up.weight.data, counting(24));
    EXPECT_EQ(up.node, "up");
    EXPECT_EQ(up.place, "the graph");
    EXPECT_EQ(up.input, "x");
    EXPECT_EQ(up.output, "y");
}

TEST(Import, EveryAttributeAndABias) {
    TestModel model(17, {3, 4, 7});
    NodeProto &up = model.node("ConvTranspose", {"x", "w", "b"}, "y");
    set(up, "group", int64_t{2});
    set(up, "kernel_shape", Dims{3});
    set(up, "strides", Dims{2});
    set(up, "dilations", Dims{2});
    set(up, "output_padding", Dims{1});
    set(up, "auto_pad", std::string("SAME_LOWER"));
    set(up, "pads", Dims{});
    model.tensor("w", {4, 3, 3}, counting(36));
    model.tensor("b", {6}, counting(6));
    const ImportedLayer layer = model.layer();
    EXPECT_EQ(key(layer.layer.problem), "f32,first,n3,c4,f6,g2,bias,linear,fast,i7k3s2d2b2o14");
    EXPECT_EQ(layer.bias.data, counting(6));
}

TEST(Import, EveryOpset) {
    for (int64_t opset = 1; opset <= 22; ++opset) {
        const Import found = small_model(opset).import();
        ASSERT_EQ(found.layers.size(), 1U) << opset;
        EXPECT_TRUE(found.notes.empty()) << opset << ": " << found.notes[0];
        EXPECT_EQ(found.opset, opset);
        EXPECT_EQ(shape_text(own_output_shape(found.layers[0].layer)), "[1, 3, 10, 12]") << opset;
    }
    const Import later = small_model(23).import();
    EXPECT_EQ(later.layers.size(), 1U);
    EXPECT_EQ(later.notes,
              std::vector<std::string>{"the model's opset is 23: read as 22, the newest that tconv knows"});
}

TEST(Import, GraphsInsideOfNodes) {
    TestModel model;
    model.tensor("w", {2, 3, 2, 2}, counting(24));
    NodeProto &check = model.node("If", {"x"}, "y");
    for (const char *branch : {"then_branch", "else_branch"}) {
        AttributeProto &attribute = *check.add_attribute();
        attribute.set_name(branch);
        attribute.set_type(AttributeProto::GRAPH);
        const std::string name = branch;
        add_node(*attribute.mutable_g(), "ConvTranspose", {"x", "w"}, name + "_up");
        add_node(*attribute.mutable_g(), "Relu", {name + "_up"}, name + "_y");
        attribute.mutable_g()->add_output()->set_name(name + "_y");
    }
    const Import found = model.import();
    ASSERT_EQ(found.layers.size(), 2U);
    EXPECT_EQ(found.layers[0].place, "a graph inside If \"If of y\"");
    EXPECT_EQ(found.layers[1].output, "else_branch_y");
    EXPECT_EQ(found.layers[1].folded, std::vector<std::string>{"Relu \"Relu of else_branch_y\": relu"});
    EXPECT_EQ(shape_text(own_input_shape(found.layers[0].layer)), "[1, 2, 5, 6]");
}

TEST(Import, FunctionsHaveTheirWeightsFromTheirCallers) {
    TestModel model = small_model();
    auto &function = *model.message.add_functions();
    function.set_name("Block");
    function.add_input("x");
    function.add_input("weights");
    function.add_output("y");
    NodeProto &up = *function.add_node();
    up.set_op_type("ConvTranspose");
    up.add_input("x");
    up.add_input("weights");
    up.add_output("y");
    const Import found = model.import();
    EXPECT_EQ(found.layers.size(), 1U);
    ASSERT_EQ(found.skipped.size(), 1U);
    EXPECT_EQ(found.skipped[0].place, "the function \"Block\"");
    EXPECT_EQ(found.skipped[0].reason,
              "its weights are not known: \"weights\" is an input of the function \"Block\", known only when the "
              "model runs");
}

// In ONNX's node tests weights are inputs, and come with the test's data.
TEST(Import, NodeTestsAreListedWithTheReason) {
    int count = 0;
    for (const auto &entry : std::filesystem::directory_iterator(TCONV_ONNX_NODE_TESTS)) {
        if (entry.path().filename().string().rfind("test_convtranspose", 0) == 0) {
            const Import found = import_model(entry.path() / "model.onnx", true);
            ASSERT_EQ(found.skipped.size(), 1U) << entry.path();
            EXPECT_NE(found.skipped[0].reason.find("is an input of the graph"), std::string::npos)
                << found.skipped[0].reason;
            EXPECT_TRUE(found.notes.empty()) << entry.path();
            ++count;
        }
    }
    EXPECT_GE(count, 10);
}

TEST(Import, FilesAreWrittenAllOrNone) {
    TestModel model = small_model();
    model.node("ConvTranspose", {"x", "w"}, "second");
    const Import found = model.import();
    const Folder folder;
    std::filesystem::create_directory(folder.path() / layer_file(found.layers[1]));
    EXPECT_NE(message_of([&] { write_import(found, folder.path()); }).find("it is a directory"), std::string::npos);
    EXPECT_EQ(folder.names().size(), 1U);
    write_import(found, folder.path() / "new" / "folder");
    const std::filesystem::path layer = folder.path() / "new" / "folder" / "up.json";
    EXPECT_EQ(key(load_layer(layer).problem), key(found.layers[0].layer.problem));
    EXPECT_EQ(read_safetensors(folder.path() / "new" / "folder" / "up.safetensors").at("weight").data, counting(24));
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(layer.parent_path()), {}), 4);
}

}  // namespace
}  // namespace tconv::test
