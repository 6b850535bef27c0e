// Keras: sizes, crops, numbers, properties and errors of its transposed convolutions (semantics.md, sections 2, 4 and 7).
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

#include "tests/dialects/dialect_layer.h"

namespace tconv::test {
namespace {

/// A layer of this rank and these properties, in JSON; filters 1 and one input channel unless `more` says it.
std::string layer_text(int rank, const std::string &properties) {
    return "{'dialect': 'keras', 'type': 'Conv" + std::to_string(rank) + "DTranspose', 'filters': 1, " + properties +
           "}";
}

Layer one_axis(int64_t kernel, int64_t stride, int64_t dilation, const std::string &padding,
               std::optional<int64_t> output_padding, const std::string &input = "5") {
    return layer_of(layer_text(
        1, "'kernel_size': " + std::to_string(kernel) + ", 'strides': " + std::to_string(stride) +
               ", 'dilation_rate': " + std::to_string(dilation) + ", 'padding': '" + padding + "', 'output_padding': " +
               (output_padding ? std::to_string(*output_padding) : "null") + ", 'input_shape': [" + input + ", 1]"));
}

/// Every setting of one axis with k, s <= 7 and d <= 3 that Keras takes.
template <typename Check>
void for_each_setting(Check check) {
    for (int64_t kernel = 1; kernel <= 7; ++kernel) {
        for (int64_t stride = 1; stride <= 7; ++stride) {
            for (int64_t dilation = 1; dilation <= (stride == 1 ? 3 : 1); ++dilation) {
                for (int64_t output_padding = -1; output_padding < stride; ++output_padding) {
                    check(kernel, stride, dilation,
                          output_padding < 0 ? std::nullopt : std::optional<int64_t>(output_padding));
                }
            }
        }
    }
}

/// What Keras hands to JAX (_convert_conv_transpose_padding_args_from_keras_to_jax): cells before and behind the stretched input,
/// over which the kernel then goes. Of ke - 1 that would give everything, the rest is the crop.
struct Pads {
    int64_t left, right;
};

Pads keras_pads(int64_t ke, int64_t stride, bool same, std::optional<int64_t> output_padding) {
    if (!same) {
        return {ke - 1, ke - 1 + output_padding.value_or(std::max(ke, stride) - ke)};
    }
    const int64_t length = output_padding ? ke + ke % 2 - 2 + *output_padding : stride + ke - 2;
    const int64_t left = std::min(length / 2 + length % 2, ke - 1);
    return {left, length - left};
}

TEST(KerasSizes, CropsAreThoseOfKerasItself) {
    for (const bool same : {false, true}) {
        for_each_setting([&](int64_t kernel, int64_t stride, int64_t dilation, std::optional<int64_t> padding) {
            const Layer layer = one_axis(kernel, stride, dilation, same ? "same" : "valid", padding);
            const Axis &axis = layer.problem.axes[0];
            const int64_t ke = axis.effective_kernel();
            const Pads pads = keras_pads(ke, stride, same, padding);
            EXPECT_EQ(axis.crop_begin, ke - 1 - pads.left) << key(layer.problem);
            EXPECT_EQ(axis.crop_end, ke - 1 - pads.right) << key(layer.problem);
        });
    }
}

TEST(KerasSizes, OutputsAreTheRowsOfTheTable) {
    for_each_setting([&](int64_t kernel, int64_t stride, int64_t dilation, std::optional<int64_t> padding) {
        const int64_t ke = (kernel - 1) * dilation + 1, before_last = 4 * stride;  // (I-1)*s
        const auto output = [&](const char *mode) {
            return one_axis(kernel, stride, dilation, mode, padding).problem.axes[0].output;
        };
        EXPECT_EQ(output("valid"), before_last + (padding ? ke + *padding : std::max(ke, stride)));
        EXPECT_EQ(output("same"), before_last + (padding ? ke % 2 + *padding : stride));
    });
}

TEST(KerasSizes, OpenAxesAreTheSameOnceTheirSizeIsKnown) {
    for_each_setting([&](int64_t kernel, int64_t stride, int64_t dilation, std::optional<int64_t> padding) {
        for (const char *mode : {"valid", "same"}) {
            const Layer open = one_axis(kernel, stride, dilation, mode, padding, "null");
            EXPECT_EQ(open.problem.axes[0].output, kOpen);
            EXPECT_EQ(open.problem.with_input_shape({2, 5, 1}).axes,
                      one_axis(kernel, stride, dilation, mode, padding).problem.axes);
        }
    });
}

TEST(KerasSizes, SameIsMatlabsSame) {
    for (int64_t kernel = 1; kernel <= 11; ++kernel) {
        for (int64_t stride = 1; stride <= 11; ++stride) {
            const Layer native =
                layer_of("{'name': 'up', 'channels': 1, 'filters': 1, 'kernel_size': [" + std::to_string(kernel) +
                         "], 'stride': " + std::to_string(stride) + ", 'crop': 'same', 'input_size': 5}");
            EXPECT_EQ(one_axis(kernel, stride, 1, "same", {}).problem.axes, native.problem.axes);
        }
    }
}

TEST(KerasSizes, WhereCntkDiffers) {
    const struct {
        int64_t kernel, stride, begin, end;
    } rows[] = {{3, 2, 0, 1}, {5, 2, 1, 2}, {5, 4, 0, 1}, {1, 3, 0, -2}, {2, 3, 0, -1}};
    for (const auto &row : rows) {
        const Axis axis = one_axis(row.kernel, row.stride, 1, "same", {}).problem.axes[0];
        EXPECT_EQ(axis.crop_begin, row.begin) << row.kernel << " " << row.stride;
        EXPECT_EQ(axis.crop_end, row.end) << row.kernel << " " << row.stride;
    }
}

TEST(KerasNumbers, OneAxis) {
    const struct {
        int64_t kernel, stride;
        const char *padding;
        std::optional<int64_t> output_padding;
        std::vector<float> expected;
    } rows[] = {
        {3, 2, "same", {}, {1, 2, 4, 2, 4, 2}},           {4, 2, "same", {}, {2, 4, 6, 4, 6, 3}},
        {2, 3, "valid", {}, {1, 2, 0, 1, 2, 0, 1, 2, 0}}, {2, 3, "same", 2, {1, 2, 0, 1, 2, 0, 1, 2}},
        {3, 2, "valid", 1, {1, 2, 4, 2, 4, 2, 3, 0}},
    };
    for (const auto &row : rows) {
        const Layer layer = one_axis(row.kernel, row.stride, 1, row.padding, row.output_padding, "3");
        Array weights = counting({row.kernel, 1, 1});
        for (float &w : weights.data) {
            w += 1;
        }
        EXPECT_EQ(output_of(layer, {{1, 3, 1}, {1, 1, 1}}, weights), row.expected) << key(layer.problem);
    }
}

TEST(KerasNumbers, DilatedSame) {
    const Layer layer =
        layer_of(layer_text(2, "'kernel_size': 3, 'dilation_rate': 2, 'padding': 'SAME', 'input_shape': [4, 4, 3]"));
    const Array ones{{3, 3, 1, 3}, std::vector<float>(27, 1)};
    const std::vector<float> half = {192, 228, 192, 228, 336, 372, 336, 372};
    std::vector<float> expected = half;
    expected.insert(expected.end(), half.begin(), half.end());
    EXPECT_EQ(output_of(layer, counting({1, 4, 4, 3}), ones), expected);
}

TEST(KerasNumbers, KernelIsSizesFiltersChannels) {
    const Layer layer =
        layer_of("{'dialect': 'keras', 'type': 'Conv1DTranspose', 'args': [3, 1], 'input_shape': [1, 2]}");
    EXPECT_EQ(layer.weights.shape, (std::vector<int64_t>{1, 3, 2}));
    // Filter f takes 2f from channel 0 and 2f+1 from channel 1.
    EXPECT_EQ(output_of(layer, {{1, 1, 2}, {10, 1}}, counting({1, 3, 2}), {{3}, {100, 200, 300}}),
              (std::vector<float>{101, 223, 345}));
}

TEST(Keras, DefaultsAreKerass) {
    const Layer layer = layer_of(
        "{'dialect': 'keras', 'type': 'layer_conv_2d_transpose', 'filters': 8, 'kernel_size': [2, 3], 'channels': 4}");
    EXPECT_EQ(layer.name, "conv2d_transpose");
    EXPECT_EQ(key(layer.problem), "f32,last,n_,c4,f8,g1,bias,linear,fast,i_k2s1d1b0e0,i_k3s1d1b0e0");
    const std::pair<const char *, const char *> rows[] = {
        {"name", "\"conv2d_transpose\""},
        {"trainable", "true"},
        {"dtype", "\"float32\""},
        {"filters", "8"},
        {"kernel_size", "[2,3]"},
        {"strides", "[1,1]"},
        {"padding", "\"valid\""},
        {"output_padding", "null"},
        {"data_format", "\"channels_last\""},
        {"dilation_rate", "[1,1]"},
        {"activation", "\"linear\""},
        {"use_bias", "true"},
        {"kernel_initializer", "\"glorot_uniform\""},
        {"bias_initializer", "\"zeros\""},
        {"kernel_regularizer", "null"},
        {"bias_regularizer", "null"},
        {"activity_regularizer", "null"},
        {"kernel_constraint", "null"},
        {"bias_constraint", "null"},
        {"input_shape", "[null,null,4]"},
        {"batch_input_shape", "[null,null,null,4]"},
        {"batch_size", "null"},
        {"weights", "null"},
    };
    EXPECT_EQ(layer.properties.size(), std::size(rows));
    for (const auto &[name, value] : rows) {
        EXPECT_EQ(property(layer, name), value) << name;
    }
    EXPECT_EQ(layer.weights.name, "kernel");
    EXPECT_EQ(layer.weights.initializer, "glorot_uniform");
    EXPECT_EQ(layer.bias.initializer, "zeros");
    EXPECT_TRUE(layer.trainable);
}

TEST(Keras, NullIsNotGiven) {
    const std::string
        nothing = "'kernel_size': 3, 'channels': 2",
        everything =
            ", 'output_padding': null, 'data_format': null, 'activation': null, 'kernel_initializer': null, "
            "'bias_initializer': null, 'kernel_regularizer': null, 'bias_regularizer': null, "
            "'activity_regularizer': null, 'kernel_constraint': null, 'bias_constraint': null, 'input_shape': null, "
            "'batch_input_shape': null, 'batch_size': null, 'dtype': null, 'name': null, 'trainable': null, "
            "'weights': null";
    const Layer a = layer_of(layer_text(3, nothing)), b = layer_of(layer_text(3, nothing + everything));
    EXPECT_EQ(a.problem, b.problem);
    ASSERT_EQ(a.properties.size(), b.properties.size());
    for (size_t i = 0; i < a.properties.size(); ++i) {
        EXPECT_EQ(a.properties[i].json, b.properties[i].json) << a.properties[i].name;
    }
}

/// A layer file of a layer's own properties.
std::string file_of(const Layer &layer) {
    std::string text = "{'dialect': 'keras', 'type': '" + layer.type + "'";
    for (const Property &row : layer.properties) {
        text += ", '" + row.name + "': " + row.json;
    }
    return text + "}";
}

TEST(Keras, PropertiesAreALayerFile) {
    for (const char *properties : {
             "'kernel_size': [3, 2], 'channels': 2",
             "'kernel_size': 1, 'input_shape': [null, 5, 2], 'padding': 'Same', 'strides': [1, 2], 'output_padding': "
             "[0, 1], 'batch_size': 3, 'name': 'a-b', 'activation': 'relu', 'trainable': false, "
             "'kernel_initializer': {'class_name': 'he_normal', 'config': {'seed': 7}}, 'bias_initializer': "
             "{'class_name': 'Constant', 'config': {'value': 0.1}}, 'kernel_regularizer': 'l1_l2', "
             "'bias_regularizer': 'L1L2', 'activity_regularizer': 'l1', 'kernel_constraint': 'min_max_norm', "
             "'bias_constraint': 'non_neg', 'weights': [[[[[0.1, 2]]]], [1e-3]]",
         }) {
        const Layer once = layer_of(layer_text(2, properties)), again = layer_of(file_of(once));
        EXPECT_EQ(once.problem, again.problem);
        EXPECT_EQ(once.weights.regularizer, again.weights.regularizer);
        EXPECT_EQ(file_of(once), file_of(again));
    }
}

TEST(Keras, InputIsStatedInSeveralWays) {
    const auto shape = [](const std::string &properties) {
        return layer_of(layer_text(2, "'kernel_size': 1, " + properties)).problem.input_shape();
    };
    EXPECT_EQ(shape("'input_shape': [4, null, 3]"), (std::vector<int64_t>{kOpen, 4, kOpen, 3}));
    EXPECT_EQ(shape("'input_shape': [4, 5, 3], 'batch_size': 2"), (std::vector<int64_t>{2, 4, 5, 3}));
    EXPECT_EQ(shape("'batch_input_shape': [2, 4, 5, 3]"), (std::vector<int64_t>{2, 4, 5, 3}));
    EXPECT_EQ(shape("'data_format': 'Channels_First', 'batch_input_shape': [null, 3, 4, 5]"),
              (std::vector<int64_t>{kOpen, 3, 4, 5}));
    EXPECT_EQ(shape("'channels': 3, 'input_size': [4, null], 'batch': 7"), (std::vector<int64_t>{7, 4, kOpen, 3}));
    EXPECT_EQ(shape("'channels': 3, 'input_shape': [4, 5, null], 'batch_input_shape': [1, null, 5, 3]"),
              (std::vector<int64_t>{1, 4, 5, 3}));
}

TEST(Keras, NamesBecomeIdentifiers) {
    const Layer layer = layer_of(layer_text(1, "'kernel_size': 1, 'channels': 1, 'name': 'block-1.up'"));
    EXPECT_EQ(layer.name, "block_1_up");
    EXPECT_EQ(property(layer, "name"), "\"block-1.up\"");
}

TEST(Keras, ActivationsHaveKerassNames) {
    const auto activation = [](const std::string &name) {
        const Layer layer = layer_of(layer_text(1, "'kernel_size': 1, 'channels': 1, 'activation': " + name));
        return std::string(name_of(layer.problem.activation));
    };
    for (const char *name : {"linear", "relu", "relu6", "leaky_relu", "elu", "selu", "softplus", "softsign", "tanh",
                             "sigmoid", "hard_sigmoid", "exponential", "softmax", "silu", "gelu", "mish"}) {
        EXPECT_EQ(activation("'" + std::string(name) + "'"), name);
    }
    EXPECT_EQ(activation("'swish'"), "silu");
    EXPECT_EQ(activation("null"), "linear");
}

TEST(Keras, ArgumentsHavePositionsWhereTheirLanguageAgreesOnThem) {
    const Layer python = layer_of(
        "{'dialect': 'keras', 'type': 'Conv1DTranspose', 'args': [2, 3, 2, 'same', 1, 'channels_first', 1, 'relu', "
        "false, 'he_normal'], 'channels': 4}");
    EXPECT_EQ(key(python.problem), "f32,first,n_,c4,f2,g1,nobias,relu,fast,i_k3s2d1b0e1");
    EXPECT_EQ(python.weights.initializer, "he_normal");
    EXPECT_TRUE(python.bias.shape.empty());
    EXPECT_EQ(message_of("{'dialect': 'keras', 'type': 'layer_conv_1d_transpose', 'args': [2, 3, 2, 'same', 1]}"),
              "args is [2,3,2,\"same\",1]: must be a list of at most 4: filters, kernel_size, strides, padding");
}

TEST(Keras, WeightsStandInline) {
    const Layer layer =
        layer_of(layer_text(1, "'kernel_size': 2, 'input_shape': [3, 2], 'weights': [[[[1, 2]], [[3, 4]]], [5]]"));
    ASSERT_TRUE(layer.weights.value && layer.bias.value);
    EXPECT_EQ(layer.weights.value->shape, (std::vector<int64_t>{2, 1, 2}));
    EXPECT_EQ(layer.weights.value->data, (std::vector<float>{1, 2, 3, 4}));
    EXPECT_EQ(layer.bias.value->data, (std::vector<float>{5}));
}

TEST(KerasErrors, NamePropertyValueAndWhatIsAllowed) {
    const struct {
        const char *properties, *message;
    } rows[] = {
        {"'kernel_size': 3, 'channels': 1, 'padding': 'causal'",
         "padding is \"causal\": must be \"valid\" or \"same\", in upper or lower case"},
        {"'kernel_size': 3, 'channels': 1, 'padding': 1",
         "padding is 1: must be \"valid\" or \"same\", in upper or lower case"},
        {"'kernel_size': 3, 'channels': 1, 'strides': 2, 'dilation_rate': [1, 2]",
         "dilation_rate is [1,2]: must be 1 where strides is above 1 (it is 2): Keras does not have both"},
        {"'kernel_size': 3, 'channels': 1, 'strides': [3, 2], 'output_padding': [2, 2]",
         "output_padding[1] is 2: must be less than strides[1], which is 2"},
        {"'kernel_size': 3, 'channels': 1, 'output_padding': 1",
         "output_padding is 1: must be less than strides, which is 1"},
        {"'kernel_size': 3, 'channels': 1, 'strides': 2, 'output_padding': -1",
         "output_padding is -1: must be 0 or more"},
        {"'kernel_size': [3, 3, 3], 'channels': 1", "kernel_size has 3 entries: must have 2, one for each axis"},
        {"'kernel_size': [3, 0], 'channels': 1", "kernel_size[1] is 0: must be 1 or more"},
        {"'channels': 1",
         "kernel_size is missing: must be a whole number of 1 or more, or a list with one for each axis"},
        {"'kernel_size': 3, 'channels': 1, 'strides': 0", "strides is 0: must be 1 or more"},
        {"'kernel_size': 3, 'channels': 1, 'strides': 65537", "strides is 65537: must be at most 65536"},
        {"'kernel_size': 3, 'channels': 1, 'dilation_rate': 4294967296",
         "dilation_rate is 4294967296: must be below 2^31"},
        {"'kernel_size': 2147483647, 'channels': 1, 'dilation_rate': 2147483647",
         "the output of axis 0 would have 4611686011984936963 elements before the crop: must be at most 2147482623 "
         "(input_size, kernel_size, stride or dilation is too large)"},
        {"'kernel_size': 3",
         "channels is missing: must be a whole number of 1 or more, or the last entry of input_shape"},
        {"'kernel_size': 3, 'input_shape': [4, 1]",
         "input_shape has 2 entries: must have 3, 2 sizes and the channels, without the batch"},
        {"'kernel_size': 3, 'batch_input_shape': [4, 4, 1]",
         "batch_input_shape has 3 entries: must have 4, the batch, 2 sizes and the channels"},
        {"'kernel_size': 3, 'input_shape': [4, 4, 3], 'channels': 2",
         "channels is 2: must be 3, as input_shape[2] says"},
        {"'kernel_size': 3, 'input_shape': [4, 4, 3], 'batch_input_shape': [1, 4, 5, 3]",
         "input_shape[1] is 4: must be 5, as batch_input_shape[2] says"},
        {"'kernel_size': 3, 'input_shape': [4, -1, 3]", "input_shape[1] is -1: must be 1 or more"},
        {"'kernel_size': 3, 'input_shape': 4",
         "input_shape is 4: must be a list of the sizes and the channels, without the batch, or null"},
        {"'kernel_size': 3, 'channels': 1, 'batch_size': 2.5",
         "batch_size is 2.5: must be a whole number of 1 or more, or null for any"},
        {"'kernel_size': 3, 'channels': 1, 'dtype': 'float64'", "dtype is \"float64\": must be \"float32\" or null"},
        {"'kernel_size': 3, 'channels': 1, 'dtype': {'class_name': 'DTypePolicy', 'config': ['float32']}",
         "dtype is {\"class_name\":\"DTypePolicy\",\"config\":[\"float32\"]}: must be \"float32\" or null"},
        {"'kernel_size': 3, 'channels': 1, 'name': 'a/b'",
         "name is \"a/b\": must be a string that is not empty and has no \"/\", or null (generated)"},
        {"'kernel_size': 3, 'channels': 1, 'activation': 'Relu'",
         "activation is \"Relu\": must be null or one of linear, relu, relu6, leaky_relu, elu, selu, softplus, "
         "softsign, tanh, sigmoid, hard_sigmoid, exponential, softmax, silu, swish, gelu, mish"},
        {"'kernel_size': 3, 'channels': 1, 'activation': 'softmax', 'data_format': 'channels_first'",
         "activation is \"softmax\": must be another one under channels_first: Keras's softmax is along the last "
         "axis, which is no axis of channels there"},
        {"'kernel_size': 3, 'channels': 1, 'use_bias': null", "use_bias is null: must be true or false"},
        {"'kernel_size': 1, 'channels': 1, 'weights': [[[[[1]]]]]",
         "weights has 1 entry: must have 2, kernel and bias"},
        {"'kernel_size': 1, 'channels': 1, 'use_bias': false, 'weights': [[[[[1]]]], [0]]",
         "weights has 2 entries: must have 1, the kernel, as use_bias is false"},
        {"'kernel_size': 1, 'channels': 2, 'weights': [[[[[1], [2]]]], [0]]",
         "weights[0] has shape [1, 1, 2, 1]: must have [1, 1, 1, 2], (*kernel_size, filters, channels)"},
        {"'kernel_size': 1, 'channels': 1, 'weights': [[[[[1]]]], [0, 0]]",
         "weights[1] has shape [2]: must have [1], (filters)"},
        {"'kernel_size': 1, 'channels': 1, 'weights': {}",
         "weights is {}: must be a list with the kernel (kernel_size, filters, channels) and the bias (filters), as "
         "lists of lists, or null"},
        {"'kernel_size': 2, 'padding': 'same', 'strides': 2, 'output_padding': 0, 'input_shape': [1, 1, 1]",
         "the output of axis 0 would have 0 elements: must have 1 or more; (input_size - 1) * stride + (kernel_size - "
         "1) * dilation + 1 = 2, the crop is 1 and 1"},
    };
    for (const auto &row : rows) {
        EXPECT_EQ(message_of(layer_text(2, row.properties)), row.message) << row.properties;
    }
    EXPECT_EQ(message_of(layer_text(2, "'stride': 2"))
                  .find("key \"stride\" is not known (its value is 2): must be one of "
                        "dialect, type, args, filters, kernel_size, strides"),
              0u);
    EXPECT_EQ(message_of("{'dialect': 'keras', 'type': 'Conv4DTranspose'}")
                  .find("type is \"Conv4DTranspose\": must be one of"),
              0u);
}

TEST(KerasErrors, AnyValueOfAnyPropertyIsALayerOrAnError) {
    const char *keys[] = {
        "args",
        "filters",
        "kernel_size",
        "strides",
        "padding",
        "output_padding",
        "data_format",
        "dilation_rate",
        "activation",
        "use_bias",
        "dtype",
        "kernel_initializer",
        "bias_initializer",
        "bias_regularizer",
        "activity_regularizer",
        "kernel_constraint",
        "input_shape",
        "batch_input_shape",
        "batch_size",
        "name",
        "trainable",
        "weights",
        "channels",
        "input_size",
        "batch",
    };
    const char *values[] = {
        "null",
        "true",
        "-1",
        "0",
        "2",
        "1e999",
        "9223372036854775807",
        "18446744073709551615",
        "-9223372036854775808",
        "1.5",
        "''",
        "'same'",
        "'\\u0000'",
        "[]",
        "[null]",
        "[2]",
        "[[2], 2]",
        "[1, 2, 3]",
        "[[[[[]]]], []]",
        "{}",
        "{'class_name': null}",
        "{'class_name': 'l2', 'config': []}",
        "{'class_name': 'DTypePolicy', 'config': [1]}",
        "{'class_name': 'max_norm', 'config': {'axis': [18446744073709551615]}}",
        "{'config': {'name': 1}}",
    };
    for (const char *key : keys) {
        for (const char *value : values) {
            for (const int rank : {1, 2, 3}) {
                const std::string head = "{'dialect': 'keras', 'type': 'Conv" + std::to_string(rank) +
                                         "DTranspose', '" + std::string(key) + "': " + value;
                EXPECT_NO_THROW(message_of(head + "}")) << key << " " << value;
                std::string whole = head;
                for (const char *rest : {"filters", "kernel_size", "channels"}) {
                    whole += rest == std::string(key) ? "" : ", '" + std::string(rest) + "': 1";
                }
                EXPECT_NO_THROW(message_of(whole + "}")) << key << " " << value;
            }
        }
    }
}

}  // namespace
}  // namespace tconv::test
