// The search on a machine that is made up: what it finds, and what noise and failures cannot do to it.
#include "generators/tune/search.h"

#include <gtest/gtest.h>

#include "tests/schedules/random_table.h"
#include "tests/tune/fake_runner.h"

namespace tconv::test {
namespace {

using tune::Found;
using tune::SearchLimits;
using tune::Verdict;

const Problem kProblem = parse_key("f32,last,n1,c64,f64,g1,bias,linear,fast,i32k4s2d1b1o64,i32k4s2d1b1o64");

Schedule by_rule() { return direct_by_rule(kProblem); }

Found search_with(FakeRunner &runner, uint64_t seed = 1, const SearchLimits &limits = {30}) {
    return search(kProblem, set_named("avx512"), {by_rule()}, runner, limits, seed, around(runner));
}

/// Direct schedules are the faster the nearer their tile is to 3 x 7; Winograd's take twice as long.
double hill(const Schedule &schedule) {
    const auto *s = std::get_if<DirectSchedule>(&schedule);
    return s ? 1 + 0.1 * std::abs(s->vectors - 3) + 0.05 * std::abs(s->broadcasts - 7) : 2.0;
}

TEST(Search, ClimbsToTheBest) {
    for (uint64_t seed = 1; seed <= 5; seed++) {
        FakeRunner runner(hill);
        const Found found = search_with(runner, seed, {.seconds = 90, .in_vain = 500});
        EXPECT_EQ(found.seconds, 1.0) << to_json(found.best);
        EXPECT_EQ(hill(found.best), 1.0);
        EXPECT_NEAR(found.gain, hill(by_rule()), 1e-9);
        EXPECT_FALSE(found.interrupted);
    }
}

TEST(Search, FindsAnotherAlgorithm) {
    FakeRunner runner([](const Schedule &s) { return std::holds_alternative<WinogradSchedule>(s) ? 0.5 : 1.0; });
    EXPECT_TRUE(std::holds_alternative<WinogradSchedule>(search_with(runner).best));
}

TEST(Search, IsTheSameForTheSameSeedAndTimes) {
    FakeRunner first(hill), second(hill), other(hill);
    first.noise = second.noise = other.noise = 0.2;
    const Found a = search_with(first, 7), b = search_with(second, 7);
    EXPECT_EQ(to_json(a.best), to_json(b.best));
    EXPECT_EQ(a.seconds, b.seconds);
    EXPECT_EQ(first.tried, second.tried);
    search_with(other, 8);
    EXPECT_NE(first.tried, other.tried);
}

TEST(Search, NoiseCannotPromoteALoser) {
    // Nothing is better than the rule's schedule, most things by little; each measurement is off by up to 15 %.
    const auto rule_wins = [](const Schedule &s) { return s == by_rule() ? 1.0 : 1.02 + 0.2 * luck_of(s); };
    int duels = 0;
    for (uint64_t seed = 1; seed <= 25; seed++) {
        FakeRunner runner(rule_wins);
        runner.noise = 0.15;
        runner.random.seed(seed);
        const Found found = search_with(runner, seed);
        EXPECT_EQ(to_json(found.best), to_json(by_rule())) << "seed " << seed << " of 25";
        for (size_t i = 1; i < runner.tried.size(); i++)
            duels += runner.tried[i - 1] == to_json(by_rule()) && runner.tried[i] != to_json(by_rule()) ? 1 : 0;
    }
    EXPECT_GT(duels, 100) << "noise made challengers";
}

TEST(Search, AMachineThatSlowsDownMakesNothingSlowerThanTheRule) {
    FakeRunner runner(hill);
    runner.true_seconds = [&](const Schedule &s) { return hill(s) * (runner.clock < 1 ? 1 : 3); };
    const Found found = search_with(runner, 1, {.seconds = 90, .in_vain = 500});
    EXPECT_EQ(hill(found.best), 1.0);
    EXPECT_GT(found.seconds, hill(by_rule())) << "the rule's schedule was timed when the machine was fast";
    EXPECT_NEAR(found.gain, hill(by_rule()), 1e-9);
}

TEST(Search, FailuresAreDroppedAndCountedByKind) {
    FakeRunner runner(hill);
    runner.verdict = [](const Schedule &s) {
        const double luck = luck_of(s);
        return s == by_rule() || luck > 0.4 ? Verdict::right
               : luck > 0.3                 ? Verdict::wrong
               : luck > 0.2                 ? Verdict::crashed
               : luck > 0.1                 ? Verdict::hung
                                            : Verdict::refused;
    };
    const Found found = search_with(runner);
    EXPECT_EQ(runner.verdict(found.best), Verdict::right);
    EXPECT_LT(found.seconds, hill(by_rule()));
    int dropped = 0;
    for (const Verdict verdict : {Verdict::wrong, Verdict::crashed, Verdict::hung, Verdict::refused}) {
        const auto count = found.verdicts[static_cast<size_t>(verdict)];
        const std::set<std::string> texts(runner.tried.begin(), runner.tried.end());
        const auto there = std::count_if(texts.begin(), texts.end(), [&](const std::string &text) {
            return runner.verdict(schedule_from_json(text)) == verdict;
        });
        EXPECT_EQ(count, there) << name_of(verdict);
        EXPECT_GT(count, 0) << name_of(verdict);
        dropped += count;
    }
    EXPECT_EQ(found.tried, dropped + found.verdicts[static_cast<size_t>(Verdict::right)]);
    EXPECT_NE(found.first_trouble.find("made up"), std::string::npos);
}

TEST(Search, GoesOnWhereTheRulesScheduleCannotBeRun) {
    FakeRunner runner(hill);
    runner.verdict = [](const Schedule &s) { return s == by_rule() ? Verdict::hung : Verdict::right; };
    const Found found = search_with(runner);
    EXPECT_EQ(found.seconds, 1.0);
    EXPECT_EQ(found.gain, 0.0);
}

TEST(Search, BeginsWithWhatIsKnown) {
    DirectSchedule best = std::get<DirectSchedule>(by_rule());
    best.vectors = 3;
    best.broadcasts = 7;
    best.packing.block = 48;
    FakeRunner runner(hill);
    // No time for more than the incumbents.
    const Found found = search(kProblem, set_named("avx512"), {by_rule(), best}, runner, {0.1}, 1, around(runner));
    EXPECT_EQ(found.seconds, 1.0);
    EXPECT_NEAR(found.gain, hill(by_rule()), 1e-9);
    EXPECT_EQ(found.tried, 2);
}

TEST(Search, StopsWhenAskedWithWhatItHas) {
    FakeRunner runner(hill);
    tune::Surroundings surroundings = around(runner);
    surroundings.stop = [&] { return runner.tried.size() > 40; };
    const Found found = search(kProblem, set_named("avx512"), {by_rule()}, runner, {1e6}, 1, surroundings);
    EXPECT_TRUE(found.interrupted);
    EXPECT_GT(found.seconds, 0);
    EXPECT_LT(runner.tried.size(), 80U);
}

TEST(Search, StopsAtTheLimits) {
    FakeRunner by_time(hill), by_trials(hill), in_vain([](const Schedule &) { return 1.0; });
    search_with(by_time, 1, {5});
    EXPECT_LT(by_time.clock, 5 + 2);
    EXPECT_LE(search_with(by_trials, 1, {1e6, 50}).tried, 50 + 8);
    EXPECT_LE(search_with(in_vain, 1, {1e6, 100'000, 60}).tried, 60 + 2 * 8 + 1);
}

TEST(Search, TriesNothingTwiceButIncumbents) {
    FakeRunner runner([](const Schedule &) { return 1.0; });  // no duels
    search_with(runner);
    std::set<std::string> texts;
    for (const std::string &text : runner.tried)
        EXPECT_TRUE(texts.insert(text).second || text == to_json(by_rule())) << text;
}

TEST(Search, ReportsTimeLeftAndTheBest) {
    FakeRunner runner(hill);
    tune::Surroundings surroundings = around(runner);
    std::vector<tune::Progress> reports;
    surroundings.report = [&](const tune::Progress &progress) { reports.push_back(progress); };
    search(kProblem, set_named("avx512"), {by_rule()}, runner, {10}, 1, surroundings);
    ASSERT_GT(reports.size(), 3U);
    for (size_t i = 1; i < reports.size(); i++) {
        EXPECT_GE(reports[i].tried, reports[i - 1].tried);
        EXPECT_LE(reports[i].left, reports[i - 1].left);
        EXPECT_LE(reports[i].best_seconds, reports[i - 1].best_seconds);
    }
}

}  // namespace
}  // namespace tconv::test
