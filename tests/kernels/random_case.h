// Random kernels: the same seed is the same case on every machine.
#pragma once

#include "tests/kernels/kernel_case.h"

namespace tconv::test {

/// A layer with sizes that are fixed or, every second time, some of them open; its schedule by rule.
KernelCase random_layer(uint64_t seed, const std::string &instruction_set);

/// Whether Halide's own assertions hold for a right kernel of the layer. They compare arguments with regions that Halide derives from
/// the loops, and those are too wide in two cases: rows outside the input are left out by a condition, for which Halide first drops
/// the clamp of the row's index and which it then forgets; and open sizes, of whose products it has no bounds.
bool can_be_checked(const Problem &problem);

/// What of a schedule the cases of a test go through one by one.
struct ScheduleKind {
    Schedule choices;       ///< its enumerations and flags; the numbers are drawn
    bool cut_rows = false;  ///< DirectSchedule::row_chunk is not 0
};
/// Every one that some layer allows.
std::vector<ScheduleKind> schedule_kinds();

/// A layer, and a schedule that a search (generators/tune/space.h) may come to: a random one and up to three steps from there.
KernelCase searched_schedule(uint64_t seed, const std::string &instruction_set);

/// A layer drawn until it allows the kind, and the rest of the schedule drawn too. Throws Error naming the kind where none does.
KernelCase random_schedule(const ScheduleKind &kind, uint64_t seed, const std::string &instruction_set);

}  // namespace tconv::test
