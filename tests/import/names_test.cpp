// Names of layers.
#include <gtest/gtest.h>

#include "generators/import/layer_names.h"
#include "tests/import/test_model.h"

namespace tconv::test {
namespace {

TEST(ImportNames, AreIdentifiers) {
    const std::pair<const char *, const char *> rows[] = {
        {"up", "up"},
        {"/decoder/up.1/ConvTranspose", "decoder_up_1_ConvTranspose"},
        {"__x__", "x"},
        {"1x1", "layer_1x1"},
        {"while", "layer_while"},
        {"math", "layer_math"},
        {"tconv_up", "layer_tconv_up"},
        {"", "conv_transpose"},
        {"\xe4\xb8\x8a\n", "conv_transpose"},
    };
    for (const auto &[name, expected] : rows) {
        EXPECT_EQ(LayerNames().make(name), expected) << name;
    }
    const std::string longest = LayerNames().make(std::string(100, 'a') + ".end");
    EXPECT_EQ(longest, std::string(52, 'a') + "_end");
}

TEST(ImportNames, AreUniqueInUpperCaseToo) {
    LayerNames names;
    EXPECT_EQ(names.make("up"), "up");
    EXPECT_EQ(names.make("up"), "up_2");
    EXPECT_EQ(names.make("Up"), "Up_3");
    EXPECT_EQ(names.make("up_2"), "up_2_2");
}

TEST(ImportNames, ANodeWithoutNameHasItsOutputs) {
    TestModel model = small_model();
    up_of(model).clear_name();
    up_of(model).set_output(0, "scores:0");
    EXPECT_EQ(model.layer().layer.name, "scores_0");
}

}  // namespace
}  // namespace tconv::test
