// The words in which a layer file or --init states an initializer.
#include <gtest/gtest.h>

#include "tconv/initializer.h"
#include "tests/core/message.h"
#include "tests/initializer/layer_with.h"

namespace tconv {
namespace {

std::vector<float> weights(const std::string &dialect, const std::string &text, std::optional<uint64_t> seed = 1) {
    return initial_weights(layer_with(dialect, 4, 3, 1, {2, 2}), text, seed).data;
}

std::string refusal(const std::string &dialect, const std::string &text) {
    return message_of([&] { check_weight_initializer(dialect, text); });
}

TEST(InitializerWords, OneRuleHasSeveralSpellings) {
    const std::vector<float> expected = weights("keras", "he_normal");
    for (const char *text : {"HeNormal", "\"he_normal\"", R"({"class_name": "HeNormal"})",
                             R"({"class_name": "HeNormal", "config": {}})", R"({"name": "he_normal"})",
                             R"({"class_name": "HeNormal", "config": {"seed": null}, "module": "keras.initializers",
                                 "registered_name": null})"}) {
        EXPECT_EQ(weights("keras", text), expected) << text;
    }
    EXPECT_EQ(weights("keras", "uniform"), weights("keras", "random_uniform"));
    EXPECT_EQ(weights("wolfram", "he"), weights("wolfram", "Kaiming"));
    EXPECT_EQ(weights("torch", "xavier_normal_"), weights("torch", "xavier_normal"));
    EXPECT_EQ(weights("cntk", "0.5"), std::vector<float>(48, 0.5F));
    EXPECT_EQ(weights("keras", R"({"class_name": "Constant", "config": {"value": -2}})"),
              std::vector<float>(48, -2.0F));
}

TEST(InitializerWords, ASeedThatIsStatedHoldsUntilAnotherIsAskedFor) {
    const std::string seven = R"({"class_name": "HeNormal", "config": {"seed": 7}})";
    EXPECT_EQ(weights("keras", seven, std::nullopt), weights("keras", "he_normal", 7));
    EXPECT_EQ(weights("keras", seven, 8), weights("keras", "he_normal", 8));
    EXPECT_EQ(weights("keras", "he_normal", std::nullopt), weights("keras", "he_normal", 0));
}

TEST(InitializerWords, WhatCannotBeIsNamed) {
    const struct {
        const char *dialect, *text, *message;
    } rows[] = {
        {"keras", "HeNorma", "initializer is \"HeNorma\": must be one of zeros, ones, constant, random_normal, "},
        {"keras", "{\"class_name\": 4}", "class_name of the initializer is 4: must be a string"},
        {"keras", "{}", "initializer is {}: must be an object with \"class_name\" or \"name\""},
        {"keras", "[1, 2]", "initializer is [1, 2]: must be a name, a number, or an object"},
        {"keras", "{\"class_name\"", "not valid JSON"},
        {"keras", "1, \"b\": 2", "initializer is 1, \"b\": 2: must be a name, a number, or an object"},
        {"keras", "1e39", "initializer is 1e+39: must be a number that float32 holds"},
        {"keras", R"({"class_name": "HeNormal", "config": 3})",
         "config of initializer \"he_normal\" is 3: must be an object"},
        {"keras", R"({"class_name": "HeNormal", "configs": {}})",
         "key \"configs\" of initializer \"he_normal\" is not known: must be one of class_name, config, "},
        {"keras", R"({"class_name": "HeNormal", "config": {"scale": 2}})",
         "key \"scale\" of initializer \"he_normal\" is not known (its value is 2): must be one of seed"},
        {"keras", R"({"class_name": "Zeros", "config": {"seed": 2}})",
         "key \"seed\" of initializer \"zeros\" is not known (its value is 2): it has none"},
        {"keras", R"({"class_name": "HeNormal", "config": {"seed": -1}})",
         "seed of initializer \"he_normal\" is -1: must be a whole number from 0 to 2^64 - 1, or null"},
        {"keras", R"({"class_name": "VarianceScaling", "config": {"scale": 0}})",
         "scale of initializer \"variance_scaling\" is 0: must be a number above 0, up to 1e30"},
        {"keras", R"({"class_name": "VarianceScaling", "config": {"mode": "fan"}})",
         "mode of initializer \"variance_scaling\" is \"fan\": must be one of \"fan_in\", \"fan_out\", \"fan_avg\""},
        {"keras", R"({"class_name": "RandomNormal", "config": {"stddev": -1}})",
         "stddev of initializer \"random_normal\" is -1: must be a number from 0 to 1e30"},
        {"keras", R"({"class_name": "RandomUniform", "config": {"minval": 1}})",
         "the range of initializer \"random_uniform\" is 1.0 to 0.05: must be from a lower to a higher number"},
        {"cntk", "uniform", "scale of initializer \"uniform\" is missing: must be a number from 0 to 1e30"},
        {"torch", R"({"name": "kaiming_normal", "mode": "fan_avg"})",
         "mode of initializer \"kaiming_normal\" is \"fan_avg\": must be \"fan_in\" or \"fan_out\""},
        {"torch", "", "initializer is \"\": must be one of "},
    };
    for (const auto &row : rows) {
        EXPECT_EQ(refusal(row.dialect, row.text).rfind(row.message, 0), 0U)
            << row.text << " gives " << refusal(row.dialect, row.text);
    }
}

}  // namespace
}  // namespace tconv
