// tconv verify: kernels against references.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/layer_case.h"
#include "tests/cli/program.h"

namespace tconv::test {
namespace {

TEST(Verify, RightLayersAreStatus0WithALineEach) {
    const Folder folder;
    const std::string fixed = folder.write("fixed.json", kSmallLayer);
    const std::string open =
        folder.write("open.json", R"({"name": "open", "channels": 3, "filters": 2, "kernel_size": [3],
        "stride": 2, "crop": [[2, 2]], "input_size": [null], "batch": null, "activation": "tanh"})");
    const Outcome outcome = tconv({"verify", fixed, open});
    EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
    EXPECT_EQ(outcome.out.rfind(fixed + "  verifying", 0), 0U) << "the first line comes before the work";
    EXPECT_NE(outcome.out.find("fixed.json  right"), std::string::npos) << outcome.out;
    EXPECT_NE(outcome.out.find("open.json  right"), std::string::npos) << outcome.out;

    const Outcome again = tconv({"verify", open, "--json", "--seed", "9"});
    ASSERT_EQ(again.status, 0) << again.err;
    const nlohmann::json report = nlohmann::json::parse(again.out);
    EXPECT_EQ(report["right"], true);
    EXPECT_EQ(report["seed"], 9);
    EXPECT_EQ(report["layers"][0]["name"], "open");
    EXPECT_GT(report["layers"][0]["calls"], 2) << "open sizes are tried with several values";
    EXPECT_LE(report["layers"][0]["largest_error_in_bounds"], 1.0);
}

}  // namespace
}  // namespace tconv::test
