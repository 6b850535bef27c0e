// Layer files in the native form: interface.md, section 1.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tconv/layer.h"
#include "tests/core/message.h"

namespace tconv {
namespace {

Layer layer(const std::string &keys) {
    return parse_layer("{\"name\": \"up\", \"channels\": 4, \"filters\": 6, " + keys + "}", "up.json");
}

std::string key_of(const std::string &keys) { return key(layer(keys).problem); }

/// The part of the key that says the axes.
std::string axes_of(const std::string &keys) {
    const std::string text = key_of(keys);
    return text.substr(text.find(",i") + 1);
}

std::string property(const Layer &l, const std::string &name) {
    for (const Property &row : l.properties) {
        if (row.name == name) {
            return row.json;
        }
    }
    return "(none)";
}

const char *const kDocumented = R"({
  "name": "up4", "channels": 256, "filters": 128, "kernel_size": [4, 4], "stride": [2, 2], "dilation": [1, 1], "groups": 1,
  "crop": [[1, 1], [1, 1]], "output_padding": [0, 0], "output_size": [32, 32], "layout": "channels_last", "dtype": "float32",
  "bias": true, "activation": "linear", "accuracy": "fast", "input_size": [16, 16], "batch": 1
})";

TEST(Layer, TheDocumentedOneIsRead) {
    const Layer up4 = parse_layer(kDocumented, "up4.json");
    EXPECT_EQ(up4.name, "up4");
    EXPECT_EQ(up4.dialect, "native");
    EXPECT_EQ(key(up4.problem), "f32,last,n1,c256,f128,g1,bias,linear,fast,i16k4s2d1b1o32,i16k4s2d1b1o32");
}

TEST(Layer, DefaultsAreFilledIn) {
    const Layer l = layer(R"("kernel_size": [3], "input_size": [5])");
    EXPECT_EQ(key(l.problem), "f32,last,n1,c4,f6,g1,bias,linear,fast,i5k3s1d1b0o7");
    const std::pair<const char *, const char *> expected[] = {
        {"name", "\"up\""},
        {"channels", "4"},
        {"filters", "6"},
        {"kernel_size", "[3]"},
        {"stride", "[1]"},
        {"dilation", "[1]"},
        {"groups", "1"},
        {"crop", "[[0,0]]"},
        {"output_padding", "[0]"},
        {"output_size", "[7]"},
        {"layout", "\"channels_last\""},
        {"dtype", "\"float32\""},
        {"bias", "true"},
        {"activation", "\"linear\""},
        {"accuracy", "\"fast\""},
        {"input_size", "[5]"},
        {"batch", "1"},
    };
    ASSERT_EQ(l.properties.size(), std::size(expected));
    for (size_t i = 0; i < std::size(expected); ++i) {
        EXPECT_EQ(l.properties[i].name, expected[i].first);
        EXPECT_EQ(l.properties[i].json, expected[i].second);
    }
}

TEST(Layer, EveryKeyIsTaken) {
    EXPECT_EQ(
        key_of(R"("kernel_size": [3, 2], "stride": [2, 3], "dilation": [1, 2], "groups": 2, "crop": [[1, 0], [0, 2]],
                        "output_padding": [0, 1], "layout": "channels_first", "bias": false, "activation": "relu6",
                        "accuracy": "exact_order", "input_size": [5, 6], "batch": 3, "dtype": "float32", "dialect": "native")"),
        "f32,first,n3,c4,f6,g2,nobias,relu6,exact_order,i5k3s2d1b1o10,i6k2s3d2b0o17");
}

TEST(Layer, ScalarsBroadcast) {
    EXPECT_EQ(
        axes_of(
            R"("kernel_size": [4, 5], "stride": 2, "dilation": 2, "crop": 1, "output_padding": 1, "input_size": 6)"),
        "i6k4s2d2b1o16,i6k5s2d2b1o18");
    EXPECT_EQ(axes_of(R"("kernel_size": [4, 5], "crop": [1, [0, 2]], "input_size": 6)"), "i6k4s1d1b1o7,i6k5s1d1b0o8");
}

TEST(Layer, SameIsMatlabsRule) {
    // (ke, s) -> begin: the larger half of an odd crop is at the end; ke < s: none, zeros are appended.
    EXPECT_EQ(axes_of(R"("kernel_size": [4, 5, 3], "stride": [2, 2, 2], "crop": "same", "input_size": 6)"),
              "i6k4s2d1b1o12,i6k5s2d1b1o12,i6k3s2d1b0o12");
    EXPECT_EQ(axes_of(R"("kernel_size": [2, 1], "stride": [3, 4], "crop": "same", "input_size": 6)"),
              "i6k2s3d1b0o18,i6k1s4d1b0o24");
    EXPECT_EQ(axes_of(R"("kernel_size": [3], "stride": 2, "dilation": 3, "crop": "same", "input_size": 6)"),
              "i6k3s2d3b2o12");
    EXPECT_EQ(axes_of(R"("kernel_size": [5, 2], "stride": [2, 3], "crop": "same", "input_size": [null, null])"),
              "i_k5s2d1b1e2,i_k2s3d1b0e-1");
}

