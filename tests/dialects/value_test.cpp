// Constructors in C++ that take properties as values: Wolfram's and CNTK's.
#include <gtest/gtest.h>

#include <cmath>

#include "tconv/cntk.h"
#include "tconv/wolfram.h"
#include "tests/dialects/dialect_layer.h"

namespace tconv::test {
namespace {

using namespace wolfram;

struct ValueCase {
    Value value;
    const char *json;
};

TEST(Value, IsWhatALayerFileWouldSay) {
    const ValueCase cases[] = {
        {Value(nullptr), "null"},
        {Value(true), "true"},
        {Value(-2), "-2"},
        {Value(int64_t{1} << 40), "1099511627776"},
        {Value(0.5), "0.5"},
        {Value("Same"), "\"Same\""},
        {Value(std::string("a\"b\n")), "\"a\\\"b\\n\""},
        {Value{3}, "[3]"},
        {Value{}, "[]"},
        {Value{{1, 2}, {0, 1}}, "[[1,2],[0,1]]"},
        {Value{true, nullptr, "x"}, "[true,null,\"x\"]"},
        {Value(std::vector<int64_t>{4, 5}), "[4,5]"},
        {Value(Array{{2, 1, 2}, {1, 2.5f, -3, 0}}), "[[[1.0,2.5]],[[-3.0,0.0]]]"},
        {Value(Array{{}, {7}}), "7.0"},
        {Value(Rules{{"Biases", 0}, {"_", None}}), "{\"Biases\":0,\"_\":null}"},
    };
    for (const ValueCase &c : cases) {
        EXPECT_EQ(c.value.json(), c.json);
    }
    EXPECT_THROW(Value(Array{{2}, {1}}), Error);
}

TEST(Value, FloatsKeepTheirBits) {
    const float numbers[] = {0.1f, 1.0f / 3, 1e-45f, 3.4028235e38f, -16777217.0f};
    Array array{{5}, {std::begin(numbers), std::end(numbers)}};
    const Layer layer = DeconvolutionLayer(5, {1}, {{"channels", 1}, {"Biases", array}});
    EXPECT_EQ(layer.bias.value->data, array.data);
}

TEST(Wolfram, ConstructorReadsLikeTheOriginal) {
    const Layer layer = DeconvolutionLayer(16, {4, 4},
                                           {{"Stride", 2},
                                            {"PaddingSize", "Same"},
                                            {"Input", {3, 32, 32}},
                                            {"Biases", None},
                                            {"LearningRateMultipliers", Rules{{"Weights", 0.5}}}});
    const Layer same =
        layer_of("{'dialect': 'wolfram', 'type': 'DeconvolutionLayer', 'args': [16, [4, 4]], 'Stride': 2, "
                 "'PaddingSize': 'Same', 'Input': [3, 32, 32], 'Biases': null}");
    EXPECT_TRUE(layer.problem == same.problem);
    EXPECT_EQ(layer.weights.learn_rate_factor, 0.5);
    EXPECT_EQ(Information(layer, "OutputPorts"), "{\"Output\":[16,64,64]}");
    EXPECT_EQ(Information(layer).front().name, "Output");
    EXPECT_EQ(Options().size(), 8u);
    EXPECT_EQ(Options()[5].name, "PaddingSize");
    EXPECT_EQ(Options()[5].json, "0");
    EXPECT_FALSE(NetExtract(layer, "Weights"));
    const Array weights{{1, 1, 2}, {1, 2}};
    EXPECT_EQ(NetExtract(DeconvolutionLayer(1, {2}, {{"Weights", weights}}), "Weights")->data, weights.data);
    EXPECT_EQ(DeconvolutionLayer(1, 3, {{"Input", {1, None, None}}}).problem.axes[1].input, kOpen);
}

/// The message of the Error that making the layer gives.
template <typename Make>
std::string refusal_of(Make make) {
    try {
        make();
        return "";
    } catch (const Error &error) {
        return error.what();
    }
}

TEST(Wolfram, ConstructorErrorsAreThoseOfLayerFiles) {
    EXPECT_EQ(refusal_of([] { DeconvolutionLayer(0, 3); }), "n is 0: must be 1 or more (DeconvolutionLayer)");
    EXPECT_EQ(refusal_of([] {
                  DeconvolutionLayer(1, 3, {{"Stride", 1}, {"Stride", 2}});
              }),
              "key \"Stride\" stands twice in the JSON (DeconvolutionLayer)");
    const Layer layer = DeconvolutionLayer(1, {1}, {{"channels", 1}});
    EXPECT_EQ(refusal_of([&] { Information(layer, "Size"); }).find("property is \"Size\": must be one of \"Output\""),
              0u);
    EXPECT_EQ(refusal_of([&] { NetExtract(layer, "W"); }), "array is \"W\": must be \"Weights\" or \"Biases\"");
    EXPECT_EQ(refusal_of([] { Information(Layer()); }), "the layer's dialect is \"\": must be \"wolfram\"");
}

TEST(Cntk, ConstructorReadsLikeTheOriginal) {
    const Layer layer = cntk::ConvolutionTranspose(
        {3, 4}, 128, {{"activation", "relu"}, {"pad", {true, false}}, {"channels", 3}, {"input_size", {480, 640}}});
    EXPECT_EQ(layer.problem.output_shape(), (std::vector<int64_t>{1, 128, 480, 643}));
    EXPECT_EQ(layer.problem.activation, Activation::relu);
    const Layer plane = cntk::ConvolutionTranspose(3, nullptr, {{"reduction_rank", 0}, {"input_size", {5, 5}}});
    EXPECT_EQ(plane.weights.shape, (std::vector<int64_t>{3, 3}));
    EXPECT_EQ(refusal_of([] {
                  cntk::ConvolutionTranspose(3, 1, {{"sharing", false}});
              }),
              "sharing is false: must be true: weights that differ from place to place are not supported, as in CNTK "
              "itself (ConvolutionTranspose)");
}

TEST(Value, RefusesNumbersThatJsonDoesNotHave) {
    EXPECT_THROW(Value(std::nan("")), Error) << "its null would mean something";
    EXPECT_THROW(Value(Array{{1}, {HUGE_VALF}}), Error);
}

}  // namespace
}  // namespace tconv::test
