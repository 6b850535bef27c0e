// tconv compile: three files or none.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <regex>

#include "tests/cli/layer_case.h"
#include "tests/cli/program.h"

namespace tconv::test {
namespace {

const std::vector<std::string> kFiles = {"libsmall.a", "small.h", "small.json"};

TEST(Compile, WritesArchiveHeaderAndManifestAndTellsTheFacts) {
    const Folder folder;
    const std::string layer = folder.write("layer.json", kSmallLayer);
    const Outcome outcome = tconv({"compile", layer, "-o", folder / "new/out", "--json"});
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "");
    const nlohmann::json report = nlohmann::json::parse(outcome.out);
    EXPECT_EQ(report["name"], "small");
    EXPECT_EQ(report["target"], "x86-64-linux");
    EXPECT_EQ(report["built_in_weights"], false);
    EXPECT_GE(report["packed_bytes"], (4 * 6 * 16 + 6) * 4);
    EXPECT_GE(report["workspace_bytes"], 0);
    EXPECT_EQ(report["kernels"].size(), 3U);
    for (const char *kind : {"archive", "header", "manifest"}) {
        EXPECT_TRUE(std::filesystem::is_regular_file(report["files"][kind].get<std::string>())) << kind;
    }
    const nlohmann::json manifest = nlohmann::json::parse(read_text(report["files"]["manifest"].get<std::string>()));
    EXPECT_EQ(manifest["key"], report["key"]);

    // The same inputs give the same archive, byte for byte (interface.md, section 4); this time in words.
    const Outcome again = tconv({"compile", layer, "-o", folder / "again"});
    ASSERT_EQ(again.status, 0) << again.err;
    EXPECT_NE(again.out.find("libsmall.a"), std::string::npos);
    for (const std::string &file : kFiles) {
        EXPECT_EQ(read_text(folder / ("again/" + file)), read_text(folder / ("new/out/" + file))) << file;
    }
}

TEST(Compile, BuildsParametersIn) {
    const Folder folder;
    const LayerCase small(folder, kSmallLayer, {1, 5, 6, 4});
    const Outcome outcome = tconv({"compile", small.layer, "-o", folder / "out", "--weights", small.weights, "--bias",
                                   small.bias, "--target", "x86-64-linux-sse41", "--json"});
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(nlohmann::json::parse(outcome.out)["built_in_weights"], true);
}

TEST(Compile, LeavesNothingBehindWhereItFails) {
    const Folder folder;
    const LayerCase small(folder, kSmallLayer, {1, 5, 6, 4});
    const std::vector<std::string> before = folder.names();
    const std::string file = folder.write("a_file", "");
    const Arguments fails[] = {
        {"compile", small.layer, "-o", folder / "out", "--weights", small.bias},  // wrong shape
        {"compile", small.layer, "-o", folder / "out", "--weights", small.weights, "--bias",
         small.input},  // wrong shape
        {"compile", small.layer, "-o", folder / "out", "--weights", folder / "none.npy"},
        {"compile", small.layer, "-o", file + "/out"},
        {"compile", small.layer, "-o", file},
        {"compile", small.layer, "-o", "/proc/nothing/here"},
    };
    for (const Arguments &arguments : fails) {
        const Outcome outcome = tconv(arguments);
        EXPECT_EQ(outcome.status, 1) << testing::PrintToString(arguments);
        EXPECT_TRUE(is_one_line(outcome.err)) << outcome.err;
        EXPECT_EQ(outcome.out, "");
    }
    std::filesystem::remove(file);
    EXPECT_EQ(folder.names(), before);
}

TEST(Compile, ABiasForALayerWithoutOneIsAnError) {
    const Folder folder;
    const LayerCase with_bias(folder, kSmallLayer, {1, 5, 6, 4});
    const std::string layer = folder.write("no_bias.json", small_layer_with("bias", "false"));
    const Outcome outcome =
        tconv({"compile", layer, "-o", folder / "out", "--weights", with_bias.weights, "--bias", with_bias.bias});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_NE(outcome.err.find("bias"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(folder / "out"));
}

TEST(Compile, DoesNotTakeTheLayerFilesPlace) {
    const Folder folder;
    const std::string text = R"({"name": "here", "channels": 1, "filters": 1, "kernel_size": [2], "input_size": [3]})";
    const std::string file = folder.write("here.json", text);
    const Outcome outcome = tconv({"compile", file, "-o", folder / "."});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_NE(outcome.err.find("--output must be another folder"), std::string::npos) << outcome.err;
    EXPECT_EQ(read_text(file), text);
    EXPECT_EQ(tconv({"run", file, "--input", file, "--output", file, "--init", "he"}).status, 1);
    EXPECT_EQ(tconv({"inspect", file, "--svg", file}).status, 1);
    EXPECT_EQ(read_text(file), text);
}

/// CNTK's max_temp_mem_size_in_samples: a sample of this layer's input has 2 * 40 * 400 floats.
std::string bounded_layer(int samples) {
    return R"({"dialect": "cntk", "type": "ConvolutionTranspose", "args": [[5, 5], 3], "channels": 2, "pad": true,
               "input_size": [40, 400], "max_temp_mem_size_in_samples": )" +
           std::to_string(samples) + "}";
}

TEST(Compile, KeepsTheWorkspaceWithinTheBoundOfTheLayer) {
    const Folder folder;
    const auto workspace_of = [&](int samples) {
        const std::string file = folder.write("layer.json", bounded_layer(samples));
        const Outcome outcome = tconv({"compile", file, "-o", folder / "out", "--json"});
        EXPECT_EQ(outcome.status, 0) << outcome.err;
        return nlohmann::json::parse(outcome.out)["workspace_bytes"].get<int64_t>();
    };
    const int64_t free = workspace_of(0), sample = 2 * 40 * 400 * 4;
    EXPECT_GT(free, sample) << "this layer's default is to copy the input: the bound below would say nothing else";
    EXPECT_EQ(workspace_of(1000), free);
    EXPECT_LE(workspace_of(1), sample);
    const std::string file = folder.write("layer.json", R"({"dialect": "cntk", "type": "ConvolutionTranspose",
        "args": [[1, 39], 512], "channels": 64, "pad": true, "input_size": [1, 40], "max_temp_mem_size_in_samples": 1})");
    const Outcome outcome = tconv({"compile", file, "-o", folder / "out"});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_TRUE(std::regex_search(outcome.err,
                                  std::regex("max_workspace_bytes is 10240: must be [0-9]+ or more for this layer")))
        << outcome.err;
}

}  // namespace
}  // namespace tconv::test
