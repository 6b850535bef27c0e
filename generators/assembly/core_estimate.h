// How busy a named core's multiply-add units would be in a loop, as llvm-mca estimates it: all data in the first cache, every branch
// foreseen. An estimate, not a measurement.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "generators/assembly/inner_loops.h"
#include "schedules/target.h"

namespace tconv {

struct NamedCore {
    const char *set;           ///< the instruction set's name
    const char *name;          ///< "Cortex-A55"
    const char *triple, *cpu;  ///< as llvm-mca calls them
    double products;           ///< that it can start in a cycle, of the set's widest vectors
};
/// Those that are named for an instruction set: none, or two.
std::vector<NamedCore> cores_of(const InstructionSet &);

/// The program of LLVM's that estimates: its name in PATH, or empty.
std::string find_llvm_mca();

/// Products of the loop beside those that the core could start meanwhile. None where llvm-mca cannot tell.
std::optional<double> product_share(const std::string &llvm_mca, const InnerLoop &, const NamedCore &);

}  // namespace tconv
