// Which instruction sets this machine runs, its name, and how its cores share an array.
#include "generators/cli/machine.h"

#include <gtest/gtest.h>

#include <array>
#include <sstream>

#include "generators/measure/machine.h"

namespace tconv::test {
namespace {

/// One that any processor of the architecture runs.
InstructionSet base_of(const char *halide) {
    InstructionSet set = *default_target().sets.back();
    set.halide = halide;
    set.cpu_level = 0;
    return set;
}

TEST(Machine, RunsSetsOfItsOwnArchitectureOnly) {
    EXPECT_NE(runs_here(base_of("x86-64-linux")), runs_here(base_of("arm-64-linux")));
#if defined(__x86_64__)
    EXPECT_TRUE(runs_here(base_of("x86-64-linux")));
    EXPECT_TRUE(runs_here(base_of("x86-64-linux-sse41")));
#endif
    for (const char *other : {"x86-64-windows", "x86-32-linux", "x86-64-linuxoid", "cuda", ""}) {
        EXPECT_FALSE(runs_here(base_of(other))) << other;
    }
}

TEST(Machine, RunsNoSetAboveItsLevel) {
    InstructionSet set = base_of(default_target().sets.back()->halide);
    set.cpu_level = 1000;
    EXPECT_FALSE(runs_here(set));
}

TEST(Machine, ANameMayBeEmptyOrMissing) {
    const auto name = [](const std::string &text) {
        std::istringstream cpuinfo(text);
        return measure::processor_name(cpuinfo);
    };
    EXPECT_EQ(name("processor\t: 0\nmodel name\t: AMD EPYC 9654\nstepping\t: 1\n"), "AMD EPYC 9654");
    for (const char *none : {"", "model name", "model name\t:", "model name\t: ", "model name\t:\nstepping\t: 1\n"})
        EXPECT_EQ(name(none), "unknown") << none;
    EXPECT_EQ(this_machine().processor, measure::processor_name());
}

TEST(Machine, LimitsGrowFromOneThreadToAllCores) {
    measure::Machine machine;
    machine.cores = 4;
    machine.peak_gflops = 10, machine.peak_gflops_all = 40;
    machine.dram_gbs = 5, machine.dram_gbs_all = 11;
    machine.l3_gbs = 100, machine.l3_gbs_all = 130;
    const std::pair<int, std::array<double, 3>> expected[] = {
        {1, {10, 5, 100}}, {2, {20, 7, 110}}, {4, {40, 11, 130}}, {9, {40, 11, 130}}};
    for (const auto &[threads, numbers] : expected) {
        const measure::MachineLimits limits = measure::limits_of(machine, threads);
        EXPECT_DOUBLE_EQ(limits.peak_gflops, numbers[0]) << threads;
        EXPECT_DOUBLE_EQ(limits.dram_gbs, numbers[1]) << threads;
        EXPECT_DOUBLE_EQ(limits.l3_gbs, numbers[2]) << threads;
    }
    EXPECT_DOUBLE_EQ(measure::roofline_seconds(machine, 20e9, 1, 2), 1);
    EXPECT_DOUBLE_EQ(measure::roofline_seconds(machine, 1, 14e9, 2), 2);
    EXPECT_DOUBLE_EQ(measure::roofline_seconds(machine, 1, 11e6, 2), 1e-4);
}

TEST(Machine, SharesOfAnArrayAreWholeStepsOfTheLoopThatReads) {
    constexpr int64_t kBytes = int64_t{16} << 20;
    for (int cores = 1; cores <= 1024; cores++) {
        const int64_t share = measure::share_to_read(kBytes, cores);
        EXPECT_EQ(share % 256, 0) << cores;
        EXPECT_GT(share, 0) << cores;
        EXPECT_LE(share * cores, kBytes) << cores;
        EXPECT_GT((share + 256) * cores, kBytes) << cores;
    }
    EXPECT_EQ(measure::share_to_read(100, 3), 256) << "never none: the loop ends behind its step";
}

}  // namespace
}  // namespace tconv::test
