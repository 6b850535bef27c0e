// Nodes behind a ConvTranspose: which are folded, into what, and why others are not.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/import/test_model.h"

namespace tconv::test {
namespace {

constexpr int64_t kFilters = 3;

struct Follower {
    int64_t opset;
    const char *op_type;
    std::function<void(TestModel &, NodeProto &)> change;
    const char *activation;  ///< nullptr: not folded
    const char *reason = nullptr;
};

const auto kNothing = [](TestModel &, NodeProto &) {};
auto attribute(const char *name, float value) {
    return [=](TestModel &, NodeProto &node) { set(node, name, value); };
}
auto axis(int64_t value) {
    return [=](TestModel &, NodeProto &node) { set(node, "axis", value); };
}
auto bounds(float low, float high) {
    return [=](TestModel &model, NodeProto &node) {
        model.tensor("low", {}, {low});
        model.tensor("high", {1}, {high});
        node.add_input("low");
        node.add_input("high");
    };
}
auto bounds_before_11(float low, float high) {
    return [=](TestModel &, NodeProto &node) {
        set(node, "min", low);
        set(node, "max", high);
    };
}

const Follower kFollowers[] = {
    {17, "Relu", kNothing, "relu"},
    {17, "LeakyRelu", attribute("alpha", 0.2F), "leaky_relu"},
    {17, "LeakyRelu", kNothing, nullptr, "alpha is 0.01: must be 0.2, as in tconv's leaky_relu"},
    {17, "Sigmoid", kNothing, "sigmoid"},
    {17, "Tanh", kNothing, "tanh"},
    {17, "Elu", kNothing, "elu"},
    {17, "Elu", attribute("alpha", 0.5F), nullptr, "alpha is 0.5: must be 1, as in tconv's elu"},
    {17, "Selu", kNothing, "selu"},
    {1, "Selu", kNothing, nullptr,
     "alpha and gamma are 1.6732 and 1.0507 where version 1 does not have them: tconv's have more digits"},
    {17, "Softplus", kNothing, "softplus"},
    {17, "Softsign", kNothing, "softsign"},
    {17, "HardSigmoid", attribute("alpha", 0.16666667F), "hard_sigmoid"},
    {17, "HardSigmoid", kNothing, nullptr, "alpha is 0.2: must be 0.166667, as in tconv's hard_sigmoid"},
    {17, "Exp", kNothing, "exponential"},
    {20, "Gelu", kNothing, "gelu"},
    {20, "Gelu", [](TestModel &, NodeProto &node) { set(node, "approximate", std::string("tanh")); }, nullptr,
     "approximate is \"tanh\": must be \"none\""},
    {18, "Mish", kNothing, "mish"},
    {17, "Clip", bounds(0, 6), "relu6"},
    {6, "Clip", bounds_before_11(0, 6), "relu6"},
    {17, "Clip", bounds(0, INFINITY), "relu"},
    {17, "Clip", bounds(-1, 1), nullptr, "its bounds are -1 and 1: must be 0 and 6, or 0 and none"},
    {17, "Clip", [](TestModel &, NodeProto &node) { node.add_input("x"); }, nullptr,
     "\"x\" is an input of the graph, known only when the model runs"},
    {17, "Identity", kNothing, "linear"},
    {17, "Softmax", axis(1), "softmax"},
    {17, "Softmax", axis(-3), "softmax"},
    {17, "Softmax", kNothing, nullptr, "its axis is -1: must be 1, the channels"},
    {12, "Softmax", axis(1), nullptr, "before opset 13 it is over several axes"},
    {17, "Neg", kNothing, nullptr, ""},
};

TEST(ImportFold, Activations) {
    for (const Follower &row : kFollowers) {
        TestModel model = small_model(row.opset);
        NodeProto &node = model.node(row.op_type, {"y"}, "z");
        row.change(model, node);
        const ImportedLayer up = model.layer();
        EXPECT_EQ(up.folded.size(), row.activation ? 1U : 0U) << row.op_type;
        EXPECT_EQ(name_of(up.layer.problem.activation), std::string(row.activation ? row.activation : "linear"));
        EXPECT_EQ(up.output, row.activation ? "z" : "y");
        const std::string reason = row.reason ? row.reason : "";
        EXPECT_EQ(up.not_folded,
                  reason.empty() ? "" : std::string(row.op_type) + " \"" + row.op_type + " of z\": " + reason);
        EXPECT_EQ(name_of(model.layer(false).layer.problem.activation), std::string("linear"));
    }
}

TEST(ImportFold, ABiasInAnyShapeThatMeetsTheChannels) {
    for (const Dims &shape : {Dims{1, kFilters, 1, 1}, Dims{kFilters, 1, 1}}) {
        TestModel model = small_model();
        model.tensor("b", shape, counting(kFilters));
        model.node("Add", {"b", "y"}, "z");
        const ImportedLayer up = model.layer();
        EXPECT_EQ(up.folded, std::vector<std::string>{"Add \"Add of z\": bias"});
        EXPECT_EQ(up.bias.data, counting(kFilters));
        EXPECT_EQ(up.weight.data, counting(24));
        EXPECT_EQ(up.output, "z");
    }
    TestModel model = small_model();
    model.tensor("b", {}, {2});
    model.node("Add", {"y", "b"}, "z");
    EXPECT_EQ(model.layer().bias.data, Floats(kFilters, 2));
}

TEST(ImportFold, ABiasThatMeetsOtherAxesIsNone) {
    for (const Dims &shape : {Dims{kFilters}, Dims{kFilters, 1}, Dims{1, 1, kFilters, 1, 1}, Dims{2, 1, 1, 1}}) {
        TestModel model = small_model();
        model.tensor("b", shape, counting(shape == Dims{2, 1, 1, 1} ? 2 : 3));
        model.node("Add", {"y", "b"}, "z");
        const ImportedLayer up = model.layer();
        EXPECT_TRUE(up.folded.empty());
        EXPECT_EQ(up.not_folded, "Add \"Add of z\": \"b\" has the shape " + shape_text(shape) +
                                     ": must be one number for each of the 3 filters");
        EXPECT_FALSE(up.layer.problem.bias);
    }
}

TEST(ImportFold, BroadcastingBeforeOpset7IsAskedFor) {
    for (const bool asks : {false, true}) {
        TestModel model = small_model(6);
        model.tensor("b", {kFilters}, counting(kFilters));
        NodeProto &add = model.node("Add", {"y", "b"}, "z");
        set(add, "axis", int64_t{1});
        set(add, "broadcast", int64_t{asks});
        EXPECT_EQ(model.layer().folded.size(), asks ? 1U : 0U);
    }
}

NodeProto &add_normalization(TestModel &model, const std::string &value) {
    model.tensor("scale", {kFilters}, {2, -1, 0.5F});
    model.tensor("shift", {kFilters}, {1, 2, 3});
    model.tensor("mean", {kFilters}, {0.5F, 4, -1});
    model.tensor("variance", {kFilters}, {1, 0.25F, 9});
    NodeProto &node = model.node("BatchNormalization", {value, "scale", "shift", "mean", "variance"}, "z");
    set(node, "epsilon", 1e-3F);
    return node;
}

TEST(ImportFold, NormalizationScalesWeightsAndBias) {
    TestModel model = small_model();
    model.tensor("b", {1, kFilters, 1, 1}, {1, 2, 3});
    model.node("Add", {"y", "b"}, "y2");
    add_normalization(model, "y2");
    const ImportedLayer up = model.layer();
    EXPECT_EQ(up.folded.size(), 2U);
    const double scale[] = {2, -1, 0.5}, shift[] = {1, 2, 3}, mean[] = {0.5, 4, -1}, variance[] = {1, 0.25, 9},
                 bias[] = {1, 2, 3};
    for (size_t f = 0; f < kFilters; ++f) {
        const double factor = scale[f] / std::sqrt(variance[f] + double{1e-3F});
        EXPECT_FLOAT_EQ(up.bias.data[f], static_cast<float>((bias[f] - mean[f]) * factor + shift[f]));
        for (const size_t channel : {0U, 1U}) {
            const size_t at = (channel * kFilters + f) * 4;
            EXPECT_EQ(up.weight.data[at + 3], static_cast<float>(counting(24)[at + 3] * factor));
        }
    }
}

// Filters are counted group by group, weights channel by channel.
TEST(ImportFold, NormalizationOfGroups) {
    TestModel model(17, {1, 4, 5});
    NodeProto &up = model.node("ConvTranspose", {"x", "w"}, "y");
    set(up, "group", int64_t{2});
    model.tensor("w", {4, 1, 2}, Floats(8, 1));
    model.tensor("scale", {2}, {3, 5});
    model.tensor("zeros", {2}, {0, 0});
    model.tensor("ones", {2}, {1, 1});
    set(model.node("BatchNormalization", {"y", "scale", "zeros", "zeros", "ones"}, "z"), "epsilon", 0.0F);
    EXPECT_EQ(model.layer().weight.data, (Floats{3, 3, 3, 3, 5, 5, 5, 5}));
}

TEST(ImportFold, NormalizationThatTrainsStays) {
    const std::function<void(NodeProto &)> rows[] = {
        [](NodeProto &node) { set(node, "training_mode", int64_t{1}); },
        [](NodeProto &node) { node.add_output("running_mean"); },
        [](NodeProto &node) { set(node, "spatial", int64_t{0}); },
        [](NodeProto &node) { node.set_input(4, "x"); },
    };
    for (const auto &change : rows) {
        TestModel model = small_model();
        change(add_normalization(model, "y"));
        EXPECT_TRUE(model.layer().folded.empty());
        EXPECT_FALSE(model.layer().not_folded.empty());
    }
    TestModel old = small_model(6);
    add_normalization(old, "y");
    EXPECT_NE(old.layer().not_folded.find("training mode"), std::string::npos);
    set(*old.message.mutable_graph()->mutable_node(1), "is_test", int64_t{1});
    EXPECT_EQ(old.layer().folded.size(), 1U);
}

TEST(ImportFold, ParametersBeyondFloat32Stay) {
    TestModel model = small_model();
    model.tensor("big", {kFilters}, {3e38F, 3e38F, 3e38F});
    model.tensor("zeros", {kFilters}, {0, 0, 0});
    set(model.node("BatchNormalization", {"y", "big", "zeros", "zeros", "zeros"}, "z"), "epsilon", 1e-5F);
    EXPECT_NE(model.layer().not_folded.find("beyond float32"), std::string::npos) << model.layer().not_folded;
    EXPECT_EQ(model.layer().weight.data, counting(24));
}

TEST(ImportFold, WhatIsReadElsewhereStays) {
    const std::pair<std::function<void(TestModel &)>, const char *> rows[] = {
        {[](TestModel &model) { model.output("y"); }, "Relu \"Relu of z\": \"y\" is an output of the graph"},
        {[](TestModel &model) { model.node("Neg", {"y"}, "n"); }, "Relu \"Relu of z\": \"y\" is read elsewhere too"},
        {[](TestModel &model) {
             AttributeProto &body = *model.node("Loop", {"", "", "x"}, "l").add_attribute();
             body.set_name("body");
             body.set_type(AttributeProto::GRAPH);
             add_node(*body.mutable_g(), "Neg", {"y"}, "inside");
         },
         "Relu \"Relu of z\": \"y\" is read elsewhere too"},
    };
    for (const auto &[change, reason] : rows) {
        TestModel model = small_model();
        model.node("Relu", {"y"}, "z");
        change(model);
        const ImportedLayer up = model.layer();
        EXPECT_TRUE(up.folded.empty());
        EXPECT_EQ(up.not_folded, reason);
        EXPECT_EQ(up.output, "y");
    }
}

TEST(ImportFold, NothingComesBehindAnActivation) {
    TestModel model = small_model();
    model.node("Relu", {"y"}, "z");
    model.node("Tanh", {"z"}, "end");
    model.output("end");
    const ImportedLayer up = model.layer();
    EXPECT_EQ(up.output, "z");
    EXPECT_EQ(up.layer.problem.activation, Activation::relu);
}

TEST(ImportFold, AValueAddedToItselfIsNoBias) {
    TestModel model = small_model();
    model.node("Add", {"y", "y"}, "z");
    EXPECT_TRUE(model.layer().folded.empty());
}

}  // namespace
}  // namespace tconv::test
