// Which instruction sets this machine runs.
#include "generators/cli/machine.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace tconv::test
