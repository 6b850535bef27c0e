// What the inner loops of compiled kernels are made of, without running them: for `inspect --asm` and `bench --static`.
#pragma once

#include <string>
#include <vector>

#include "generators/assembly/inner_loops.h"
#include "generators/cli/report.h"
#include "generators/compile/compile.h"

namespace tconv {

struct StaticLoop {
    std::string instruction_set;
    InnerLoop loop;
    /// Shares of the multiply-adds that named cores could start meanwhile: estimates. Empty where llvm-mca is missing.
    std::vector<std::pair<std::string, double>> cores;
};

/// Of each kernel the loops that multiply most; `target` names where the kernels are for.
std::vector<StaticLoop> static_report(const std::string &layer, const Problem &, const std::string &target,
                                      const std::vector<KernelFacts> &);

/// A line for each loop, under a heading.
std::string static_table(const std::vector<StaticLoop> &);
Json static_json(const std::vector<StaticLoop> &);

}  // namespace tconv
