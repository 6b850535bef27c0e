// tconv inspect: every key that interface.md (section 3) promises, with its value.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/layer_case.h"
#include "tests/cli/program.h"

namespace tconv::test {
namespace {

using nlohmann::json;

json inspect(const std::string &layer) {
    const Outcome outcome = tconv({"inspect", layer, "--json"});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "");
    return json::parse(outcome.out);
}

TEST(Inspect, AFixedLayer) {
    const Folder folder;
    const json report = inspect(folder.write("layer.json", kSmallLayer));
    EXPECT_EQ(report["name"], "small");
    EXPECT_EQ(report["dialect"], "native");
    EXPECT_EQ(report["rank"], 2);
    EXPECT_EQ(report["channels"], 4);
    EXPECT_EQ(report["filters"], 6);
    EXPECT_EQ(report["groups"], 1);
    EXPECT_EQ(report["layout"], "channels_last");
    EXPECT_EQ(report["dtype"], "float32");
    EXPECT_EQ(report["input_shape"], json({1, 5, 6, 4}));
    EXPECT_EQ(report["output_shape"], json({1, 10, 12, 6}));
    EXPECT_EQ(report["weight_shape"], json({4, 6, 4, 4}));
    EXPECT_EQ(report["bias_shape"], json({6}));
    EXPECT_EQ(report["axes"][1], json({{"input", 6},
                                       {"kernel", 4},
                                       {"stride", 2},
                                       {"dilation", 1},
                                       {"crop_begin", 1},
                                       {"crop_end", 1},
                                       {"output", 12}}));
    // Of an axis' 4 taps, the first input's first and the last one's last are cropped: 4 I - 2 of 4 I remain.
    EXPECT_EQ(report["macs"], (4 * 5 - 2) * (4 * 6 - 2) * 4 * 6);
    EXPECT_EQ(report["phases"], json({{2, 2}, {2, 2}}));
    EXPECT_EQ(report["input_bytes"], 5 * 6 * 4 * 4);
    EXPECT_EQ(report["algorithm"], "direct");
    EXPECT_TRUE(report["key"].is_string());
    EXPECT_TRUE(report["schedule"].is_object());
    EXPECT_TRUE(report["properties"].is_object());
    EXPECT_GT(report["packed_bytes"], 0);
    EXPECT_GE(report["workspace_bytes"], 0);
    EXPECT_GT(report["code_bytes"], 0);
}

TEST(Inspect, WhatIsOpenIsNull) {
    const Folder folder;
    const json report = inspect(folder.write("layer.json", R"({"name": "open", "channels": 2, "filters": 3, "groups": 1,
        "kernel_size": [3, 1], "stride": [1, 2], "bias": false, "layout": "channels_first", 
        "input_size": [null, 4], "batch": null})"));
    EXPECT_EQ(report["input_shape"], json({nullptr, 2, nullptr, 4}));
    EXPECT_EQ(report["output_shape"], json({nullptr, 3, nullptr, 7}));
    EXPECT_EQ(report["axes"][0]["input"], nullptr);
    EXPECT_EQ(report["axes"][0]["output"], nullptr);
    EXPECT_EQ(report["axes"][0]["crop_end"], 0);
    EXPECT_EQ(report["bias_shape"], nullptr);
    EXPECT_EQ(report["macs"], nullptr);
    EXPECT_EQ(report["phases"], json({{3}, {1, 0}}));
    EXPECT_EQ(report["workspace_bytes"], nullptr);
    EXPECT_EQ(report["input_bytes"], nullptr);
}

TEST(Inspect, NeedsNoLinker) {
    const Folder folder;
    const Outcome outcome = tconv({"inspect", folder.write("layer.json", kSmallLayer)},
                                  {{"PATH", "/nonexistent"}, {"XDG_CACHE_HOME", folder / "cache"}});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
}

TEST(Inspect, InWords) {
    const Folder folder;
    const Outcome outcome = tconv({"inspect", folder.write("layer.json", kSmallLayer)});
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    for (const char *part : {"multiply-adds", "2 phases: 2 taps each", "workspace", "[1, 10, 12, 6]", "KiB"}) {
        EXPECT_NE(outcome.out.find(part), std::string::npos) << part << " is not in\n" << outcome.out;
    }
}

TEST(Inspect, ALayerOfMatlabIsShownAsMatlabDoes) {
    const Folder folder;
    const std::string layer =
        folder.write("layer.json", R"({"dialect": "matlab", "type": "transposedConv3dLayer", "args": [2, 3],
                                       "InputSize": [2, 3, 4, 2]})");
    const Outcome outcome = tconv({"inspect", layer});
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(outcome.out.rfind("  TransposedConvolution3DLayer with properties:\n", 0), 0u) << outcome.out;
    EXPECT_NE(outcome.out.find("    CroppingSize: [2x3 double]\n"), std::string::npos) << outcome.out;
    const json report = inspect(layer);
    EXPECT_EQ(report["dialect"], "matlab");
    EXPECT_EQ(report["weight_shape"], json({2, 2, 2, 3, 2}));
    EXPECT_EQ(report["bias_shape"], json({1, 1, 1, 3}));
    EXPECT_EQ(report["properties"]["CroppingSize"], json({{0, 0, 0}, {0, 0, 0}}));
}

}  // namespace
}  // namespace tconv::test
