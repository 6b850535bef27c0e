// A few candidates on this very machine: right ones have times, others are dropped and the search goes on.
#include "generators/tune/measure_runner.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "generators/cli/machine.h"
#include "schedules/target.h"
#include "tests/core/message.h"
#include "tests/files/folder.h"
#include "tests/schedules/random_table.h"

namespace tconv::test {
namespace {

using tune::Verdict;

const InstructionSet &set_of_this_machine() {
    for (const InstructionSet *set : default_target().sets) {
        if (runs_here(*set))
            return *set;
    }
    throw Error("none");
}

const Problem kProblem = parse_key("f32,last,n1,c8,f16,g1,bias,relu,fast,i6k4s2d1b1o12,i6k4s2d1b1o12");
Schedule by_rule() {
    Problem in_order = kProblem;  // the direct algorithm
    in_order.accuracy = Accuracy::exact_order;
    return default_schedule(in_order, target_of_set(set_of_this_machine()), set_of_this_machine());
}
bool never() { return false; }

TEST(MeasureRunner, TimesSchedulesOfEveryAlgorithm) {
    WinogradSchedule winograd;
    winograd.vector = set_of_this_machine().lanes;
    winograd.vectors = 1;
    winograd.packing = {.block = 16, .outputs = {2, 2}};
    tune::MeasureRunner runner(kProblem, set_of_this_machine(), by_rule(), {}, {}, never);
    const auto trials = runner.run({by_rule(), winograd}, 4);
    ASSERT_EQ(trials.size(), 2U);
    for (const tune::Trial &trial : trials) {
        EXPECT_EQ(trial.verdict, Verdict::right) << trial.why;
        EXPECT_FALSE(trial.seconds.empty());
        EXPECT_GT(trial.least(), 0);
    }
    runner.forget_all_but(winograd);
    EXPECT_EQ(runner.run({winograd}, 1).front().verdict, Verdict::right);
}

/// Most sums of many large products would be where tanh is flat, and errors of the few others say nothing about the algorithm.
TEST(MeasureRunner, ActivationsThatSaturateLeaveRoundingAsItIs) {
    for (const std::string activation : {"tanh", "sigmoid", "relu6"}) {
        const Problem problem = parse_key("f32,last,n1,c64,f16,g1,bias," + activation + ",fast,i32k4s2d1b1o64");
        WinogradSchedule winograd;
        winograd.vector = set_of_this_machine().lanes;
        winograd.vectors = 1;
        winograd.packing = {.block = 16, .outputs = {5}};
        const Schedule rule = default_schedule(problem, target_of_set(set_of_this_machine()), set_of_this_machine());
        tune::MeasureRunner runner(problem, set_of_this_machine(), rule, {}, {}, never);
        const tune::Trial trial = runner.run({winograd}, 1).front();
        EXPECT_EQ(trial.verdict, Verdict::right) << activation << ": " << trial.why;
    }
}

TEST(MeasureRunner, ErrorsOfEndsAreNotTakenForThoseOfTheWhole) {
    // Two tiles cover an axis: its last output is the last of a tile, where errors are largest, and direct sums there are short.
    const Problem problem = parse_key("f32,last,n1,c24,f24,g1,bias,linear,fast,i8k4s2d1b1o16,i8k4s2d1b1o16");
    Problem in_order = problem;
    in_order.accuracy = Accuracy::exact_order;
    const Schedule direct = default_schedule(in_order, target_of_set(set_of_this_machine()), set_of_this_machine());
    WinogradSchedule winograd;
    winograd.vector = set_of_this_machine().lanes;
    winograd.vectors = 1;
    winograd.packing = {.block = 16, .outputs = {4, 4}};
    ASSERT_TRUE(is_legal(winograd, problem, set_of_this_machine()));
    tune::MeasureRunner runner(problem, set_of_this_machine(), direct, {}, {}, never);
    const tune::Trial trial = runner.run({winograd}, 1).front();
    EXPECT_EQ(trial.verdict, Verdict::right) << trial.why;
}

TEST(MeasureRunner, WorksOnSeveralThreadsAndOpenSizes) {
    const Problem open = parse_key("f32,first,n_,c3,f4,g1,nobias,softmax,fast,i_k3s2d1b1e0");
    const Schedule schedule = default_schedule(open, target_of_set(set_of_this_machine()), set_of_this_machine());
    tune::MeasureRunner runner(open, set_of_this_machine(), schedule, {2, measure::Clock::passed, ""}, {}, never);
    EXPECT_EQ(runner.run({schedule}, 1).front().verdict, Verdict::right);
}

TEST(MeasureRunner, WhatTheCompilerRefusesIsDropped) {
    tune::MeasureRunner runner(kProblem, set_of_this_machine(), by_rule(), {}, {}, never);
    DirectSchedule illegal = std::get<DirectSchedule>(by_rule());
    illegal.vector = 3;
    const auto trials = runner.run({illegal, by_rule()}, 1);
    EXPECT_EQ(trials[0].verdict, Verdict::refused);
    EXPECT_NE(trials[0].why.find("vector is 3"), std::string::npos) << trials[0].why;
    EXPECT_EQ(trials[1].verdict, Verdict::right);
}

TEST(MeasureRunner, ARuleThatTakesTooLongIsAnError) {
    tune::RunLimits limits;
    limits.compile_seconds = 0;
    EXPECT_NE(message_of([&] {
                  tune::MeasureRunner(kProblem, set_of_this_machine(), by_rule(), {}, limits, never);
              }).find("no answer within the time limit"),
              std::string::npos);
}

/// by_rule() but for its unroll_channels, by which a candidate is told from others.
Schedule marked(int mark) {
    DirectSchedule s = std::get<DirectSchedule>(by_rule());
    s.unroll_channels = mark;
    return s;
}
constexpr int kHangs = 2, kCrashes = 3, kIsWrong = 4, kHasChildren = 5;

/// The number in a file, once it is there.
pid_t number_in(const std::string &file) {
    pid_t number = 0;
    std::ifstream(file) >> number;
    return number;
}
/// Whether a process is at work: not gone, and no zombie that nobody has waited for.
bool is_alive(pid_t process) {
    std::ifstream status("/proc/" + std::to_string(process) + "/stat");
    std::string number, name, state;
    status >> number >> name >> state;
    return status && state != "Z" && state != "X";
}

TEST(MeasureRunner, WhatMisbehavesIsDroppedAndLeavesNothing) {
    const Folder folder, notes;
    const char *const before = std::getenv("TMPDIR");
    const std::string kept = before == nullptr ? "" : before;
    setenv("TMPDIR", folder.path().c_str(), 1);
    tune::Conditions conditions;
    conditions.behind_call = [file = notes / "child"](const Schedule &schedule, std::span<float> output) {
        const rlimit no_core{0, 0};
        setrlimit(RLIMIT_CORE, &no_core);
        switch (std::get<DirectSchedule>(schedule).unroll_channels) {
        case kHangs: pause(); break;
        case kCrashes: std::abort();
        case kIsWrong: output[7] += 1e-3F; break;
        case kHasChildren:
            if (const pid_t child = fork(); child == 0) {
                pause();
                _exit(0);
            } else {
                std::ofstream(file) << child << std::endl;
                pause();
            }
            break;
        default: break;
        }
    };
    {
        tune::RunLimits limits;
        limits.run_seconds = 0.5;
        tune::MeasureRunner runner(kProblem, set_of_this_machine(), marked(1), conditions, limits, never);
        const auto trials =
            runner.run({marked(kHangs), marked(kCrashes), marked(kIsWrong), marked(kHasChildren), marked(1)}, 1);
        const std::pair<Verdict, std::string> expected[] = {{Verdict::hung, "no answer within the time limit"},
                                                            {Verdict::crashed, "ended by signal 6"},
                                                            {Verdict::wrong, ""},
                                                            {Verdict::hung, "no answer within the time limit"},
                                                            {Verdict::right, ""}};
        for (size_t i = 0; i < trials.size(); i++) {
            EXPECT_EQ(trials[i].verdict, expected[i].first) << i << ": " << trials[i].why;
            EXPECT_NE(trials[i].why.find(expected[i].second), std::string::npos) << i << ": " << trials[i].why;
            EXPECT_EQ(trials[i].seconds.empty(), i < 4) << i;
        }
        EXPECT_NE(trials[2].why, "");
        EXPECT_FALSE(folder.names().empty());
    }
    EXPECT_EQ(folder.names(), std::vector<std::string>()) << "the processes' folder goes with the runner";
    const pid_t child = number_in(notes / "child");
    ASSERT_GT(child, 0);
    for (int looks = 0; is_alive(child) && looks < 1000; looks++)
        usleep(10'000);  // it has been killed: only what is left of it must go
    EXPECT_FALSE(is_alive(child)) << "what a candidate starts ends with it";
    before == nullptr ? unsetenv("TMPDIR") : setenv("TMPDIR", kept.c_str(), 1);
}

TEST(MeasureRunner, StopsInTheMiddle) {
    bool stop = false;
    tune::MeasureRunner runner(kProblem, set_of_this_machine(), by_rule(), {}, {}, [&] { return stop; });
    stop = true;
    EXPECT_EQ(runner.run({by_rule()}, 1000).front().verdict, Verdict::stopped);
}

TEST(Reference, KnowsWrongOutputs) {
    tune::Reference reference(tune::measured(kProblem), 1);
    const std::span<float> output = reference.output();
    EXPECT_THROW(reference.accept_output(by_rule()), Error) << "zeros are wrong";
    // The definition, in float.
    const Problem &p = reference.problem();
    std::fill(output.begin(), output.end(), 0.0F);
    for (int64_t y = 0; y < 12; y++) {
        for (int64_t x = 0; x < 12; x++) {
            for (int64_t f = 0; f < 16; f++) {
                double sum = static_cast<double>(reference.bias().data[static_cast<size_t>(f)]);
                for (int64_t ty = 0; ty < 4; ty++) {
                    for (int64_t tx = 0; tx < 4; tx++) {
                        const int64_t fy = y + 1 - ty, fx = x + 1 - tx;
                        if (fy < 0 || fx < 0 || fy % 2 != 0 || fx % 2 != 0 || fy >= 12 || fx >= 12)
                            continue;
                        for (int64_t c = 0; c < 8; c++)
                            sum += static_cast<double>(reference.input()[((fy / 2) * 6 + fx / 2) * 8 + c]) *
                                   static_cast<double>(
                                       reference.weights().data[static_cast<size_t>(((c * 16 + f) * 4 + ty) * 4 + tx)]);
                    }
                }
                output[static_cast<size_t>((y * 12 + x) * 16 + f)] = static_cast<float>(std::max(sum, 0.0));
            }
        }
    }
    EXPECT_EQ(p.output_shape(), (std::vector<int64_t>{1, 12, 12, 16}));
    reference.accept_output(by_rule());
    EXPECT_EQ(reference.trouble(by_rule()), "");
    const float right = output[777];
    for (const float wrong : {right + 1e-4F, std::numeric_limits<float>::quiet_NaN()}) {
        output[777] = wrong;
        EXPECT_NE(reference.trouble(by_rule()), "");
    }
    output[777] = right;
    EXPECT_EQ(reference.trouble(by_rule()), "");
}

TEST(Measured, SizesAreGiven) {
    const Problem open = parse_key("f32,last,n_,c4,f4,g1,bias,softmax,fast,i_k3s2d1b0e1");
    const Problem fixed = tune::measured(open);
    EXPECT_FALSE(fixed.is_open());
    EXPECT_EQ(fixed.axes[0].input, 64);
    EXPECT_EQ(fixed.activation, Activation::linear);
}

}  // namespace
}  // namespace tconv::test
