// What a search draws: legal, of every algorithm, and with every member moving.
#include "generators/tune/space.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "tests/schedules/random_table.h"

namespace tconv::test {
namespace {

TEST(Space, DrawsAndNeighboursAreLegal) {
    int drawn = 0, neighbours = 0;
    for (uint64_t seed = 1; seed <= 1000; seed++) {
        Random random(seed);
        const Problem problem = draw_problem(seed);
        std::vector<const InstructionSet *> sets = default_target().sets;
        sets.push_back(&set_named("neon"));
        for (const InstructionSet *set : sets) {
            const std::optional<Schedule> schedule = tune::random_schedule(problem, *set, random);
            if (!schedule)
                continue;
            drawn++;
            EXPECT_TRUE(is_legal(*schedule, problem, *set)) << key(problem) << to_json(*schedule);
            if (const std::optional<Schedule> next = tune::neighbour(*schedule, problem, *set, random)) {
                neighbours++;
                EXPECT_TRUE(is_legal(*next, problem, *set)) << key(problem) << to_json(*next);
                EXPECT_NE(to_json(*next), to_json(*schedule));
                EXPECT_EQ(next->index(), schedule->index());
            }
        }
    }
    EXPECT_GT(drawn, 1500);
    EXPECT_GT(neighbours, 800);
}

TEST(Space, EveryMemberMoves) {
    // Channels last can prefetch, channels first can be transposed, and in bands; one machine multiplies by lane, which stages channels.
    Problem problem = parse_key("f32,last,n2,c64,f64,g1,bias,linear,fast,i32k4s2d1b0o64,i32k4s2d1b0o64");
    std::map<std::string, std::set<std::string>> values;
    Random random(1);
    for (int i = 0; i < 8000; i++) {
        problem.layout = i % 2 == 0 ? Layout::channels_last : Layout::channels_first;
        const InstructionSet &set = set_named(i % 4 < 2 ? "avx512" : "neon");
        const std::optional<Schedule> schedule = tune::random_schedule(problem, set, random);
        if (!schedule)
            continue;
        const auto members = nlohmann::json::parse(to_json(*schedule)).flatten();
        for (const auto &[name, value] : members.items()) {
            if (!name.ends_with("/band"))  // an empty list: what is in the others counts
                values[std::string(algorithm_of(*schedule)) + name].insert(value.dump());
        }
    }
    EXPECT_EQ(values.count("winograd/window"), 1U);
    for (const auto &[name, found] : values) {
        const bool is_one_here = name.ends_with("/algorithm") || name.ends_with("/depthwise");  // groups is 1
        EXPECT_TRUE(is_one_here || found.size() > 1) << name;
    }
}

TEST(Space, NeighboursReachEveryTile) {
    // From 1 x 1 by steps of the search alone.
    const Problem problem = parse_key("f32,last,n1,c64,f64,g1,bias,linear,fast,i32k4s2d1b1o64,i32k4s2d1b1o64");
    const InstructionSet &set = set_named("avx512");
    Random random(1);
    DirectSchedule at = direct_by_rule(problem);
    std::set<std::pair<int, int>> tiles;
    for (int i = 0; i < 4000; i++) {
        if (const auto next = tune::neighbour(at, problem, set, random)) {
            at = std::get<DirectSchedule>(*next);
            tiles.insert({at.vectors, at.broadcasts});
        }
    }
    EXPECT_GT(tiles.size(), 60U);
}

TEST(Random, LogarithmicDrawsStayInRangeAndReachBothEnds) {
    Random random(1);
    std::set<int64_t> seen;
    for (int i = 0; i < 3000; i++) {
        const int64_t value = random.log_in(1, 9);
        EXPECT_GE(value, 1);
        EXPECT_LE(value, 9);
        seen.insert(value);
    }
    EXPECT_EQ(seen.size(), 9U);
    EXPECT_EQ(random.log_in(5, 5), 5);
}

}  // namespace
}  // namespace tconv::test
