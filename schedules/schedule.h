// Schedule: how one problem is computed on one instruction set: an algorithm and its parameters. Plain data: a search writes it, a table
// keeps it, a person reads it. Any legal schedule computes the right answer; a bad one is only slow.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "schedules/direct.h"
#include "schedules/target.h"
#include "schedules/winograd.h"
#include "tconv/problem.h"

namespace tconv {

/// Where each weight stands in a library's packed parameters: one for all instruction sets of a library, so they have one algorithm.
using Packing = std::variant<DirectPacking, WinogradPacking>;
/// Throws Error where a packing is not one of the problem, or is too large.
PackedSizes packed_sizes(const Problem &, const Packing &);

/// The algorithm is which alternative it holds.
using Schedule = std::variant<DirectSchedule, WinogradSchedule>;
/// "direct" or "winograd".
const char *algorithm_of(const Schedule &);
Packing packing_of(const Schedule &);

/// Throws Error naming the field that this problem or machine does not allow, and what is allowed.
void check_legal(const Schedule &, const Problem &, const InstructionSet &);
bool is_legal(const Schedule &, const Problem &, const InstructionSet &);

/// Defaults by the rules that the row of the set names. The packing is shared by all sets of the target.
Schedule default_schedule(const Problem &, const Target &, const InstructionSet &);

/// Others that may be faster, all of them legal: where a search begins.
std::vector<Schedule> suggested_schedules(const Problem &, const Target &, const InstructionSet &);

/// The schedule, or a legal one that takes less scratch memory: of direct sums, each step of kWorkspaceSteps takes less than the one before.
/// What is transposed is worked on in place instead. Winograd's algorithm has no other smaller ones: steps are alike.
Schedule with_less_workspace(const Schedule &, const Problem &, const InstructionSet &, size_t step);

/// One line of JSON, and back. Members that the text lacks take the struct's defaults, so that what was written before a schedule had them
/// stays good; throws Error for a missing algorithm, for unknown members, and for impossible ones.
std::string to_json(const Schedule &);
Schedule schedule_from_json(const std::string &text);
std::string to_json(const DirectPacking &);
std::string to_json(const WinogradPacking &);
/// P: one of the above. Throws Error as schedule_from_json does.
template <typename P>
P packing_from_json(const std::string &text);

}  // namespace tconv
