// BoundLayer: layers with their compiled libraries, beside the reference.
#include <gtest/gtest.h>

#include "built_in.h"
#include "fixed.h"
#include "open.h"
#include "tconv/bound_layer.h"
#include "tconv/initializer.h"
#include "tests/core/message.h"
#include "tests/library/parameters.h"

using namespace tconv;

namespace {

Layer layer_of(const std::string &name) { return load_layer(TCONV_TEST_LAYERS "/" + name + ".json"); }

/// What `layer` makes of the call's input, wrong elements counted.
int64_t wrong_elements(const BoundLayer &layer, const oracle::Call &call, const tconv_parallel *parallel = nullptr) {
    const Array output = layer.forward(call.input, parallel);
    EXPECT_EQ(output.shape, call.problem.output_shape());
    return oracle::compare(output.data, oracle::gather(call), {}).wrong;
}

TEST(BoundLayer, ComputesTheLayerWithGivenParameters) {
    Layer layer = layer_of("open");
    const oracle::Call call = oracle::integer_call(layer.problem.with_input_shape({2, 6, 5, 7}), 3);
    layer.weights.value = call.weights;
    layer.bias.value = call.bias;
    const BoundLayer bound(layer, TCONV_FUNCTIONS(open));
    EXPECT_EQ(wrong_elements(bound, call), 0);
    tconv_parallel *pool = tconv_pool_create(3);
    EXPECT_EQ(wrong_elements(bound, call, pool), 0);
    tconv_pool_destroy(pool);
}

TEST(BoundLayer, ComputesTheLayerWithInitializedParameters) {
    const Layer layer = layer_of("fixed");
    const BoundLayer bound(layer, TCONV_FUNCTIONS(fixed));
    oracle::Call call = oracle::real_call(layer.problem, 5);
    const std::vector<float> before = bound.forward(call.input).data;
    call.weights = initial_weights(layer);
    call.bias = initial_bias(layer);
    const std::vector<double> expected = oracle::gather(call);
    for (size_t i = 0; i < expected.size(); i++) {
        EXPECT_NEAR(before[i], expected[i], 1e-4);
    }
}

TEST(BoundLayer, TakesNewParametersAndAListOfInputs) {
    const Layer layer = layer_of("open");
    BoundLayer bound(layer, TCONV_FUNCTIONS(open));
    const oracle::Call call = oracle::integer_call(layer.problem.with_input_shape({1, 6, 3, 4}), 7);
    bound.set_parameters(call.weights, call.bias);
    EXPECT_EQ(wrong_elements(bound, call), 0);
    EXPECT_EQ(bound.layer().weights.value->data, call.weights.data);
    const oracle::Call other = oracle::integer_call(layer.problem.with_input_shape({2, 6, 1, 1}), 8);
    const std::vector<Array> outputs = bound.forward({call.input, other.input});
    ASSERT_EQ(outputs.size(), 2U);
    EXPECT_EQ(outputs[0].data, bound.forward(call.input).data);
    EXPECT_EQ(outputs[1].shape, other.problem.output_shape());
    EXPECT_THROW(bound.set_parameters(call.bias, call.bias), Error);
    EXPECT_EQ(wrong_elements(bound, call), 0) << "the old ones stay";
}

TEST(BoundLayer, UsesParametersThatAreBuiltIn) {
    const Layer layer = layer_of("built_in");
    BoundLayer bound(layer, TCONV_BUILT_IN_FUNCTIONS(built_in));
    oracle::Call call = oracle::integer_call(layer.problem, 9);
    const oracle::Call parameters = built_in_call();
    call.weights = parameters.weights;
    call.bias = parameters.bias;
    EXPECT_EQ(wrong_elements(bound, call), 0);
    EXPECT_THROW(bound.set_parameters(call.weights, call.bias), Error);
}

TEST(BoundLayer, RefusesTheLibraryOfAnotherLayerAndInputsThatDoNotFit) {
    EXPECT_EQ(message_of([] { BoundLayer(layer_of("fixed"), TCONV_FUNCTIONS(open)); }),
              std::string("the library of fixed is of the layer ") + open_key + ": must be of " + fixed_key);
    Layer other = layer_of("fixed");  // the same arrays, and another result
    other.problem.activation = Activation::tanh;
    EXPECT_NE(message_of([&] { BoundLayer(other, TCONV_FUNCTIONS(fixed)); }).find(": must be of "), std::string::npos);
    KernelFunctions none = TCONV_FUNCTIONS(fixed);
    none.run = nullptr;
    EXPECT_EQ(message_of([&] { BoundLayer(layer_of("fixed"), none); }),
              "a function of the library of fixed is NULL: only pack may be");
    const BoundLayer bound(layer_of("fixed"), TCONV_FUNCTIONS(fixed));
    const std::vector<float> narrow(2 * 9 * 11 * 23);
    EXPECT_NE(message_of([&] { bound.forward(Array{{2, 9, 11, 23}, narrow}); }).find("must be 24"), std::string::npos);
    EXPECT_EQ(message_of([&] {
                  bound.forward(Array{{2, 9, 11, 24}, {1, 2}});
              }),
              "input of shape [2, 9, 11, 24]: must have 4752 numbers, not 2");
}

}  // namespace
