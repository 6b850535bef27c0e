// Keys of a layer object: which may be given.
#include "runtime/dialects/fields.h"

#include <gtest/gtest.h>

namespace tconv::test {
namespace {

using nlohmann::json;

TEST(Fields, ReadOnlyKeysAreNeitherTakenNorOffered) {
    const std::vector<Key> keys = {{"Size", "a whole number", nullptr, ""},
                                   {"Mode", "Size says it", "", "", nullptr, true}};
    const auto refusal = [&](const json &object) {
        try {
            Fields(object, keys);
            return std::string();
        } catch (const Error &error) {
            return std::string(error.what());
        }
    };
    EXPECT_EQ(refusal({{"Size", 1}}), "");
    EXPECT_EQ(refusal({{"Mode", "same"}}), "Mode is \"same\": must be left out, as it is read-only: Size says it");
    EXPECT_EQ(refusal({{"Sice", 1}}), "key \"Sice\" is not known (its value is 1): must be one of Size");
}

}  // namespace
}  // namespace tconv::test
