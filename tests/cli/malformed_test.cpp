// Files that no program wrote on purpose: each gives status 1 and one line, and nothing is written.
#include <gtest/gtest.h>

#include "tests/cli/layer_case.h"
#include "tests/cli/program.h"
#include "tests/malformed/malformed.h"

namespace tconv::test {
namespace {

class MalformedTest : public testing::Test {
protected:
    void expect_refused(const Arguments &arguments, const std::string &name) {
        const std::vector<std::string> before = folder_.names();
        const Outcome outcome = tconv(arguments);
        EXPECT_EQ(outcome.status, 1) << name << outcome.err;
        EXPECT_EQ(outcome.err.rfind("tconv: error: ", 0), 0U) << name << ": " << outcome.err;
        EXPECT_TRUE(is_one_line(outcome.err)) << name << ": " << outcome.err;
        EXPECT_EQ(outcome.out, "") << name;
        EXPECT_EQ(folder_.names(), before) << name;
    }

    const Folder folder_;
};

TEST_F(MalformedTest, Layers) {
    for (const malformed::File &file : malformed::layers()) {
        const std::string path = folder_.write("bad.json", file.bytes);
        expect_refused({"compile", path, "-o", folder_ / "out"}, file.name);
        expect_refused({"inspect", path, "--json"}, file.name);
    }
}

TEST_F(MalformedTest, Inputs) {
    const LayerCase small(folder_, kSmallLayer, {1, 5, 6, 4});
    for (const malformed::File &file : malformed::npys()) {
        const std::string path = folder_.write("bad.npy", file.bytes);
        expect_refused({"run", small.layer, "--input", path, "--output", small.output, "--weights", small.weights},
                       file.name);
        expect_refused({"compile", small.layer, "-o", folder_ / "out", "--weights", path}, file.name);
    }
}

TEST_F(MalformedTest, Weights) {
    const LayerCase small(folder_, kSmallLayer, {1, 5, 6, 4});
    for (const malformed::File &file : malformed::safetensors()) {
        const std::string path = folder_.write("bad.safetensors", file.bytes);
        expect_refused({"run", small.layer, "--input", small.input, "--output", small.output, "--weights", path},
                       file.name);
    }
}

}  // namespace
}  // namespace tconv::test
