// One kernel to try: a layer, an instruction set, a schedule, and the seed of its data.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "generators/compile/compile.h"
#include "schedules/schedule.h"
#include "tests/oracle/vectors.h"

namespace tconv::test {

struct KernelCase {
    Problem problem;
    std::string instruction_set;
    std::optional<Schedule> schedule;         ///< none: by rule
    uint64_t seed = 1;                        ///< of the data, and of the sizes where they are open
    bool checked = false;                     ///< with Halide's own assertions
    std::optional<oracle::Vector> published;  ///< this call in place of random ones

    /// The command that tries this case alone; behind it, as a comment, whose published output it is.
    std::string command() const;
};

/// "x86-64-linux-avx2" for "avx2". Throws Error for what is not in the table of targets.
std::string target_of(const std::string &instruction_set);
const InstructionSet &find_instruction_set(const std::string &name);
/// Those of the table that this processor can run; says on standard output which ones are left out.
std::vector<std::string> instruction_sets_to_try();

/// How its library is asked for: one instruction set, in this process.
CompileRequest request_of(const KernelCase &kernel_case);

/// Compiles the case and calls it, with every array between forbidden pages, read-only where it is an input, surrounded by NaN,
/// and results compared with the references over the whole output. Empty, or one line that says what is wrong.
std::string trouble_of(const KernelCase &kernel_case);
/// Calls it with pools of 1, 2, 3 and 5 threads, which must all give the same bits. Empty, or one line.
std::string trouble_with_threads(const KernelCase &kernel_case);

/// The trouble of many cases, each in a process of its own and some at once: for each one that is wrong its command, and what it is.
std::vector<std::string> troubles_of(const std::vector<KernelCase> &cases,
                                     const std::function<std::string(const KernelCase &)> &find = trouble_of);

/// Input shapes to call a problem with: its own, or, where sizes are open, some that a seed chooses, small ones among them.
std::vector<std::vector<int64_t>> shapes_of(const Problem &problem, uint64_t seed);

}  // namespace tconv::test
