// Default schedules by rule: a function for each family of machines, which its rows in target.cpp name.
#pragma once

#include "schedules/schedule.h"

namespace tconv {

/// What a family of machines has.
struct Defaults {
    Schedule (*schedule)(const Problem &, const Target &, const InstructionSet &);
};

extern const Defaults x86_defaults;  // x86.cpp

}  // namespace tconv
