// Layers compiled on the spot: from a dialect's constructor to numbers.
#include <gtest/gtest.h>

#include "generators/cli/library.h"
#include "schedules/target.h"
#include "tconv/matlab.h"
#include "tconv/wolfram.h"

namespace tconv::test {
namespace {

TEST(Bind, CompilesALayerAndRunsIt) {
    const Layer layer = wolfram::DeconvolutionLayer(
        2, {2}, {{"Stride", 2}, {"Input", {1, 3}}, {"Weights", {{{1, 2}, {3, 4}}}}, {"Biases", {10, 20}}});
    const BoundLayer bound = bind(layer, default_target().name);
    EXPECT_EQ(bound.forward(Array{{1, 1, 3}, {1, 2, 3}}).data,
              (std::vector<float>{11, 12, 12, 14, 13, 16, 23, 24, 26, 28, 29, 32}));
    const std::vector<Array> listed = bound.forward({Array{{1, 1, 3}, {0, 0, 0}}, Array{{1, 1, 3}, {1, 0, 0}}});
    EXPECT_EQ(listed[0].data, (std::vector<float>{10, 10, 10, 10, 10, 10, 20, 20, 20, 20, 20, 20}));
    EXPECT_EQ(listed[1].data, (std::vector<float>{11, 12, 10, 10, 10, 10, 23, 24, 20, 20, 20, 20}));
}

/// The library outlives everything but the layer that is bound to it, and survives a move.
TEST(Bind, KeepsTheLibrary) {
    const auto ones = [](const std::vector<int64_t> &size) { return Array{size, std::vector<float>(4, 1.0F)}; };
    BoundLayer bound =
        bind(matlab::transposedConv2dLayer(2, 1, {{"InputSize", {2, 2, 1}}, {"WeightsInitializer", ones}}),
             default_target().name);
    const BoundLayer moved = std::move(bound);
    EXPECT_EQ(moved.forward(Array{{1, 2, 2, 1}, {1, 2, 3, 4}}).data, (std::vector<float>{1, 3, 2, 4, 10, 6, 3, 7, 4}));
}

}  // namespace
}  // namespace tconv::test
