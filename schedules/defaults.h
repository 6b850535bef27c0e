// Default schedules by rule: a function for each family of machines, which its rows in target.cpp name.
#pragma once

#include <optional>
#include <vector>

#include "schedules/schedule.h"

namespace tconv {

/// What a family of machines has.
struct Defaults {
    Schedule (*schedule)(const Problem &, const Target &, const InstructionSet &);
    /// What a search should look at before it draws: the rule's way with other choices than its own.
    std::vector<Schedule> (*suggestions)(const Problem &, const Target &, const InstructionSet &);
};

/// Winograd's schedule where it should be clearly faster than the direct one; for all sets of the target or for none.
std::optional<WinogradSchedule> x86_winograd(const Problem &, const Target &,
                                             const InstructionSet &);  // x86_winograd.cpp
std::vector<Schedule> x86_winograd_suggestions(const Problem &, const Target &, const InstructionSet &);
/// Direct sums, in the layer's own layout.
DirectSchedule x86_direct(const Problem &, const Target &, const InstructionSet &);  // x86.cpp
extern const Defaults x86_defaults;                                                  // x86_choice.cpp

}  // namespace tconv
