// The text of tables, strictly read, and how two become one.
#include "schedules/tables.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <tuple>

#include "runtime/json/strict_json.h"
#include "runtime/problem/message.h"
#include "schedules/members.h"

namespace tconv {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr int64_t kFormat = 1;

/// "0.1" of "0.1.7": patches change no schedule's meaning.
std::string release(const std::string &version) { return version.substr(0, version.find('.', version.find('.') + 1)); }

/// Values that entries have.
std::string take_text(Members &members, const char *name) {
    const json value = members.take(name);
    if (!value.is_string())
        reject(members.field(name), json_text(value), "a text");
    return value.get<std::string>();
}
double take_positive(Members &members, const char *name) {
    const json value = members.take(name);
    if (!value.is_number() || !(value.get<double>() > 0) || !std::isfinite(value.get<double>()))
        reject(members.field(name), json_text(value), "a number above 0");
    return value.get<double>();
}

std::pair<TableKey, TableEntry> read_entry(const json &value, const std::string &where, const InstructionSet &set) {
    Members members(value, where);
    TableKey key;
    TableEntry entry;
    key.first = take_text(members, "key");
    const Problem problem = found_in(where, [&] { return parse_key(key.first); });
    const int64_t threads = json_integer(members.field("threads"), members.take("threads"));
    check_range(members.field("threads"), threads, 1, kMostTableThreads);
    key.second = static_cast<int>(threads);
    entry.effort = value_of_name<Effort>(members.field("effort"), take_text(members, "effort"));
    if (entry.effort == Effort::estimate) {
        for (const char *name : {"milliseconds", "gflops", "roofline_share"}) {
            const json measured = members.take(name);
            if (!measured.is_null())
                reject(members.field(name), json_text(measured), "null where effort is estimate");
        }
    } else {
        entry.milliseconds = take_positive(members, "milliseconds");
        entry.gflops = take_positive(members, "gflops");
        entry.roofline_share = take_positive(members, "roofline_share");
    }
    const std::string schedule = members.take("schedule").dump(-1, ' ', true, json::error_handler_t::replace);
    found_in(where, [&] {
        entry.schedule = schedule_from_json(schedule);
        check_legal(entry.schedule, problem, set);
    });
    members.end();
    return {key, entry};
}

std::string line_of(const TableKey &key, const TableEntry &entry) {
    const auto number = [&](double value) {
        return entry.effort == Effort::estimate ? ordered_json(nullptr) : ordered_json(value);
    };
    ordered_json line;
    line["key"] = key.first;
    line["threads"] = key.second;
    line["milliseconds"] = number(entry.milliseconds);
    line["gflops"] = number(entry.gflops);
    line["roofline_share"] = number(entry.roofline_share);
    line["effort"] = name_of_value(entry.effort);
    line["schedule"] = ordered_json::parse(to_json(entry.schedule));
    return line.dump();
}

}  // namespace

const InstructionSet &ScheduleTable::set() const { return *find_target(target).sets.front(); }

std::string ScheduleTable::name() const {
    return "table " + (file.empty() ? processor : std::filesystem::path(file).filename().string());
}

double table_number(double value) {
    char text[40];
    std::snprintf(text, sizeof text, "%.4g", value);
    return std::strtod(text, nullptr);
}

const tconv::Target &target_of_set(const InstructionSet &set) {
    for (const Target &target : targets()) {
        if (target.sets.size() == 1 && target.sets.front() == &set)
            return target;
    }
    throw Error(std::string("instruction set ") + set.name + " has no target of its own");
}

void check_processor(const std::string &name) {
    constexpr size_t kLongest = 40;
    const auto is_allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    if (name.empty() || name.size() > kLongest || !std::all_of(name.begin(), name.end(), is_allowed))
        reject("processor", tconv::quoted(name),
               "1 to " + std::to_string(kLongest) + " lower-case letters, digits and '-', as zen4");
}

std::string text_of(const ScheduleTable &table) {
    std::string text = "{\n\"format\": " + std::to_string(kFormat) + ",\n\"version\": \"" + TCONV_VERSION +
                       "\",\n\"target\": " + json(table.target).dump() +
                       ",\n\"processor\": " + json(table.processor).dump() + ",\n\"entries\": [";
    const char *before = "\n";
    for (const auto &[key, entry] : table.entries) {
        text += before + line_of(key, entry);
        before = ",\n";
    }
    return text + "\n]\n}\n";
}

ScheduleTable table_from_text(const std::string &text) {
    Members members(parse_json_object(text), "", "the table");
    // Which table it is comes first: of one that is not for this program, nothing else is said.
    const json format = members.take("format");
    if (format != kFormat)
        reject("format", json_text(format), std::to_string(kFormat));
    const std::string version = take_text(members, "version");
    if (release(version) != release(TCONV_VERSION))
        reject("version", tconv::quoted(version), "that of this program, " + release(TCONV_VERSION));
    ScheduleTable table;
    table.target = take_text(members, "target");
    if (find_target(table.target).sets.size() != 1)
        reject("target", tconv::quoted(table.target), "one with a single instruction set");
    table.processor = take_text(members, "processor");
    check_processor(table.processor);
    const json entries = members.take("entries");
    members.end();
    if (!entries.is_array())
        reject("entries", json_text(entries), "a list");
    for (size_t i = 0; i < entries.size(); i++) {
        const auto [key, entry] = read_entry(entries[i], tconv::entry("entries", i), table.set());
        if (!table.entries.emplace(key, entry).second)
            throw Error(tconv::entry("entries", i) + " has the key and threads of another entry: " + key.first);
    }
    return table;
}

ScheduleTable read_table(const std::string &file) {
    return found_in(file, [&] {
        std::error_code ignored;
        if (std::filesystem::exists(file, ignored) && !std::filesystem::is_regular_file(file, ignored))
            throw Error("the table of schedules must be a regular file");
        std::ifstream in(file, std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(in), {}};
        if (!in || in.bad())
            throw Error("cannot read the table of schedules");
        ScheduleTable table = table_from_text(text);
        table.file = file;
        return table;
    });
}

bool is_better(const TableEntry &a, const TableEntry &b) {
    const auto rank = [](const TableEntry &e) {
        return std::make_tuple(e.effort == Effort::estimate, e.milliseconds, to_json(e.schedule), -e.gflops,
                               -e.roofline_share, e.effort);
    };
    return rank(a) < rank(b);
}

ScheduleTable merged(const ScheduleTable &a, const ScheduleTable &b) {
    if (a.target != b.target)
        throw Error("tables for targets " + a.target + " and " + b.target +
                    " cannot be one: a table is for one target");
    if (a.processor != b.processor)
        throw Error("tables for processors " + a.processor + " and " + b.processor +
                    " cannot be one: a table is for one family of processors");
    ScheduleTable all = a;
    for (const auto &[key, entry] : b.entries) {
        const auto [found, is_new] = all.entries.emplace(key, entry);
        if (!is_new && is_better(entry, found->second))
            found->second = entry;
    }
    return all;
}

}  // namespace tconv
