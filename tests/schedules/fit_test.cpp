// Schedules fitted to other layers and sets are legal, whatever they were made for.
#include <gtest/gtest.h>

#include "schedules/fit.h"
#include "tests/schedules/random_table.h"

namespace tconv::test {
namespace {

constexpr uint64_t kProblems = 1500;

TEST(Fitted, SchedulesAreLegalForAnyProblemAndSet) {
    int64_t fits = 0;
    for (uint64_t seed = 1; seed <= kProblems; seed++) {
        Random random(seed);
        const Problem from = draw_problem(seed), to = draw_problem(seed + 10'000);
        const Schedule schedule = draw_schedule(from, set_named("avx512"), random);
        for (const InstructionSet *set : default_target().sets) {
            const std::optional<Schedule> fit = fitted(schedule, to, *set);
            if (!fit)
                continue;
            fits++;
            EXPECT_TRUE(is_legal(*fit, to, *set)) << key(to) << " " << set->name << " " << to_json(*fit);
            EXPECT_EQ(fitted(*fit, to, *set), fit) << "once is enough";
        }
    }
    EXPECT_GT(fits, static_cast<int64_t>(kProblems));
}

TEST(Fitted, SchedulesThatAreLegalStayWhatTheyAre) {
    for (uint64_t seed = 1; seed <= kProblems; seed++) {
        const Problem problem = draw_problem(seed);
        for (const InstructionSet *set : default_target().sets) {
            const Schedule by_rule = default_schedule(problem, default_target(), *set);
            const std::optional<Schedule> fit = fitted(by_rule, problem, *set);
            ASSERT_TRUE(fit) << key(problem);
            EXPECT_EQ(*fit, by_rule) << key(problem) << to_json(by_rule) << to_json(*fit);
        }
    }
}

TEST(Following, SetsShareThePackingOfTheBest) {
    for (uint64_t seed = 1; seed <= kProblems; seed++) {
        Random random(seed);
        const Problem problem = draw_problem(seed);
        const Schedule best = draw_schedule(problem, set_named("avx512"), random);
        for (const char *name : {"avx2", "sse41"}) {
            const std::optional<Schedule> follower = following(best, problem, set_named(name));
            ASSERT_TRUE(follower) << key(problem) << " " << to_json(best);
            EXPECT_TRUE(is_legal(*follower, problem, set_named(name)));
            EXPECT_EQ(packing_of(*follower), packing_of(best));
        }
    }
}

TEST(Following, RegisterTilesFitTheSetsRegisters) {
    for (uint64_t seed = 1; seed <= kProblems; seed++) {
        Random random(seed);
        const Problem problem = draw_problem(seed);
        const Schedule best = draw_schedule(problem, set_named("avx512"), random);
        const std::optional<Schedule> follower = following(best, problem, set_named("avx2"));
        ASSERT_TRUE(follower);
        if (const auto *s = std::get_if<WinogradSchedule>(&*follower)) {
            EXPECT_LE(s->vectors * s->tiles + s->vectors + 1, 16) << to_json(*s);
        } else if (const auto &d = std::get<DirectSchedule>(*follower);
                   d.lanes != Lanes::depthwise && d.phases != PhaseLoops::joint) {
            EXPECT_LE(d.vectors * d.broadcasts + d.vectors + 1, 16) << to_json(d);
        }
    }
}

TEST(Following, TilesDivideTheBlockWhereTheyCan) {
    const Problem problem = parse_key("f32,last,n1,c64,f64,g1,bias,linear,fast,i32k4s2d1b1o64,i32k4s2d1b1o64");
    WinogradSchedule best;
    best.packing.outputs = {2, 2};
    ASSERT_TRUE(is_legal(best, problem, set_named("avx512")));
    const std::optional<Schedule> follower = following(best, problem, set_named("avx2"));
    ASSERT_TRUE(follower);
    const auto &s = std::get<WinogradSchedule>(*follower);
    EXPECT_EQ(s.vector, 8);
    EXPECT_EQ(s.vectors, 2) << "not 3: 32 lanes are no multiple of 24";
    EXPECT_EQ(s.tiles, 6);
}

}  // namespace
}  // namespace tconv::test
