// tconv/keras.h: constructors that read like Keras's.
#include "tconv/keras.h"

#include <gtest/gtest.h>

#include "tests/dialects/dialect_layer.h"

namespace tconv::test {
namespace {

TEST(KerasHeader, OptionsAreTheLayerFilesProperties) {
    keras::Options options;
    options.strides = {2, 3};
    options.padding = "same";
    options.output_padding = 1;
    options.data_format = "channels_first";
    options.activation = "relu";
    options.kernel_initializer = keras::initializers::random_normal(0, 0.1, 7);
    options.bias_initializer = "ones";
    options.kernel_regularizer = keras::regularizers::l1_l2(0, 0.5);
    options.kernel_constraint = keras::constraints::max_norm(3, 1);
    options.bias_constraint = keras::constraints::non_neg();
    options.input_shape = {4, kOpen, 5};
    options.batch_size = 2;
    options.name = "up";
    options.trainable = false;
    const Layer made = keras::Conv2DTranspose(8, {3, 4}, options);
    const Layer read = layer_of(
        "{'dialect': 'keras', 'type': 'Conv2DTranspose', 'filters': 8, 'kernel_size': [3, 4], 'strides': [2, 3], "
        "'padding': 'same', 'output_padding': 1, 'data_format': 'channels_first', 'activation': 'relu', "
        "'kernel_initializer': {'class_name': 'random_normal', 'config': {'stddev': 0.1, 'seed': 7}}, "
        "'bias_initializer': 'ones', 'kernel_regularizer': {'class_name': 'L1L2', 'config': {'l2': 0.5}}, "
        "'kernel_constraint': {'class_name': 'max_norm', 'config': {'max_value': 3.0, 'axis': 1}}, "
        "'bias_constraint': 'non_neg', 'input_shape': [4, null, 5], 'batch_size': 2, 'name': 'up', "
        "'trainable': false}");
    EXPECT_EQ(made.problem, read.problem);
    ASSERT_EQ(made.properties.size(), read.properties.size());
    for (size_t i = 0; i < made.properties.size(); ++i) {
        EXPECT_EQ(made.properties[i].json, read.properties[i].json) << made.properties[i].name;
    }
    EXPECT_EQ(made.weights.initializer, read.weights.initializer);
    EXPECT_EQ(made.weights.constraint, read.weights.constraint);
}

TEST(KerasHeader, EveryConstructorAndObjectIsTaken) {
    using namespace keras;  // NOLINT: short names for a long list
    const Object starts[] = {
        initializers::glorot_uniform(),
        initializers::glorot_normal(1),
        initializers::he_uniform(),
        initializers::he_normal(),
        initializers::lecun_uniform(),
        initializers::lecun_normal(),
        initializers::random_normal(),
        initializers::random_uniform(),
        initializers::truncated_normal(),
        initializers::variance_scaling(),
        initializers::constant(0.5),
        initializers::zeros(),
        initializers::ones(),
        initializers::orthogonal(),
    };
    const Object penalties[] = {{}, regularizers::l1(), regularizers::l2(), regularizers::l1_l2()};
    const Object limits[] = {
        {}, constraints::max_norm(), constraints::non_neg(), constraints::unit_norm(), constraints::min_max_norm()};
    size_t turn = 0;
    for (const Object &start : starts) {
        Options options;
        options.kernel_initializer = start;
        options.kernel_regularizer = penalties[turn % std::size(penalties)];
        options.kernel_constraint = limits[turn++ % std::size(limits)];
        const struct {
            Layer (*make)(int64_t, const Sizes &, const Options &);
            size_t rank;
            const char *type;
        } rows[] = {
            {Conv1DTranspose, 1, "Conv1DTranspose"},
            {Conv2DTranspose, 2, "Conv2DTranspose"},
            {Conv3DTranspose, 3, "Conv3DTranspose"},
            {layer_conv_1d_transpose, 1, "layer_conv_1d_transpose"},
            {layer_conv_2d_transpose, 2, "layer_conv_2d_transpose"},
            {layer_conv_3d_transpose, 3, "layer_conv_3d_transpose"},
        };
        for (const auto &row : rows) {
            options.input_shape.assign(row.rank, kOpen);
            options.input_shape.push_back(4);
            const Layer layer = row.make(2, 3, options);
            EXPECT_EQ(layer.type, row.type);
            EXPECT_EQ(layer.problem.axes.size(), row.rank);
        }
    }
}

TEST(KerasHeader, WeightsAreArrays) {
    keras::Options options;
    options.input_shape = {3, 2};
    options.weights = {counting({2, 1, 2}), counting({1})};
    const Layer layer = keras::Conv1DTranspose(1, 2, options);
    ASSERT_TRUE(layer.weights.value && layer.bias.value);
    EXPECT_EQ(layer.weights.value->data, counting({2, 1, 2}).data);
    options.weights.pop_back();
    EXPECT_THROW(keras::Conv1DTranspose(1, 2, options), Error);
}

TEST(KerasHeader, ErrorsNameTheConstructor) {
    keras::Options options;
    options.padding = "causal";
    try {
        keras::Conv2DTranspose(1, 2, options);
        FAIL();
    } catch (const Error &error) {
        EXPECT_STREQ(error.what(),
                     "padding is \"causal\": must be \"valid\" or \"same\", in upper or lower case (Conv2DTranspose)");
    }
    options.padding = "\xff";
    EXPECT_THROW(keras::Conv2DTranspose(1, 2, options), Error);
    EXPECT_THROW(keras::Conv2DTranspose(1, {}, {}), Error);
}

TEST(KerasHeader, NamesAreNumberedAsKerasDoes) {
    keras::Names names;
    EXPECT_EQ(names.next("conv2d_transpose"), "conv2d_transpose");
    EXPECT_EQ(names.next("conv2d_transpose"), "conv2d_transpose_1");
    EXPECT_EQ(names.next("conv1d_transpose"), "conv1d_transpose");
    EXPECT_EQ(names.next("conv2d_transpose"), "conv2d_transpose_2");
}

}  // namespace
}  // namespace tconv::test
