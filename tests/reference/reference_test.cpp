// docs/dialects.md says what the code does: the file is the page, its examples are layers, its defaults are the defaults.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include <nlohmann/json.hpp>

#include "docs/reference/page.h"
#include "runtime/dialects/dialect.h"
#include "tests/dialects/random_layer.h"

namespace tconv::test {
namespace {

using nlohmann::json;

TEST(Reference, TheFileIsThePage) {
    std::ifstream file(TCONV_SOURCE "/docs/dialects.md", std::ios::binary);
    ASSERT_TRUE(file) << "docs/dialects.md cannot be read";
    std::ostringstream text;
    text << file.rdbuf();
    EXPECT_TRUE(text.str() == dialects_page()) << "docs/dialects.md is not what the tables say: build the target docs";
}

TEST(Reference, EveryDialectHasAnExampleThatIsALayer) {
    for (const Dialect *dialect : dialects()) {
        const auto is_its = [&](const DialectExample &example) {
            return std::string(example.dialect) == dialect->name;
        };
        const auto &examples = dialect_examples();
        const auto found = std::find_if(examples.begin(), examples.end(), is_its);
        ASSERT_NE(found, examples.end()) << dialect->name;
        EXPECT_EQ(parse_layer(found->json, "example").dialect, dialect->name);
    }
}

TEST(Reference, TheComparedLayersHaveTheKernelAndTheStrideOfTheirQuestion) {
    for (const Comparison &comparison : comparisons()) {
        for (const Comparison::Answer &answer : comparison.answers) {
            const Axis axis = parse_layer(answer.json, answer.words).problem.axes.back();
            EXPECT_EQ(std::string(comparison.question)
                          .rfind("Kernel " + std::to_string(axis.kernel) + ", stride " + std::to_string(axis.stride) +
                                     ", an input of " + std::to_string(axis.input),
                                 0),
                      0u)
                << answer.words;
        }
    }
}

/// A file with little more than must be there.
json least_file(const Dialect &dialect, const LayerType &type) {
    const json kernel = std::vector<int>(static_cast<size_t>(type.rank == 0 ? 1 : type.rank), 3);
    const json files = {
        {"native", {{"name", "a"}, {"channels", 2}, {"filters", 2}, {"kernel_size", kernel}, {"input_size", 4}}},
        {"matlab", {{"FilterSize", kernel}, {"NumFilters", 2}, {"channels", 2}}},
        {"onnx", {{"channels", 2}, {"filters", 2}, {"kernel_shape", kernel}}},
        {"torch", {{"in_channels", 2}, {"out_channels", 2}, {"kernel_size", kernel}}},
        {"keras", {{"filters", 2}, {"kernel_size", kernel}, {"channels", 2}}},
        {"cntk", {{"filter_shape", kernel}, {"channels", 2}}},
        {"wolfram", {{"n", 2}, {"sz", kernel}, {"channels", 2}}}};
    json file = files.at(dialect.name);
    if (dialect.name != std::string(kNativeDialect)) {
        file.update({{"dialect", dialect.name}, {"type", type.name}});
    }
    return file;
}

std::string described(const Layer &layer) {
    std::string text = layer.name + " " + key(layer.problem);
    for (const Property &property : layer.properties) {
        text += "\n" + property.name + " " + property.json;
    }
    return text;
}

template <typename Check>
void for_every_key(Check check) {
    for (const Dialect *dialect : dialects()) {
        for (const LayerType &type : dialect->types) {
            for (const Key &key : *type.keys) {
                SCOPED_TRACE(std::string(dialect->name) + " " + type.name + " " + key.name);
                check(least_file(*dialect, type), key);
            }
        }
    }
}

TEST(Reference, WhatMustBeGivenMustBeGiven) {
    for_every_key([](json file, const Key &key) {
        if (key.otherwise == nullptr && std::string(key.name) != "dialect") {
            ASSERT_TRUE(file.contains(key.name));
            file.erase(key.name);
            EXPECT_THROW(parse_layer(file.dump(), ""), Error);
        }
    });
}

TEST(Reference, DefaultsAreTheDefaults) {
    for_every_key([](json file, const Key &key) {
        if (key.otherwise == nullptr || key.read_only || !json::accept(key.otherwise) || file.contains(key.name)) {
            return;
        }
        const std::string without = described(parse_layer(file.dump(), ""));
        file[key.name] = json::parse(key.otherwise);
        EXPECT_EQ(described(parse_layer(file.dump(), "")), without);
    });
}

TEST(Reference, EveryKeySaysSomething) {
    for_every_key([](const json &, const Key &key) {
        EXPECT_NE(std::string(key.means), "");
        EXPECT_NE(std::string(key.allowed), "");
    });
}

/// A key that `lower` forgets would be taken whatever it says.
TEST(Reference, NoKeyTakesWhatIsNoValueOfAnyKey) {
    for_every_key([](json file, const Key &key) {
        file[key.name] = {{"no", "value"}};
        EXPECT_THROW(parse_layer(file.dump(), ""), Error);
    });
}

/// Random layers are read, written, read again and converted (tests/dialects/round_trip_test.cpp): no key may be missing there. One has
/// each of its keys with a probability of a quarter or more.
TEST(Reference, EveryKeyThatCanBeSetIsInARandomLayerOrInTheExample) {
    constexpr unsigned kLayers = 200;
    for (const Dialect *dialect : dialects()) {
        std::set<std::string> tried;
        const auto add_keys_of = [&](const std::string &text) {
            const json file = json::parse(text);
            for (const auto &item : file.items()) {
                tried.insert(item.key());
            }
        };
        for (unsigned seed = 0; seed < kLayers; ++seed) {
            add_keys_of(random_layer(dialect->name, seed, false));
        }
        for (const DialectExample &example : dialect_examples()) {
            if (std::string(example.dialect) == dialect->name) {
                add_keys_of(example.json);
            }
        }
        for (const LayerType &type : dialect->types) {
            for (const Key &key : *type.keys) {
                EXPECT_TRUE(key.read_only || tried.count(key.name) == 1)
                    << dialect->name << " " << type.name << ": " << key.name;
            }
        }
    }
}

}  // namespace
}  // namespace tconv::test