TEST(Layer, NegativeCropsAndOutputPaddingAppend) {
    EXPECT_EQ(axes_of(R"("kernel_size": [3], "crop": [[-2, -3]], "input_size": [4])"), "i4k3s1d1b-2o11");
    EXPECT_EQ(axes_of(R"("kernel_size": [3], "output_padding": 100, "input_size": [4])"), "i4k3s1d1b0o106");
}

TEST(Layer, OutputSizeTakesThePlaceOfTheCropAtTheEnd) {
    EXPECT_EQ(axes_of(R"("kernel_size": [3], "stride": 2, "output_size": [7], "input_size": [4])"), "i4k3s2d1b0o7");
    EXPECT_EQ(axes_of(R"("kernel_size": [3], "stride": 2, "crop": [[1, 5]], "output_size": 8, "input_size": [4])"),
              "i4k3s2d1b1o8");
    const Layer agrees = layer(
        R"("kernel_size": [3], "stride": 2, "crop": 1, "output_padding": 1, "output_size": 8, "input_size": [4])");
    EXPECT_EQ(key(agrees.problem), "f32,last,n1,c4,f6,g1,bias,linear,fast,i4k3s2d1b1o8");
    EXPECT_EQ(property(agrees, "crop"), "[[1,1]]");
    EXPECT_EQ(property(agrees, "output_padding"), "[1]");
}

TEST(Layer, PyTorchSizesOfStride3) {  // semantics.md, section 7: k3 s3 p0, I = 6: 18 to 20
    for (int padding = 0; padding < 3; ++padding) {
        EXPECT_EQ(axes_of("\"kernel_size\": [3], \"stride\": 3, \"input_size\": 6, \"output_padding\": " +
                          std::to_string(padding)),
                  "i6k3s3d1b0o" + std::to_string(18 + padding));
    }
}

TEST(Layer, SizesMayBeOpen) {
    const Layer l = layer(
        R"("kernel_size": [4, 4], "stride": 2, "crop": 1, "output_padding": [1, 0], "input_size": [null, 16], "batch": null)");
    EXPECT_EQ(key(l.problem), "f32,last,n_,c4,f6,g1,bias,linear,fast,i_k4s2d1b1e0,i16k4s2d1b1o32");
    EXPECT_EQ(property(l, "input_size"), "[null,16]");
    EXPECT_EQ(property(l, "output_size"), "[null,32]");
    EXPECT_EQ(property(l, "crop"), "[[1,1],[1,1]]");
    EXPECT_EQ(property(l, "batch"), "null");
    EXPECT_EQ(axes_of(R"("kernel_size": [4, 5], "input_size": null)"), "i_k4s1d1b0e0,i_k5s1d1b0e0");
    EXPECT_EQ(axes_of(R"("kernel_size": [4, 4], "crop": 1, "output_size": 9, "input_size": [null, 6])"),
              "i_k4s1d1b1o9,i6k4s1d1b1o9");
}

TEST(Layer, ErrorsNameTheFile) {
    EXPECT_EQ(message_of([] { layer(R"("kernel_size": [4, 4], "stride": [2, 0], "input_size": 6)"); }),
              "stride[1] is 0: must be 1 or more (up.json)");
    EXPECT_EQ(message_of([] { load_layer("/nowhere/up.json"); }), "the layer file cannot be opened (/nowhere/up.json)");
    EXPECT_EQ(message_of([] { load_layer("/"); }), "the layer file is a directory (/)");
    EXPECT_EQ(message_of([] { parse_layer("{\"dialect\": 3}", "k.json"); }), "dialect is 3: must be a string (k.json)");
}

TEST(Layer, IsLoadedFromAFile) {
    const auto file =
        std::filesystem::temp_directory_path() / ("tconv_layer_test_" + std::to_string(getpid()) + ".json");
    std::ofstream(file) << kDocumented;
    EXPECT_EQ(load_layer(file).name, "up4");
    std::filesystem::remove(file);
}

TEST(Layer, ParametersMustHaveTheirShape) {
    const Layer l = layer(R"("kernel_size": [3, 2], "groups": 2, "input_size": 6)");
    const Array weights{{4, 3, 3, 2}, std::vector<float>(72)};
    EXPECT_EQ(native_weights(l, weights).shape, weights.shape);
    EXPECT_EQ(message_of([&] {
                  native_weights(l, {{4, 6, 3, 2}, std::vector<float>(144)});
              }),
              "weights (channels, filters/groups, kernel) have shape [4, 6, 3, 2]: must be [4, 3, 3, 2]");
    EXPECT_EQ(native_bias(l, {{6}, std::vector<float>(6)}).shape, (std::vector<int64_t>{6}));
    EXPECT_EQ(message_of([&] {
                  native_bias(l, {{1, 6}, std::vector<float>(6)});
              }),
              "bias values (filters) have shape [1, 6]: must be [6]");
    const Layer bare = layer(R"("kernel_size": [3], "bias": false, "input_size": 6)");
    EXPECT_EQ(message_of([&] {
                  native_bias(bare, {{6}, std::vector<float>(6)});
              }),
              "a bias is given, and the layer up has none: must be left out");
}

}  // namespace
}  // namespace tconv
