// What the machine is that tconv runs on: for `targets`, and for the choice of what can be run here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "schedules/target.h"

namespace tconv {

struct CacheLevel {
    int level = 0;
    std::string type;  ///< "Data", "Instruction", "Unified", as the system names them
    int64_t bytes = 0;
};

struct Machine {
    std::string processor;  ///< "unknown" where the system does not tell
    int cores = 1;          ///< that this process may use
    std::vector<CacheLevel> caches;
};

Machine this_machine();
/// The family of this machine's processor, as tables of schedules name it: "zen4", "sapphire-rapids"; of one without a name here
/// "family25-model17", by its numbers.
std::string processor_family();
/// Cores that this process may use (its affinity), 1 or more.
int usable_cores();
/// Whether kernels of the set run on this machine: its architecture, and the level of its processor.
bool runs_here(const InstructionSet &set);

}  // namespace tconv
