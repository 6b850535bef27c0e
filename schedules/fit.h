// A schedule made for one layer or machine, fitted to another: what is too large is cut, what is not allowed there takes the value
// that is nearest to it. One function for each algorithm.
#pragma once

#include <optional>

#include "schedules/schedule.h"

namespace tconv {

/// A legal schedule of the same algorithm; none where the problem does not allow it at all.
std::optional<Schedule> fitted(const Schedule &, const Problem &, const InstructionSet &);
std::optional<DirectSchedule> fitted(DirectSchedule, const Problem &, const InstructionSet &);
std::optional<WinogradSchedule> fitted(WinogradSchedule, const Problem &, const InstructionSet &);

/// For a narrower instruction set of the same library: the packing is that of `best`, which is legal on a wider one, the register tile
/// is what the set's registers hold. None where no such schedule is legal.
std::optional<Schedule> following(const Schedule &best, const Problem &, const InstructionSet &);

/// Lanes that the packing's blocks are cut from.
int64_t lanes_of(const Problem &, const DirectPacking &);
int64_t lanes_of(const Problem &, const WinogradPacking &);

}  // namespace tconv
