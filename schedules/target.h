// The table of what tconv compiles for: targets, the instruction sets in each, and the machine facts that schedules go by.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tconv {

struct Problem;
struct Defaults;  // defaults.h

/// One instruction set: a kernel is compiled for each that a target holds.
struct InstructionSet {
    const char *name;            ///< "avx512": part of symbols and table keys
    const char *halide;          ///< Halide target string, features that are implied included
    int lanes;                   ///< float32 lanes of a vector
    int registers;               ///< vector registers
    int64_t l1_bytes, l2_bytes;  ///< caches that default schedules aim at (one core's)
    bool by_lane;                ///< a multiply-add takes one lane of a vector for all lanes of another
    int cpu_level;               ///< what tconv_cpu_level() of the kernel runtime must reach (0: always runs)
    /// Its schedules by rule; `default_schedule` asks for them.
    const Defaults *defaults;
};

/// One value of --target.
struct Target {
    const char *name;                          ///< "x86-64-linux", "x86-64-linux-avx2"
    const char *what;                          ///< one line for `tconv targets`
    std::vector<const InstructionSet *> sets;  ///< best first
};

const std::vector<Target> &targets();
/// Throws Error naming the allowed ones.
const Target &find_target(const std::string &name);
/// "x86-64-linux": every instruction set, dispatched at run time.
const Target &default_target();

}  // namespace tconv
