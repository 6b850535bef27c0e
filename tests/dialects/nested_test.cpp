// Arrays that stand in layer files as lists of lists.
#include "runtime/dialects/nested.h"

#include <gtest/gtest.h>

#include "runtime/dialects/shared.h"

namespace tconv::test {
namespace {

using nlohmann::json;

std::string refusal(const char *text) {
    try {
        nested_array("w", json::parse(text));
        return "";
    } catch (const Error &error) {
        return error.what();
    }
}

TEST(Nested, ListsBecomeArraysInCOrder) {
    const Array array = nested_array("w", json::parse("[[[1, 2.5]], [[3, -4]], [[0, 1e3]]]"));
    EXPECT_EQ(array.shape, (std::vector<int64_t>{3, 1, 2}));
    EXPECT_EQ(array.data, (std::vector<float>{1, 2.5f, 3, -4, 0, 1000}));
    EXPECT_EQ(nested_array("w", 7).shape, std::vector<int64_t>{});
    EXPECT_EQ(nested_array("w", json::parse("[[], []]")).shape, (std::vector<int64_t>{2, 0}));
}

TEST(Nested, ArraysBecomeListsAgain) {
    const json lists = json::parse("[[[1, 2.5]], [[3, -4]], [[0, 1e3]]]");
    EXPECT_EQ(nested_lists(nested_array("w", lists)), lists);
    EXPECT_EQ(nested_lists({{2, 0}, {}}), json::parse("[[], []]"));
}

TEST(Nested, RaggedListsAndOtherThingsAreRefusedWhereTheyStand) {
    EXPECT_EQ(refusal("[[1, 2], [3]]"), "w[1] is [3]: must be a list of 2, as the first of its neighbours");
    EXPECT_EQ(refusal("[[1], 2]"), "w[1] is 2: must be a list of 1, as the first of its neighbours");
    EXPECT_EQ(refusal("[1, [2]]"), "w[1] is [2]: must be a number that float32 holds");
    EXPECT_EQ(refusal("[[1, null]]"), "w[0][1] is null: must be a number that float32 holds");
    EXPECT_EQ(refusal("[1e39]"), "w[0] is 1e+39: must be a number that float32 holds");
    EXPECT_EQ(refusal("\"ones\""), "w is \"ones\": must be a number that float32 holds");
}

TEST(Nested, NamesBecomeIdentifiers) {
    EXPECT_EQ(as_identifier("block-1.up"), "block_1_up");
    EXPECT_EQ(as_identifier("2x"), "_2x");
    EXPECT_EQ(as_identifier(""), "");
}

}  // namespace
}  // namespace tconv::test
