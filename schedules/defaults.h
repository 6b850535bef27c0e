// Default schedules by rule: a row for each family of machines, which its rows in target.cpp name.
#pragma once

#include <vector>

#include "schedules/schedule.h"

namespace tconv {

struct CpuTiles;  // cpu.h

/// What a family of machines has.
struct Defaults {
    Schedule (*schedule)(const Problem &, const Target &, const InstructionSet &);
    /// What a search should look at before it draws: the rule's way with other choices than its own.
    std::vector<Schedule> (*suggestions)(const Problem &, const Target &, const InstructionSet &);
    const CpuTiles *tiles;  ///< for the rules of CPUs
};

extern const Defaults x86_defaults;  // x86.cpp
extern const Defaults arm_defaults;  // arm.cpp

}  // namespace tconv
