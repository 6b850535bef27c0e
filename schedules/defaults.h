// Default schedules by rule: a function for each family of machines, which its rows in target.cpp name.
#pragma once

#include "schedules/schedule.h"

namespace tconv {

Schedule x86_defaults(const Problem &, const Target &, const InstructionSet &);  // x86.cpp

}  // namespace tconv
