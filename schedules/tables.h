// Tables of schedules: what searches found, as data. A table is for one instruction set and one family of processors; it is a text that
// a person reads and a review compares: a line for each entry, in the order of their keys.
//
//     {
//     "format": 1,
//     "version": "0.1.0",                     the tconv that wrote it
//     "target": "x86-64-linux-avx512",        of one instruction set
//     "processor": "zen4",                    the family that the times are of
//     "entries": [
//     {"key": "f32,last,...", "threads": 1, "milliseconds": 0.52, "gflops": 161.2, "roofline_share": 0.81, "effort": "measure", "schedule": {...}},
//     ...
//     ]
//     }
#pragma once

#include <map>
#include <string>
#include <utility>

#include "schedules/schedule.h"

namespace tconv {

/// How much a search spends on a layer: no measurement, about a minute, about ten.
enum class Effort { estimate, measure, patient };
template <>
struct NamesOf<Effort> {
    static constexpr NameTable<Effort, 3> table{
        {{Effort::estimate, "estimate"}, {Effort::measure, "measure"}, {Effort::patient, "patient"}}};
};

struct TableEntry {
    Schedule schedule;
    double milliseconds = 0;    ///< of one call; 0: not measured (null in the text), the two after it neither
    double gflops = 0;          ///< of the multiply-adds that reach the output, two operations each
    double roofline_share = 0;  ///< the machine's least time for the layer / this time
    Effort effort = Effort::estimate;
    bool operator==(const TableEntry &) const = default;
};

/// A canonical problem key, and how many threads the times are of.
using TableKey = std::pair<std::string, int>;
constexpr int kMostTableThreads = 1024;

struct ScheduleTable {
    std::string target;     ///< the name of one with a single instruction set
    std::string processor;  ///< lower-case letters, digits, '-'
    std::map<TableKey, TableEntry> entries;
    std::string file;  ///< where it was read from: no part of its text

    const InstructionSet &set() const;
    /// As a message calls it: by its file's name, or by its processor.
    std::string name() const;
    bool operator==(const ScheduleTable &other) const {
        return target == other.target && processor == other.processor && entries == other.entries;
    }
};

/// A number as tables keep it: four digits.
double table_number(double value);

/// The target that has this instruction set alone. Throws Error where there is none.
const tconv::Target &target_of_set(const InstructionSet &);
/// Throws Error where the name is no family's.
void check_processor(const std::string &name);

/// The canonical text; equal tables have equal texts, and table_from_text(text_of(t)) == t.
std::string text_of(const ScheduleTable &);
/// Throws Error, naming what is wrong, for a text that is no table of this version of tconv whole: another format or version, an
/// unknown target, unknown or missing members (those of a schedule may be missing: see schedule_from_json), problems or schedules that are
/// not legal.
ScheduleTable table_from_text(const std::string &text);
/// The same of a file, which the message names.
ScheduleTable read_table(const std::string &file);

/// Which of two entries for one problem stays: measured before not measured, then the less time, then the text that sorts first.
/// This is a total order, so joining tables is commutative, associative and idempotent.
bool is_better(const TableEntry &, const TableEntry &);
/// All entries of both, of each problem the better one. Throws Error where they are for different targets or processors.
ScheduleTable merged(const ScheduleTable &, const ScheduleTable &);

}  // namespace tconv
