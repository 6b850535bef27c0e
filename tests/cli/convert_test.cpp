// tconv convert: the files it writes, what it says, and that the converted layer computes the same numbers.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tconv/array.h"
#include "tconv/initializer.h"
#include "tests/cli/layer_case.h"
#include "tests/cli/program.h"

namespace tconv::test {
namespace {

TEST(Convert, WritesALayerFileAndTheWeightsBesideIt) {
    const Folder folder;
    const std::string file = folder.write("small.json", kSmallLayer), weights = folder / "small.safetensors";
    ASSERT_EQ(tconv({"init", file, "-o", weights}).status, 0);
    const Outcome outcome =
        tconv({"convert", file, "--to", "keras", "-o", folder / "keras.json", "--weights", weights});
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(outcome.out, (folder / "keras.json") + "  Conv2DTranspose\n" + (folder / "keras.safetensors") +
                               "  bias float32 [6]\n" + (folder / "keras.safetensors") +
                               "  weight float32 [4, 4, 6, 4]\n");
    const Layer native = load_layer(file);
    const Layer keras = load_layer(folder / "keras.json", folder / "keras.safetensors");
    EXPECT_EQ(keras.dialect, "keras");
    EXPECT_EQ(key(keras.problem), key(native.problem));
    EXPECT_EQ(native_weights(keras, *keras.weights.value).data, read_safetensors(weights).at("weight").data);
}

TEST(Convert, ReportsNotesAndFilesAsJson) {
    const Folder folder;
    const std::string file = folder.write("small.json", kSmallLayer);
    const Outcome outcome = tconv({"convert", file, "--to", "torch", "-o", folder / "torch.json", "--json"});
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    const nlohmann::json report = nlohmann::json::parse(outcome.out);
    EXPECT_EQ(report["type"], "ConvTranspose2d");
    EXPECT_TRUE(report["weights"].is_null()) << "the layer has none";
    EXPECT_EQ(report["notes"][0], "input and output are (batch, channels, y, x) in place of (batch, y, x, channels)");
}

TEST(Convert, LeavesNothingWhereItCannotBe) {
    const Folder folder;
    const std::string file = folder.write("small.json", small_layer_with("activation", "\"relu\""));
    const std::string output = folder / "torch.json";
    const Outcome outcome = tconv({"convert", file, "--to", "torch", "-o", output});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_TRUE(is_one_line(outcome.err)) << outcome.err;
    EXPECT_NE(outcome.err.find("activation is \"relu\": must be \"linear\""), std::string::npos) << outcome.err;
    EXPECT_FALSE(std::filesystem::exists(output));
    EXPECT_EQ(tconv({"convert", file, "--to", "esperanto", "-o", output}).status, 2);
}

TEST(Convert, DoesNotWriteOverTheWeightsItReads) {
    const Folder folder;
    const std::string file = folder.write("small.json", kSmallLayer), weights = folder / "w.safetensors";
    ASSERT_EQ(tconv({"init", file, "-o", weights}).status, 0);
    const Outcome outcome = tconv({"convert", file, "--to", "keras", "-o", folder / "w.json", "--weights", weights});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_NE(outcome.err.find("must be another file than --weights"), std::string::npos) << outcome.err;
    EXPECT_FALSE(std::filesystem::exists(folder / "w.json"));
}

TEST(Convert, WritesOverNothingThatItReads) {
    const Folder folder;
    const std::string file = folder.write("small.json", kSmallLayer), weights = folder / "w.safetensors";
    ASSERT_EQ(tconv({"init", file, "-o", weights}).status, 0);
    const auto message_of = [&](const std::string &output, const Arguments &more) {
        Arguments all = {"convert", file, "--to", "onnx", "-o", output, "--weights", weights};
        all.insert(all.end(), more.begin(), more.end());
        const Outcome outcome = tconv(all);
        EXPECT_EQ(outcome.status, 1);
        return outcome.err;
    };
    EXPECT_NE(message_of(weights, {"--output-weights", folder / "o.safetensors"}).find("than --weights"),
              std::string::npos);
    EXPECT_NE(message_of(folder / "o.safetensors", {}).find("than --output"), std::string::npos);
    EXPECT_NE(message_of(folder / "o.json", {"--bias", weights, "--output-weights", folder / "./w.safetensors"})
                  .find("than --"),
              std::string::npos);
}

TEST(Convert, KeepsABiasWithoutWeights) {
    const Folder folder;
    const std::string file = folder.write("layer.json", R"({"dialect": "wolfram", "type": "DeconvolutionLayer",
        "args": [2, [2]], "Input": [1, 3], "Biases": [5, 7]})");
    ASSERT_EQ(tconv({"convert", file, "--to", "torch", "-o", folder / "o.json"}).status, 0);
    EXPECT_EQ(read_safetensors(folder / "o.safetensors").at("bias").data, (std::vector<float>{5, 7}));
}

}  // namespace
}  // namespace tconv::test
