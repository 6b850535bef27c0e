// PyTorch's ConvTranspose1d, 2d and 3d: arguments, sizes, output_size at the call, errors (semantics.md, sections 2 and 7).
#include <gtest/gtest.h>

#include "tconv/torch.h"
#include "tests/dialects/dialect_layer.h"

namespace tconv::test {
namespace {

std::string with(const std::string &keys, const std::string &type = "ConvTranspose1d") {
    return "{'dialect': 'torch', 'type': '" + type + "', " + keys + "}";
}

TEST(Torch, TheDocumentedExampleIsRead) {
    // nn.ConvTranspose2d(16, 33, (3, 5), stride=(2, 1), padding=(4, 2)) on (20, 16, 50, 100), of PyTorch's page.
    const Layer layer = layer_of(with("'args': [16, 33, [3, 5]], 'stride': [2, 1], 'padding': [4, 2], "
                                      "'input_size': [50, 100], 'batch': 20",
                                      "ConvTranspose2d"));
    EXPECT_EQ(key(layer.problem), "f32,first,n20,c16,f33,g1,bias,linear,fast,i50k3s2d1b4o93,i100k5s1d1b2o100");
    EXPECT_EQ(layer.name, "conv_transpose2d");
    EXPECT_EQ(layer.weights.name, "weight");
    EXPECT_EQ(layer.weights.shape, (std::vector<int64_t>{16, 33, 3, 5}));
    EXPECT_EQ(layer.weights.initializer, "kaiming_uniform");
    EXPECT_EQ(layer.bias.name, "bias");
    EXPECT_EQ(layer.bias.shape, (std::vector<int64_t>{33}));
}

TEST(Torch, DefaultsAreFilledIn) {
    const Layer layer = layer_of(with("'in_channels': 3, 'out_channels': 4, 'kernel_size': 2", "ConvTranspose3d"));
    const std::vector<Property> expected = {{"in_channels", "3"},
                                            {"out_channels", "4"},
                                            {"kernel_size", "[2,2,2]"},
                                            {"stride", "[1,1,1]"},
                                            {"padding", "[0,0,0]"},
                                            {"output_padding", "[0,0,0]"},
                                            {"groups", "1"},
                                            {"bias", "true"},
                                            {"dilation", "[1,1,1]"},
                                            {"padding_mode", "\"zeros\""},
                                            {"device", "null"},
                                            {"dtype", "\"torch.float32\""},
                                            {"output_size", "null"},
                                            {"transposed", "true"}};
    ASSERT_EQ(layer.properties.size(), expected.size());
    for (size_t i = 0; i < expected.size(); ++i) {
        EXPECT_EQ(layer.properties[i].name, expected[i].name);
        EXPECT_EQ(layer.properties[i].json, expected[i].json);
    }
    EXPECT_EQ(axes_of(layer), "b0 o-1, b0 o-1, b0 o-1") << "sizes that are not given are open";
}

TEST(Torch, ArgumentsHaveTheirOrder) {
    const Layer layer = layer_of(with(
        "'args': [4, 6, 3, 3, 1, 2, 2, false, 2, 'zeros', 'cuda', 'torch.float32'], 'input_size': 5, 'name': 'up'"));
    EXPECT_EQ(key(layer.problem), "f32,first,n1,c4,f6,g2,nobias,linear,fast,i5k3s3d2b1o17");
    EXPECT_EQ(layer.name, "up");
    EXPECT_EQ(layer.weights.shape, (std::vector<int64_t>{4, 3, 3}));
    EXPECT_TRUE(layer.bias.shape.empty());
}

TEST(Torch, SizesFollowPaddingAndOutputPadding) {  // F - 2p + op, begin crop p
    const struct {
        const char *keys, *axes;
    } rows[] = {
        {"'stride': 2, 'padding': 1, 'output_padding': 1", "b1 o12"},
        {"'stride': 2, 'padding': 3", "b3 o7"},
        {"'dilation': 3, 'output_padding': 2", "b0 o14"},  // below the dilation, not below the stride
        {"'stride': 5, 'dilation': 3, 'output_padding': 4",
         "b0 o36"},  // k < s on some phases: nothing is appended but that
        {"'stride': 4", "b0 o23"},
    };
    for (const auto &row : rows) {
        EXPECT_EQ(axes_of(layer_of(with("'args': [1, 1, 3], 'input_size': 6, " + std::string(row.keys)))), row.axes)
            << row.keys;
    }
    EXPECT_EQ(axes_of(layer_of(with("'args': [1, 1, 1, 3], 'input_size': 4"))), "b0 o10") << "k < s appends nothing";
}

TEST(Torch, OutputSizesOfStride3) {  // section 7: 18 to 20 are accepted, no other
    const auto text = [](const std::string &size) {
        return with("'args': [3, 4, 3, 3], 'input_size': 6, 'output_size': [" + size + "]");
    };
    for (int size = 18; size <= 20; ++size) {
        EXPECT_EQ(axes_of(layer_of(text(std::to_string(size)))), "b0 o" + std::to_string(size));
    }
    EXPECT_EQ(message_of(text("17")), "output_size[0] is 17: must be from 18 to 20 for an input of 6");
    EXPECT_EQ(message_of(text("21")), "output_size[0] is 21: must be from 18 to 20 for an input of 6");
    EXPECT_EQ(message_of(text("0")), "output_size[0] is 0: must be 1 or more");
    EXPECT_EQ(property(layer_of(text("19")), "output_size"), "[19]");
}

TEST(Torch, OutputSizeMayHaveBatchAndChannels) {
    // The page's other example: upsample(h, output_size=input.size()) gives back the (12, 12) that was halved to (6, 6).
    const std::string layer = "'args': [16, 16, 3], 'stride': 2, 'padding': 1, 'input_size': [6, 6], 'output_size': ";
    EXPECT_EQ(axes_of(layer_of(with(layer + "[1, 16, 12, 12]", "ConvTranspose2d"))), "b1 o12, b1 o12");
    EXPECT_EQ(axes_of(layer_of(with(layer + "[1, 99, 11, 12]", "ConvTranspose2d"))), "b1 o11, b1 o12");
    EXPECT_EQ(message_of(with(layer + "[1, 16, 12, 13]", "ConvTranspose2d")),
              "output_size[3] is 13: must be from 11 to 12 for an input of 6");
    EXPECT_EQ(
        message_of(with(layer + "[12, 12, 12]", "ConvTranspose2d")),
        "output_size is [12,12,12]: must be a list with a whole number for each axis, which batch and channels may "
        "precede, or null");
    EXPECT_EQ(axes_of(layer_of(with(layer + "null", "ConvTranspose2d"))), "b1 o11, b1 o11");
}

TEST(Torch, OutputSizeTakesThePlaceOfOutputPadding) {
    EXPECT_EQ(axes_of(layer_of(with("'args': [1, 1, 3, 2, 1, 1], 'input_size': 6, 'output_size': [11]"))), "b1 o11");
    EXPECT_EQ(message_of(with("'args': [1, 1, 3, 2, 1], 'output_size': [11]")),
              "input_size[0] is null: must be a number where output_size is given, as it says which sizes fit");
}

TEST(Torch, SizesMayBeOpen) {
    const Layer layer = layer_of(with(
        "'args': [2, 2, 4, 2, 1], 'input_size': [null, 8], 'batch': null, 'output_padding': 1", "ConvTranspose2d"));
    EXPECT_EQ(key(layer.problem), "f32,first,n_,c2,f2,g1,bias,linear,fast,i_k4s2d1b1e0,i8k4s2d1b1o17");
}

TEST(Torch, ComputesWhatPyTorchDoes) {
    // F.conv_transpose1d of ones(1, 1, 3) and (1, 2, 3), stride 2, output_padding 1: by hand.
    const Layer layer = layer_of(with("'args': [1, 1, 3, 2, 0, 1], 'input_size': 3"));
    EXPECT_EQ(output_of(layer, {{1, 1, 3}, {1, 1, 1}}, {{1, 1, 3}, {1, 2, 3}}, {{1}, {10}}),
              (std::vector<float>{11, 12, 14, 12, 14, 12, 13, 10}));
}

TEST(Torch, ErrorsSpeakOfItsOwnWords) {
    const struct {
        const char *keys, *message;
    } rows[] = {
        {"'args': [3, 4]",
         "kernel_size is missing: must be a whole number of 1 or more, or a list with one for each axis"},
        {"'args': [3, 4, [3, 3]]", "kernel_size has 2 entries: must have 1, one for each axis"},
        {"'args': [3, 4, 0]", "kernel_size is 0: must be 1 or more"},
        {"'args': [3, 4, 3, [0]]", "stride[0] is 0: must be 1 or more"},
        {"'args': [3, 4, 3, 1, -1]", "padding is -1: must be 0 or more"},
        {"'args': [3, 4, 3, 1, 'same']",
         "padding is \"same\": must be a whole number of 0 or more, or a list with one for each axis"},
        {"'args': [0, 4, 3]", "in_channels is 0: must be 1 or more"},
        {"'args': [4, 6, 3], 'groups': 3", "groups is 3: must be a divisor of in_channels, which is 4"},
        {"'args': [4, 6, 3], 'groups': 4", "groups is 4: must be a divisor of out_channels, which is 6"},
        {"'args': [4, 6, 3], 'groups': 0", "groups is 0: must be 1 or more"},
        {"'args': [4, 6, 3, 2], 'output_padding': 2",
         "output_padding[0] is 2: must be smaller than either stride or dilation, which are 2 and 1"},
        {"'args': [4, 6, 3], 'padding_mode': 'reflect'",
         "padding_mode is \"reflect\": must be \"zeros\", the only one that a transposed convolution has"},
        {"'args': [4, 6, 3, 1, 5], 'input_size': 4",
         "padding[0] is 5: must be such that the output has 1 element or more, not -4"},
        {"'args': [4, 6, 3], 'transposed': false",
         "transposed is false: must be left out, as it is read-only: it is true for these types"},
        {"'args': [4, 6, 3], 'dtype': 'torch.float16'",
         "dtype is \"torch.float16\": must be \"torch.float32\", \"float32\", or null"},
        {"'args': [4, 6, 3], 'dilation': 4294967296", "dilation is 4294967296: must be below 2^31"},
    };
    for (const auto &row : rows) {
        EXPECT_EQ(message_of(with(row.keys)), row.message);
    }
}

TEST(Torch, OptionsReadAsInPyTorch) {
    namespace nn = torch::nn;
    const Layer documented = nn::ConvTranspose2d(
        nn::ConvTranspose2dOptions(16, 33, {3, 5}).stride({2, 1}).padding({4, 2}).input_size({50, 100}).batch(20));
    EXPECT_EQ(key(documented.problem), "f32,first,n20,c16,f33,g1,bias,linear,fast,i50k3s2d1b4o93,i100k5s1d1b2o100");
    EXPECT_EQ(documented.type, "ConvTranspose2d");
    const Layer all = nn::ConvTranspose1d(nn::ConvTranspose1dOptions(4, 6, 3)
                                              .stride(2)
                                              .stride(3)
                                              .padding(1)
                                              .output_padding(2)
                                              .groups(2)
                                              .bias(false)
                                              .dilation({2})
                                              .padding_mode("zeros")
                                              .input_size({nullptr})
                                              .batch(nullptr)
                                              .name("up"));
    EXPECT_EQ(key(all.problem), "f32,first,n_,c4,f6,g2,nobias,linear,fast,i_k3s3d2b1e-1");
    EXPECT_EQ(all.name, "up");
    EXPECT_EQ(axes_of(nn::ConvTranspose3d(
                  nn::ConvTranspose3dOptions(1, 1, 3).stride(2).input_size(4).output_size({9, 10, 9}))),
              "b0 o9, b0 o10, b0 o9");
    try {
        nn::ConvTranspose2d(nn::ConvTranspose2dOptions(4, 6, 3).output_padding({0, 1}));
        ADD_FAILURE();
    } catch (const Error &error) {
        EXPECT_STREQ(error.what(),
                     "output_padding[1] is 1: must be smaller than either stride or dilation, which are 1 and 1 "
                     "(ConvTranspose2d)");
    }
}

}  // namespace
}  // namespace tconv::test
