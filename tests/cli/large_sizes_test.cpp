// Layers at the limits of 32 bits: each compiles, or is refused in a sentence that says what of it is too large. (The numbers that
// are legal are those of tests/core/problem_test.cpp.)
#include <gtest/gtest.h>

#include "tests/cli/program.h"

namespace tconv::test {
namespace {

/// Keys of a layer with one channel and one filter, unless they say otherwise.
const char *const kLayers[] = {
    // The largest axes, and one more.
    R"("kernel_size": [1], "input_size": [2147482623])",
    R"("kernel_size": [1], "input_size": [2147482624])",
    R"("kernel_size": [1], "input_size": [2147482623], "layout": "channels_first")",
    R"("kernel_size": [4], "stride": 2, "input_size": [1073740798])",
    R"("kernel_size": [3], "stride": 65536, "input_size": [31743])",
    R"("kernel_size": [3, 3], "input_size": [1, 2147482621], "output_size": [1, 2147482623])",
    // Odd sizes whose rows are cut for several tasks.
    R"("kernel_size": [1], "input_size": [2147481548])",
    R"("kernel_size": [3], "input_size": [1073742124])",
    // Outputs that are almost all bias.
    R"("kernel_size": [3], "input_size": [4], "output_size": [2147482623])",
    R"("kernel_size": [3], "input_size": [4], "output_size": [2147483647])",
    R"("kernel_size": [3], "input_size": [4], "crop": [[-2147482617, 0]])",
    R"("kernel_size": [3], "input_size": [4], "crop": [[2147483647, 0]], "output_size": [100])",
    R"("kernel_size": [3], "stride": 3, "dilation": 1000000000, "input_size": [1], "crop": [[-2000000000, 2000000000]])",
    // Large kernels.
    R"("kernel_size": [3], "dilation": 1073741311, "input_size": [1])",
    R"("kernel_size": [3], "dilation": 1073741312, "input_size": [1])",
    // Open sizes.
    R"("kernel_size": [2], "dilation": 2147482622, "input_size": [null])",
    R"("kernel_size": [2], "dilation": 2147483646, "input_size": [null])",
    R"("kernel_size": [3], "input_size": [null], "output_size": [2147482623])",
    R"("kernel_size": [3], "input_size": [null], "output_size": [2147483647])",
    R"("kernel_size": [3], "input_size": [null], "crop": [[2147482622, 0]])",
    R"("kernel_size": [3], "input_size": [null], "crop": [[2147482523, 0]], "output_size": [100])",
    R"("kernel_size": [3], "input_size": [null], "crop": [[2147483647, 0]], "output_size": [100])",
    R"("kernel_size": [3], "input_size": [null], "crop": [[-2147482620, 0]])",
    R"("kernel_size": [3], "input_size": [null], "crop": [[-2147483647, -2147483647]])",
    // Copies of the input, and sums, that are larger than the arrays.
    R"("kernel_size": [3], "channels": 3, "input_size": [715827879])",
    R"("kernel_size": [3], "channels": 64, "filters": 64, "groups": 64, "input_size": [100], "output_size": [33554431])",
    R"("kernel_size": [4], "channels": 5, "filters": 5, "stride": 2, "input_size": [100], "output_size": [429496729])",
    R"("kernel_size": [4], "batch": 268435456, "input_size": [1])",
};

TEST(LargeSizes, CompileOrAreRefusedWithTheReason) {
    const Folder folder;
    for (const std::string keys : kLayers) {
        std::string layer = R"({"name": "large", )" + keys;
        for (const char *key : {"channels", "filters"}) {
            layer += keys.find(key) == std::string::npos ? ", \"" + std::string(key) + "\": 1" : "";
        }
        const Outcome outcome = tconv({"compile", folder.write("large.json", layer + "}"), "-o", folder / "out",
                                       "--target", "x86-64-linux-avx2"});
        if (outcome.status == 0) {
            continue;
        }
        EXPECT_EQ(outcome.status, 1) << keys;
        EXPECT_EQ(outcome.err.find("internal error"), std::string::npos) << keys << ": " << outcome.err;
        const bool says_why = outcome.err.find("must be ") != std::string::npos ||
                              outcome.err.find("sizes are too large") != std::string::npos;
        EXPECT_TRUE(says_why) << keys << ": " << outcome.err;
    }
}

}  // namespace
}  // namespace tconv::test
