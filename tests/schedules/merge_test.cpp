// Joining tables: in any order, in any grouping, any number of times, the same table.
#include <gtest/gtest.h>

#include "tests/core/message.h"
#include "tests/schedules/random_table.h"

namespace tconv::test {
namespace {

constexpr uint64_t kTables = 80;

TEST(Merge, IsCommutativeAssociativeAndIdempotent) {
    for (uint64_t seed = 1; seed + 2 <= kTables; seed++) {
        const ScheduleTable a = draw_table(seed), b = draw_table(seed + 1), c = draw_table(seed + 2);
        EXPECT_EQ(text_of(merged(a, b)), text_of(merged(b, a))) << "seed " << seed;
        EXPECT_EQ(text_of(merged(merged(a, b), c)), text_of(merged(a, merged(b, c)))) << "seed " << seed;
        EXPECT_EQ(text_of(merged(a, a)), text_of(a)) << "seed " << seed;
        EXPECT_EQ(text_of(merged(merged(a, b), b)), text_of(merged(a, b))) << "seed " << seed;
    }
}

TEST(Merge, KeepsEveryProblemAndTheFasterEntry) {
    int both = 0;
    for (uint64_t seed = 1; seed <= kTables; seed++) {
        const ScheduleTable a = draw_table(seed), b = draw_table(seed + 1000), all = merged(a, b);
        for (const ScheduleTable *part : {&a, &b}) {
            for (const auto &[key, entry] : part->entries) {
                ASSERT_EQ(all.entries.count(key), 1U);
                const TableEntry &kept = all.entries.at(key);
                EXPECT_FALSE(is_better(entry, kept));
                if (entry.milliseconds > 0) {
                    EXPECT_GT(kept.milliseconds, 0);
                    EXPECT_LE(kept.milliseconds, entry.milliseconds);
                }
            }
        }
        both += static_cast<int>(a.entries.size() + b.entries.size() - all.entries.size());
    }
    EXPECT_GT(both, 50);  // otherwise the tables shared nothing, and this tested nothing
}

TEST(Merge, IsForOneTargetAndProcessor) {
    ScheduleTable a = draw_table(1), b = a;
    b.processor = "zen5";
    EXPECT_EQ(message_of([&] { merged(a, b); }),
              "tables for processors zen4 and zen5 cannot be one: a table is for one family of processors");
    b = ScheduleTable{"x86-64-linux-avx2", "zen4", {}, ""};
    EXPECT_EQ(message_of([&] { merged(a, b); }), "tables for targets x86-64-linux-avx512 and x86-64-linux-avx2 cannot "
                                                 "be one: a table is for one target");
}

}  // namespace
}  // namespace tconv::test
