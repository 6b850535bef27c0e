// tconv init: what it writes, and that `run` takes it.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tconv/array.h"
#include "tconv/initializer.h"
#include "tests/cli/layer_case.h"
#include "tests/cli/program.h"

namespace tconv::test {
namespace {

TEST(Init, WritesWeightsAndBias) {
    const Folder folder;
    const std::string file = folder.write("small.json", kSmallLayer), output = folder / "w.safetensors";
    const Outcome outcome = tconv({"init", file, "-o", output, "--init", "he", "--seed", "7"});
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(outcome.out, output + "  weight float32 [4, 6, 4, 4]\n" + output + "  bias float32 [6]\n");
    const Layer layer = load_layer(file);
    const auto tensors = read_safetensors(output);
    ASSERT_EQ(tensors.size(), 2U);
    EXPECT_EQ(tensors.at("weight").shape, (std::vector<int64_t>{4, 6, 4, 4}));
    EXPECT_EQ(tensors.at("weight").data, initial_weights(layer, "he", 7).data);
    EXPECT_EQ(tensors.at("bias").data, std::vector<float>(6, 0.0F));
}

TEST(Init, TakesTheLayersOwnInitializerAndSeed0) {
    const Folder folder;
    const std::string file = folder.write("small.json", kSmallLayer), output = folder / "w.safetensors";
    ASSERT_EQ(tconv({"init", file, "-o", output}).status, 0);
    EXPECT_EQ(read_safetensors(output).at("weight").data, initial_weights(load_layer(file), "glorot", 0).data);
}

TEST(Init, WritesTheWeightsAloneAsNpy) {
    const Folder folder;
    const std::string file = folder.write("small.json", kSmallLayer), output = folder / "w.npy";
    const Outcome outcome = tconv({"init", file, "-o", output, "--seed", "3", "--json"});
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    const nlohmann::json report = nlohmann::json::parse(outcome.out);
    EXPECT_EQ(report["initializer"], "glorot");
    EXPECT_EQ(report["weight_shape"], nlohmann::json::parse("[4, 6, 4, 4]"));
    EXPECT_TRUE(report["bias_shape"].is_null());
    EXPECT_EQ(read_npy(output).data, initial_weights(load_layer(file), "glorot", 3).data);
}

TEST(Init, ALayerWithoutBiasGetsNone) {
    const Folder folder;
    const std::string file = folder.write("small.json", small_layer_with("bias", "false"));
    ASSERT_EQ(tconv({"init", file, "-o", folder / "w.safetensors"}).status, 0);
    EXPECT_EQ(read_safetensors(folder / "w.safetensors").size(), 1U);
}

TEST(Init, RunOnItsFileIsRunWithInit) {
    const Folder folder;
    const LayerCase small(folder, kSmallLayer, {1, 5, 6, 4});
    const std::string weights = folder / "w.safetensors", again = folder / "again.npy";
    ASSERT_EQ(tconv({"init", small.layer, "-o", weights, "--init", "he", "--seed", "7"}).status, 0);
    const Arguments run = {"run", small.layer, "--input", small.input, "--output"};
    Arguments from_file = run, by_rule = run;
    from_file.insert(from_file.end(), {small.output, "--weights", weights});
    by_rule.insert(by_rule.end(), {again, "--init", "he", "--seed", "7"});
    ASSERT_EQ(tconv(from_file).status, 0);
    ASSERT_EQ(tconv(by_rule).status, 0);
    EXPECT_EQ(read_npy(small.output).data, read_npy(again).data);
}

TEST(Init, WhatCannotBeWrittenIsAnErrorAndLeavesNothing) {
    const Folder folder;
    const std::string file = folder.write("small.json", kSmallLayer);
    const std::pair<std::string, std::string> rows[] = {
        {folder / "w.txt", "w.txt': must end in .npy or .safetensors"},
        {folder / "missing/w.npy", "there is no folder"},
        {folder.path(), "must name a file, not a folder"},
    };
    for (const auto &[output, message] : rows) {
        const Outcome outcome = tconv({"init", file, "-o", output});
        EXPECT_EQ(outcome.status, 1);
        EXPECT_NE(outcome.err.find(message), std::string::npos) << outcome.err;
    }
    EXPECT_EQ(folder.names(), std::vector<std::string>{"small.json"});
}

}  // namespace
}  // namespace tconv::test
