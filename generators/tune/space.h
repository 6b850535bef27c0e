// What a search may try: random schedules of every algorithm, and the neighbours of one. Both go by the members' own list
// (schedules/fields.h), and by schedules/fit.h to what is legal.
#pragma once

#include <cstdint>
#include <optional>

#include "runtime/problem/random.h"
#include "schedules/schedule.h"

namespace tconv::tune {

/// Any algorithm that the problem allows, each member drawn from its range. None where the draw cannot be made legal.
std::optional<Schedule> random_schedule(const Problem &, const InstructionSet &, Random &);

/// The schedule with one member, sometimes two, changed by a step. None where the result is the same, or cannot be made legal.
std::optional<Schedule> neighbour(const Schedule &, const Problem &, const InstructionSet &, Random &);

}  // namespace tconv::tune
