// Which schedule a kernel gets: exact problem, nearest one, rule.
#include "schedules/look_up.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "generators/cli/layer_table.h"
#include "schedules/fit.h"
#include "tests/core/message.h"
#include "tests/schedules/random_table.h"

namespace tconv::test {
namespace {

/// channels, filters and side are free; the rest is a k4 s2 layer of rank 2.
Problem layer(int64_t channels, int64_t filters, int64_t side) {
    const std::string axis = ",i" + std::to_string(side) + "k4s2d1b1o" + std::to_string(2 * side);
    return parse_key("f32,last,n1,c" + std::to_string(channels) + ",f" + std::to_string(filters) +
                     ",g1,bias,linear,fast" + axis + axis);
}

/// A legal schedule that the rule would not choose, told by its unroll_channels.
Schedule marked(int unroll, const Problem &problem) {
    DirectSchedule s = direct_by_rule(problem);
    s.unroll_channels = unroll;
    return s;
}
int mark_of(const Schedule &schedule) { return std::get<DirectSchedule>(schedule).unroll_channels; }

void put(ScheduleTable &table, const Problem &problem, int unroll, int threads = 1) {
    table.entries[{key(problem), threads}] = {marked(unroll, problem), 1, 1, 1, Effort::measure};
}
ScheduleTable table_of(const std::string &processor) {
    ScheduleTable table;
    table.target = "x86-64-linux-avx512";
    table.processor = processor;
    return table;
}
ScheduleSources only(const std::vector<ScheduleTable> &tables, int threads = 1) {
    ScheduleSources sources;
    sources.tables = tables;
    sources.shipped = false;
    sources.threads = threads;
    return sources;
}

TEST(LookUp, ExactProblemsComeFirst) {
    ScheduleTable table = table_of("zen4");
    put(table, layer(256, 128, 16), 2);
    put(table, layer(256, 128, 17), 3);
    const auto found = look_up(layer(256, 128, 16), set_named("avx512"), only({table}));
    ASSERT_TRUE(found);
    EXPECT_EQ(mark_of(found->schedule), 2);
    EXPECT_EQ(found->from, "table zen4");
}

TEST(LookUp, ThenTheNearestOfTheSameClass) {
    ScheduleTable table = table_of("zen4");
    put(table, layer(256, 128, 16), 2);
    put(table, layer(64, 32, 16), 3);
    EXPECT_EQ(mark_of(look_up(layer(200, 128, 20), set_named("avx512"), only({table}))->schedule), 2);
    EXPECT_EQ(mark_of(look_up(layer(48, 32, 20), set_named("avx512"), only({table}))->schedule), 3);
    const auto found = look_up(layer(48, 32, 20), set_named("avx512"), only({table}));
    EXPECT_EQ(found->from, "table zen4, nearest " + key(layer(64, 32, 16)));
    // An activation is no other class, a kernel is.
    Problem other = layer(256, 128, 16);
    other.activation = Activation::relu;
    EXPECT_EQ(mark_of(look_up(other, set_named("avx512"), only({table}))->schedule), 2);
    for (Axis &axis : other.axes)
        axis = {axis.input, 3, 2, 1, 1, 1, axis.full(16) - 2};
    for (Axis &axis : other.axes)
        axis.set_output(31);
    EXPECT_FALSE(look_up(other, set_named("avx512"), only({table})));
}

TEST(LookUp, WhatIsFarIsLeftToTheRule) {
    ScheduleTable table = table_of("zen4");
    put(table, layer(16, 16, 16), 2);
    EXPECT_TRUE(look_up(layer(48, 16, 16), set_named("avx512"), only({table})));
    EXPECT_FALSE(look_up(layer(64, 16, 16), set_named("avx512"), only({table})));
    EXPECT_FALSE(look_up(layer(16, 16, 16), set_named("avx2"), only({table}))) << "another instruction set";
}

TEST(LookUp, PrefersTimesOfAsManyThreads) {
    ScheduleTable table = table_of("zen4");
    put(table, layer(64, 64, 16), 2, 1);
    put(table, layer(64, 64, 16), 3, 8);
    put(table, layer(64, 64, 16), 4, 32);
    const auto mark = [&](int threads) {
        return mark_of(look_up(layer(64, 64, 16), set_named("avx512"), only({table}, threads))->schedule);
    };
    EXPECT_EQ(mark(1), 2);
    EXPECT_EQ(mark(2), 3);
    EXPECT_EQ(mark(8), 3);
    EXPECT_EQ(mark(64), 4);
    EXPECT_EQ(mark_of(look_up(layer(64, 64, 17), set_named("avx512"), only({table}))->schedule), 2) << "nearest";
}

TEST(LookUp, TablesAreAskedInOrderExactOnesFirst) {
    ScheduleTable first = table_of("zen4"), second = table_of("zen5");
    put(first, layer(64, 64, 16), 2);
    put(second, layer(64, 64, 17), 3);
    put(second, layer(64, 64, 16), 4);
    const auto mark = [&](int64_t side) {
        return mark_of(look_up(layer(64, 64, side), set_named("avx512"), only({first, second}))->schedule);
    };
    EXPECT_EQ(mark(16), 2) << "both are exact";
    EXPECT_EQ(mark(17), 3) << "exact before near";
    EXPECT_EQ(mark(18), 2) << "near in the first before nearer in the second";
}

TEST(Distance, IsSymmetricAndNothingForTheSame) {
    for (uint64_t seed = 1; seed <= 300; seed++) {
        const Problem a = draw_problem(seed), b = draw_problem(seed + 300);
        EXPECT_EQ(distance(a, a), 0.0);
        EXPECT_EQ(distance(a, b), distance(b, a));
    }
}

/// Tables of random schedules of random layers: whatever comes out is legal, for all sets, with one packing.
TEST(Choice, IsLegalForAnyProblemAndTable) {
    constexpr uint64_t kProblems = 1200;
    int found = 0;
    for (uint64_t seed = 1; seed <= kProblems; seed++) {
        // The table's layers are variants of the problem, so that they are near.
        Random random(seed);
        const Problem problem = draw_problem(seed);
        ScheduleTable table = table_of("zen4");
        for (int i = 0; i < 4; i++) {
            Problem near = problem;
            near.channels = problem.groups * random.in(1, 64);
            near.filters = problem.groups * random.in(1, 64);
            near.batch = random.in(1, 3);
            table.entries[{key(near), 1}] = {draw_schedule(near, table.set(), random), 1, 1, 1, Effort::measure};
        }
        const Target &target = default_target();
        const std::vector<Choice> choices = choose_schedules(problem, target, {}, only({table}));
        ASSERT_EQ(choices.size(), target.sets.size());
        for (size_t i = 0; i < choices.size(); i++) {
            EXPECT_TRUE(is_legal(choices[i].schedule, problem, *target.sets[i]))
                << key(problem) << " " << to_json(choices[i].schedule);
            EXPECT_EQ(packing_of(choices[i].schedule), packing_of(choices.front().schedule));
            found += choices[i].from.starts_with("table") ? 1 : 0;
        }
    }
    EXPECT_GT(found, 300);
}

TEST(Choice, WithoutTablesIsTheRules) {
    for (uint64_t seed = 1; seed <= 300; seed++) {
        const Problem problem = draw_problem(seed);
        const std::vector<Choice> choices = choose_schedules(problem, default_target(), {}, only({}));
        for (size_t i = 0; i < choices.size(); i++) {
            EXPECT_EQ(choices[i].schedule, default_schedule(problem, default_target(), *default_target().sets[i]));
            EXPECT_EQ(choices[i].from, "rule");
        }
    }
}

TEST(Choice, TablesForOtherTargetsAreRefused) {
    EXPECT_EQ(message_of([] {
                  choose_schedules(layer(16, 16, 16), find_target("x86-64-linux-avx2"), {}, only({table_of("zen4")}));
              }),
              "table zen4 is for target x86-64-linux-avx512: target x86-64-linux-avx2 has no such "
              "instruction set");
}

TEST(Shipped, TablesAreReadAsTheyAreWritten) {
    ASSERT_FALSE(shipped_tables().empty());
    for (const ScheduleTable &table : shipped_tables())
        EXPECT_EQ(table_from_text(text_of(table)), table);
}

TEST(Shipped, TheDefaultProcessorsTableHasTheBenchmarksLayers) {
    const auto is_default = [](const ScheduleTable &table) { return table.processor == kDefaultProcessor; };
    ASSERT_NE(std::ranges::count_if(shipped_tables(), is_default), 0);
    const std::string exactly = std::string("table ") + kDefaultProcessor;
    int found = 0;
    for (const TableLayer &layer : read_layer_table(TCONV_LAYER_TABLE)) {
        const std::optional<Choice> choice = look_up(layer.problem, set_named("avx512"), ScheduleSources());
        found += choice && choice->from == exactly ? 1 : 0;
    }
    EXPECT_GE(found, 20);
}

}  // namespace
}  // namespace tconv::test
