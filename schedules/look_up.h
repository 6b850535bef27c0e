// Which schedule a kernel gets: from tables of what searches found, else by rule. The same inputs give the same schedule on every machine.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "schedules/tables.h"

namespace tconv {

/// The family of processors that kernels are for where nobody says: one that a table is shipped for. It is a constant and not this
/// machine's, so that the same inputs give the same library everywhere.
constexpr const char *kDefaultProcessor = "zen4";

/// What schedules are chosen by, beside the problem and the target.
struct ScheduleSources {
    std::vector<ScheduleTable> tables;  ///< the user's: asked before those that are shipped
    bool shipped = true;                ///< whether the program's own are asked
    std::string processor = kDefaultProcessor;
    int threads = 1;  ///< that calls will use: 1, or several
};

/// The program's own tables (schedules/tables), each for one instruction set and family.
const std::vector<ScheduleTable> &shipped_tables();

/// A schedule and where it comes from.
struct Choice {
    Schedule schedule;
    std::string
        from;  ///< "given", "table zen4" (a shipped one), "table my.json", "table my.json, nearest f32,last,...", "rule"
};

/// The schedule that the sources' tables have for the problem on this set, if they have one; in this order:
///   1. an entry of exactly this problem: in the user's tables, in those of the processor, in others;
///   2. the entry of the nearest problem of the same class (see `distance`), in the same order of tables, made to fit.
/// Of entries for several numbers of threads, those of the same class as the sources' (1, or several) come first.
std::optional<Choice> look_up(const Problem &, const InstructionSet &, const ScheduleSources &);

/// How far apart two problems of one class are: the distance of the logarithms (base 2) of channels and filters of a group, groups,
/// sizes and batch, open ones taken for 64 (batch: 1); half as much for sizes and batch. 0.1 more where bias or activation differ,
/// 0.5 where one has open sizes. None where the classes differ: rank, layout, kernel, stride and dilation of each axis, one group,
/// depthwise or several groups, accuracy, whether the phases of x are alike.
std::optional<double> distance(const Problem &, const Problem &);
/// Beyond this, an entry says less than the rule: twice as many channels and four times as many pixels along both axes are too far.
constexpr double kFarthest = 1.6;

/// A schedule for every set of the target, in its order. `given` goes before all sources; the first set's schedule brings the packing that
/// all share: others take a table's or the rule's schedule with that packing, or follow the first one. Throws Error for what is given and
/// not legal, or differs in packing.
std::vector<Choice> choose_schedules(const Problem &, const Target &, const std::map<std::string, Schedule> &given,
                                     const ScheduleSources &);

/// Throws Error where a table of the sources is for no set of the target.
void check_sources(const ScheduleSources &, const Target &);

}  // namespace tconv
