// The surroundings of the other tests: whether they would notice.
#include "tests/memory/guarded.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/memory/fault.h"

namespace tconv::test {
namespace {

/// Touches byte `offset` of the array; where that was, or empty where it went well.
std::string place_of_fault(const Guarded &array, ptrdiff_t offset, bool write) {
    volatile char *byte = static_cast<char *>(array.data()) + offset;
    const auto fault = fault_in([&] {
        const char value = *byte;
        if (write) {
            *byte = value;
        }
    });
    return fault ? array.place_of(fault->address) : "";
}

TEST(Guarded, EndsAtAForbiddenPage) {
    const Guarded whole(256, Side::end), odd(250, Side::end);
    EXPECT_EQ(place_of_fault(whole, 255, true), "");
    EXPECT_EQ(place_of_fault(whole, 256, false), "0 bytes behind its end");
    EXPECT_EQ(place_of_fault(odd, 256, false), "6 bytes behind its end");
}

TEST(Guarded, BeginsAtAForbiddenPage) {
    const Guarded array(250, Side::begin);
    EXPECT_EQ(place_of_fault(array, 0, true), "");
    EXPECT_EQ(place_of_fault(array, -1, false), "1 bytes before its begin");
}

TEST(Guarded, HasNoByteThatAnEmptyArrayCouldUse) {
    EXPECT_EQ(place_of_fault(Guarded(0, Side::end), 0, false), "0 bytes behind its end");
    EXPECT_EQ(place_of_fault(Guarded(0, Side::begin), 0, false), "0 bytes behind its end");
}

TEST(Guarded, NoticesWritesIntoTheSlack) {
    for (const Side side : {Side::begin, Side::end}) {
        const Guarded array(std::vector<float>(15, 1.0f), side);
        EXPECT_TRUE(std::isnan(array.floats()[15]));
        EXPECT_TRUE(array.intact());
        array.floats()[15] = 1.0f;
        EXPECT_FALSE(array.intact());
    }
}

TEST(Guarded, CanBeReadButNotWrittenAsAnInput) {
    Guarded array(std::vector<float>(16, 1.0f), Side::end);
    array.make_read_only();
    EXPECT_EQ(place_of_fault(array, 8, false), "");
    EXPECT_EQ(place_of_fault(array, 8, true), "byte 8");
}

}  // namespace
}  // namespace tconv::test
