// The cost model: a number for every schedule, and the order of a few whose order is plain.
#include <gtest/gtest.h>

#include <cmath>

#include "schedules/cost.h"
#include "tests/schedules/random_table.h"

namespace tconv::test {
namespace {

TEST(Model, HasAFiniteEstimateForEverySchedule) {
    for (uint64_t seed = 1; seed <= 1000; seed++) {
        Random random(seed);
        const Problem problem = draw_problem(seed);
        for (const InstructionSet *set : default_target().sets) {
            const Schedule schedule = draw_schedule(problem, *set, random);
            const double one = estimated_seconds(schedule, problem, *set, 1);
            EXPECT_TRUE(std::isfinite(one) && one > 0) << key(problem) << " " << to_json(schedule);
            const double four = estimated_seconds(schedule, problem, *set, 4);
            EXPECT_LE(four, one * 1.0001);
            EXPECT_GE(four, one / 4.0001);
            EXPECT_GT(estimated_code_bytes(schedule, problem), 0);
        }
    }
}

const Problem kProblem = parse_key("f32,last,n1,c256,f128,g1,bias,linear,fast,i32k4s2d1b1o64,i32k4s2d1b1o64");

double seconds_of(DirectSchedule s) { return estimated_seconds(s, kProblem, set_named("avx512"), 1); }
DirectSchedule by_rule() { return direct_by_rule(kProblem); }

TEST(Model, KnowsRegistersAndLoads) {
    DirectSchedule tile = by_rule(), spilled = tile, thin = tile;
    spilled.vectors = 4;
    spilled.broadcasts = 16;
    spilled.packing.block = 64;
    thin.vectors = 1;
    thin.broadcasts = 1;
    EXPECT_GT(seconds_of(spilled), 1.2 * seconds_of(tile));
    EXPECT_GT(seconds_of(thin), 2 * seconds_of(tile));
}

TEST(Model, KnowsThatNarrowVectorsAreSlow) {
    DirectSchedule narrow = by_rule();
    narrow.vector = 4;
    EXPECT_GT(seconds_of(narrow), 1.5 * seconds_of(by_rule()));
}

TEST(Model, KnowsThatTasksAreShared) {
    DirectSchedule many = by_rule(), one = by_rule();
    many.order = one.order = LoopOrder::pixels_outer;
    one.rows = 1024;
    one.row_chunk = 0;
    const auto on_threads = [](const DirectSchedule &s) {
        return estimated_seconds(s, kProblem, set_named("avx512"), 16);
    };
    EXPECT_GT(on_threads(one), 3 * on_threads(many));
}

}  // namespace
}  // namespace tconv::test
