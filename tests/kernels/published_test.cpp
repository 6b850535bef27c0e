// Outputs that other systems publish, from kernels of every instruction set, exactly.
#include "tests/kernels/expect_right.h"
#include "tests/kernels/onnx_vectors.h"

namespace tconv::test {
namespace {

void expect_exact(const std::vector<oracle::Vector> &vectors) {
    std::vector<KernelCase> cases;
    for (const std::string &set : instruction_sets_to_try()) {
        for (const oracle::Vector &vector : vectors) {
            cases.push_back({vector.call.problem, set, std::nullopt, 1, false, vector});
        }
    }
    expect_right(cases);
}

TEST(Published, VectorsOfTheSemantics) { expect_exact(oracle::vectors()); }

TEST(Published, OnnxNodeTests) {
    const std::vector<oracle::Vector> vectors = onnx_vectors();
    EXPECT_GE(vectors.size(), 10u) << "libonnx-testdata 1.12 has 10";
    expect_exact(vectors);
}

}  // namespace
}  // namespace tconv::test
