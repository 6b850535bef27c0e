// The cost model: about how long a call takes, from the schedule alone. It knows registers, loads beside multiply-adds, where each operand
// comes from, and how evenly tasks divide among threads. It orders candidates; what is measured has the last word.
#pragma once

#include "schedules/schedule.h"

namespace tconv {

/// Seconds of one call on `threads` cores of a current server processor (Zen 4, Sapphire Rapids). Open sizes count as 64, an open
/// batch as 1. The schedule is legal.
double estimated_seconds(const Schedule &, const Problem &, const InstructionSet &, int threads);

double estimated_seconds(const DirectSchedule &, const Problem &, const InstructionSet &, int threads);
double estimated_seconds(const WinogradSchedule &, const Problem &, const InstructionSet &, int threads);

/// About how many bytes of code the kernel has. What is long takes long to compile, and runs out of the instruction cache.
double estimated_code_bytes(const Schedule &, const Problem &);

}  // namespace tconv
