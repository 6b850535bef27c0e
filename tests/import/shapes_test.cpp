// Input sizes: what inference finds, and what stays open.
#include <gtest/gtest.h>

#include "tests/import/test_model.h"

namespace tconv::test {
namespace {

/// x -> nodes -> v -> ConvTranspose -> y, with 2 channels.
std::string input_of(int64_t opset, const Dims &input, const std::function<void(TestModel &)> &add_nodes) {
    TestModel model(opset, input);
    model.tensor("w", {2, 3, 2, 2}, counting(24));
    add_nodes(model);
    model.node("ConvTranspose", {"v", "w"}, "y");
    return shape_text(own_input_shape(model.layer().layer));
}

void add_convolution(TestModel &model) {
    model.tensor("k", {2, 2, 3, 3}, counting(36));
    set(model.node("Conv", {"x", "k"}, "v"), "strides", Dims{2, 2});
}

TEST(ImportShapes, AreInferredThroughTheGraph) {
    EXPECT_EQ(input_of(17, {1, 2, 9, 13}, add_convolution), "[1, 2, 4, 6]");
    EXPECT_EQ(input_of(17, {-1, 2, 9, -1}, add_convolution), "[any, 2, 4, any]");
    EXPECT_EQ(input_of(22, {1, 2, 9, 13}, add_convolution), "[1, 2, 4, 6]");
    EXPECT_EQ(input_of(17, {0, 2, 0, 13}, add_convolution), "[any, 2, any, 6]");
}

TEST(ImportShapes, UnknownNodesLeaveThemOpen) {
    const auto stranger = [](TestModel &model) { model.node("Enhance", {"x"}, "v").set_domain("example.org"); };
    EXPECT_EQ(input_of(17, {1, 2, 9, 13}, stranger), "[any, 2, any, any]");
}

TEST(ImportShapes, DeclaredSizesHelp) {
    const auto declared = [](TestModel &model) {
        model.node("Enhance", {"x"}, "v").set_domain("example.org");
        auto &value = *model.message.mutable_graph()->add_value_info();
        value = model.message.graph().input(0);
        value.set_name("v");
    };
    EXPECT_EQ(input_of(17, {1, 2, 9, 13}, declared), "[1, 2, 9, 13]");
}

// ReduceMean's axes became an input in version 18, which is after the library of Debian 12: its inference would reduce every axis.
TEST(ImportShapes, NodesOfLaterVersionsAreNotMistakenForOlderOnes) {
    const auto reduce = [](TestModel &model) {
        auto &axes = *model.message.mutable_graph()->add_initializer();
        axes.set_name("axes");
        axes.set_data_type(TensorProto::INT64);
        axes.add_dims(1);
        axes.add_int64_data(2);
        model.node("ReduceMean", {"x", "axes"}, "v");
    };
    EXPECT_EQ(input_of(18, {1, 2, 9, 13}, reduce), "[any, 2, any, any]");
}

// The library's own rule gives 9 for 5 and stride 2.
TEST(ImportShapes, SameIsInputTimesStride) {
    const auto same = [](TestModel &model) {
        model.tensor("k", {2, 2, 3, 3}, counting(36));
        model.node("Identity", {"k"}, "k2");
        NodeProto &first = model.node("ConvTranspose", {"x", "k2"}, "v");
        set(first, "auto_pad", std::string("SAME_UPPER"));
        set(first, "strides", Dims{2, 2});
    };
    TestModel model(11, {1, 2, 5, 6});
    model.tensor("w", {2, 3, 2, 2}, counting(24));
    same(model);
    model.node("ConvTranspose", {"v", "w"}, "y");
    const Import found = model.import();
    ASSERT_EQ(found.layers.size(), 2U);
    EXPECT_EQ(shape_text(own_output_shape(found.layers[0].layer)), "[1, 2, 10, 12]");
    EXPECT_EQ(shape_text(own_input_shape(found.layers[1].layer)), "[1, 2, 10, 12]");
}

// A declaration that contradicts the graph makes the library give up.
TEST(ImportShapes, FailedInferenceIsSaidAndLeavesDeclaredSizes) {
    TestModel model = small_model();
    model.node("Relu", {"x"}, "r");
    auto &value = *model.message.mutable_graph()->add_value_info();
    value = model.message.graph().input(0);
    value.set_name("r");
    value.mutable_type()->mutable_tensor_type()->mutable_shape()->mutable_dim(3)->set_dim_value(7);
    const Import found = model.import();
    ASSERT_EQ(found.layers.size(), 1U);
    EXPECT_EQ(found.notes,
              std::vector<std::string>{"shape inference failed: sizes are known where the model declares them"});
    EXPECT_EQ(shape_text(own_input_shape(found.layers[0].layer)), "[1, 2, 5, 6]");
}

}  // namespace
}  // namespace tconv::test
