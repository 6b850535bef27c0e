// tconv inspect --explain and --svg: text, JSON and a picture, without a compiled kernel.
#include <gtest/gtest.h>

#include <filesystem>

#include <nlohmann/json.hpp>

#include "generators/cli/files.h"
#include "generators/cli/request.h"
#include "tests/cli/program.h"

namespace tconv::test {
namespace {

using nlohmann::json;

constexpr const char *kSame = R"({"dialect": "matlab", "type": "transposedConv2dLayer", "args": [3, 8], "Stride": 2,
    "Cropping": "same", "InputSize": [4, null, 3]})";

TEST(Explain, SaysWhatHappensToEachAxis) {
    const Folder folder;
    const Outcome outcome =
        tconv({"inspect", folder.write("layer.json", kSame), "--explain"}, {{"XDG_CACHE_HOME", folder / "cache"}});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "");
    EXPECT_EQ(outcome.out.rfind("transposed_conv: input [1, 4, any, 3], output [1, 8, any, 8]\n\naxis y\n", 0), 0u)
        << outcome.out;
    for (const char *part :
         {"output = InputSize * Stride = 4 * 2 = 8\n", "input 3, tap 2.", "axis x\n", "as an example"}) {
        EXPECT_NE(outcome.out.find(part), std::string::npos) << part << " is not in\n" << outcome.out;
    }
    EXPECT_FALSE(std::filesystem::exists(folder / "cache")) << "nothing was compiled";
}

TEST(Explain, AsJson) {
    const Folder folder;
    const std::string layer = folder.write("layer.json", kSame), svg = folder / "layer.svg";
    const Outcome outcome = tconv({"inspect", layer, "--explain", "--json", "--svg", svg});
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "");
    const json report = json::parse(outcome.out);
    EXPECT_EQ(report["dialect"], "matlab");
    EXPECT_EQ(report["output_shape"], json({1, 8, nullptr, 8}));
    EXPECT_EQ(report["svg"], svg);
    const json &axis = report["axes"][0];
    EXPECT_EQ(axis["name"], "axis y");
    EXPECT_EQ(axis["example"], false);
    EXPECT_EQ(axis["rule"]["name"], "Cropping 'same'");
    EXPECT_EQ(axis["rule"]["steps"][1],
              json({{"name", "output"}, {"formula", "InputSize * Stride"}, {"numbers", "4 * 2"}, {"value", 8}}));
    EXPECT_EQ(axis["cells"].size(), 9u);
    EXPECT_EQ(axis["cells"][8],
              json({{"cell", 8}, {"kind", "cropped"}, {"output", nullptr}, {"phase", 0}, {"taps", 1}}));
    EXPECT_EQ(axis["inputs"][3]["taps"][2], json({{"tap", 2}, {"cell", 8}}));
    EXPECT_EQ(axis["pairs_cropped"], 1);
    EXPECT_EQ(report["axes"][1]["example"], true);
    EXPECT_EQ(read_file(svg).rfind("<svg ", 0), 0u);
}

TEST(Explain, APictureThatCannotBeWrittenIsNamed) {
    const Folder folder;
    const std::string layer = folder.write("layer.json", kSame);
    const Outcome outcome = tconv({"inspect", layer, "--svg", folder / "none/layer.svg"});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_TRUE(is_one_line(outcome.err));
    EXPECT_EQ(outcome.err.rfind("tconv: error: --svg is '", 0), 0u) << outcome.err;
    EXPECT_EQ(outcome.out, "");
}

TEST(Warnings, AreLinesOnStandardError) {
    Layer layer;
    layer.warnings = {"'Cropping' property is deprecated", "two\nlines"};
    testing::internal::CaptureStderr();
    print_warnings(layer);
    EXPECT_EQ(testing::internal::GetCapturedStderr(),
              "tconv: warning: 'Cropping' property is deprecated\ntconv: warning: two\\nlines\n");
}

}  // namespace
}  // namespace tconv::test
