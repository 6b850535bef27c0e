// Formulas of size rules: their values, and how they look with numbers.
#include "runtime/explain/formula.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace tconv::test {
namespace {

const Numbers kNumbers = {{"I", 4}, {"s", 2}, {"crop.begin", -3}, {"max", 9}};

TEST(Formula, Values) {
    const struct {
        const char *formula;
        int64_t value;
    } rows[] = {
        {"7", 7},
        {"I", 4},
        {"(I - 1) * s + 3", 9},
        {"I - 1 - 1", 2},
        {"I - (1 - 1)", 4},
        {"2 * I mod 3", 2},
        {"5 + 7 mod 2", 6},
        {"crop.begin + 1", -2},
        {"floor(crop.begin / 2)", -2},
        {"ceil(crop.begin / 2)", -1},
        {"floor(7 / 2)", 3},
        {"ceil(7 / 2)", 4},
        {"max(0, crop.begin)", 0},
        {"min(I, s)", 2},
        {"max(0, floor((I + 1) / s)) - 1", 1},
    };
    for (const auto &row : rows) {
        EXPECT_EQ(evaluated(row.formula, kNumbers), row.value) << row.formula;
    }
}

TEST(Formula, WithNumbers) {
    EXPECT_EQ(with_numbers("(I - 1) * s + 30", kNumbers), "(4 - 1) * 2 + 30");
    EXPECT_EQ(with_numbers("I - crop.begin", kNumbers), "4 - (-3)");
    EXPECT_EQ(with_numbers("crop.begin", kNumbers), "-3");
    EXPECT_EQ(with_numbers("max(0, I mod s)", kNumbers), "max(0, 4 mod 2)");
}

TEST(Formula, WhatIsNoneIsABug) {
    for (const char *text : {"", "I +", "(I", "unknown", "floor(I)", "I I"}) {
        EXPECT_THROW(evaluated(text, kNumbers), std::logic_error) << text;
    }
}

}  // namespace
}  // namespace tconv::test
