// Random layers, schedules and tables: the same seed is the same on every machine.
#pragma once

#include "generators/tune/space.h"
#include "schedules/tables.h"

namespace tconv::test {

/// The instruction set of this name: "avx512", "avx2", "sse41".
const InstructionSet &set_named(const std::string &name);

/// A layer with sizes that are fixed or, every second time, some of them open.
Problem draw_problem(uint64_t seed);
/// Any legal schedule of it, by search rules; the rule's where none is drawn.
Schedule draw_schedule(const Problem &, const InstructionSet &, Random &);

/// The rule's schedule of the direct algorithm, on AVX-512.
DirectSchedule direct_by_rule(Problem);

/// A table of up to `most` entries, whose problems come from so few that two tables share some.
ScheduleTable draw_table(uint64_t seed, int most = 12);

}  // namespace tconv::test
