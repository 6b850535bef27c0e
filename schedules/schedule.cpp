// What all algorithms' schedules have in common: the table of algorithms, JSON, ranges.
#include "schedules/schedule.h"

#include <nlohmann/json.hpp>
#include <type_traits>
#include <utility>

#include "runtime/problem/message.h"
#include "schedules/defaults.h"
#include "schedules/fit.h"
#include "schedules/members.h"

namespace tconv {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr const char *kAlgorithms[] = {"direct", "winograd"};  // as the alternatives of Schedule

/// Writes the members of a list in its order.
struct Writer {
    ordered_json &out;

    template <typename T>
    void operator()(const char *name, const T &member) const {
        if constexpr (std::is_same_v<T, bool>) {
            out[name] = member;
        } else if constexpr (std::is_enum_v<T>) {
            out[name] = name_of_value(member);
        } else {
            out[name] = ordered_json::object();
            T::visit(member, Writer{out[name]});
        }
    }
    template <typename T>
    void operator()(const char *name, const T &member, Limits) const {
        out[name] = member;
    }
};

/// Takes the members of a list from a JSON object; those that it lacks stay as they are.
class Reader : public Members {
public:
    using Members::Members;

    template <typename T>
    void operator()(const char *name, T &member) {
        if (!has(name))
            return;
        const json value = take(name);
        if constexpr (std::is_same_v<T, bool>) {
            if (!value.is_boolean())
                reject(field(name), value.dump(), "true or false");
            member = value.get<bool>();
        } else if constexpr (std::is_enum_v<T>) {
            if (!value.is_string())
                reject(field(name), value.dump(), "one of " + names_of_values<T>());
            member = value_of_name<T>(field(name), value.get<std::string>());
        } else {
            Reader inner(value, field(name));
            T::visit(member, inner);
            inner.end();
        }
    }
    template <typename T>
    void operator()(const char *name, T &member, Limits range) {
        if (!has(name))
            return;
        const json value = take(name);
        if constexpr (std::is_integral_v<T>) {
            member = static_cast<T>(integer(field(name), value, range));
        } else {
            if (!value.is_array())
                reject(field(name), value.dump(), "a list of integers");
            member.clear();
            for (size_t i = 0; i < value.size(); i++)
                member.push_back(static_cast<int>(integer(entry(field(name), i), value[i], range)));
        }
    }

private:
    static int64_t integer(const std::string &field, const json &value, Limits range) {
        if (!value.is_number_integer() || value.get<int64_t>() < range.low || value.get<int64_t>() > range.high) {
            reject(field, value.dump(),
                   "an integer from " + std::to_string(range.low) + " to " + std::to_string(range.high));
        }
        return value.get<int64_t>();
    }
};

/// Refuses integers that are outside their ranges whatever the problem.
struct RangeCheck {
    std::string where;

    template <typename T>
    void operator()(const char *name, const T &member) const {
        if constexpr (std::is_class_v<T>)
            T::visit(member, RangeCheck{where + "." + name});
    }
    template <typename T>
    void operator()(const char *name, const T &member, Limits range) const {
        if constexpr (std::is_integral_v<T>) {
            check_range(where + "." + name, member, range.low, range.high);
        } else {
            for (size_t i = 0; i < member.size(); i++)
                check_range(entry(where + "." + name, i), member[i], range.low, range.high);
        }
    }
};

json parsed(const std::string &text, const char *what) {
    json object = json::parse(text, nullptr, false);
    if (object.is_discarded())
        throw Error(std::string(what) + " is " + quoted(text) + ": must be a JSON object");
    return object;
}

template <typename T>
std::string text_of(const T &fields) {
    ordered_json out;
    T::visit(fields, Writer{out});
    return out.dump();
}

template <typename T>
T read(Reader &reader) {
    T fields;
    T::visit(fields, reader);
    reader.end();
    return fields;
}

}  // namespace

PackedSizes packed_sizes(const Problem &problem, const Packing &packing) {
    return std::visit([&](const auto &p) -> PackedSizes { return packed_sizes(problem, p); }, packing);
}

const char *algorithm_of(const Schedule &schedule) { return kAlgorithms[schedule.index()]; }

Packing packing_of(const Schedule &schedule) {
    return std::visit([](const auto &s) -> Packing { return s.packing; }, schedule);
}

void check_legal(const Schedule &schedule, const Problem &problem, const InstructionSet &set) {
    std::visit(
        [&](const auto &s) {
            std::decay_t<decltype(s)>::visit(s, RangeCheck{"schedule"});
            check_legal(s, problem, set);
        },
        schedule);
}

bool is_legal(const Schedule &schedule, const Problem &problem, const InstructionSet &set) {
    try {
        check_legal(schedule, problem, set);
        return true;
    } catch (const Error &) {
        return false;
    }
}

Schedule default_schedule(const Problem &problem, const Target &target, const InstructionSet &set) {
    return set.defaults->schedule(problem, target, set);
}

std::vector<Schedule> suggested_schedules(const Problem &problem, const Target &target, const InstructionSet &set) {
    std::vector<Schedule> legal;
    for (const Schedule &schedule : set.defaults->suggestions(problem, target, set)) {
        if (is_legal(schedule, problem, set))
            legal.push_back(schedule);
    }
    return legal;
}

Schedule with_less_workspace(const Schedule &schedule, const Problem &problem, const InstructionSet &set, size_t step) {
    Schedule smaller = schedule;
    const auto in_place = [](auto &s) {
        s.transpose = false;  // what is transposed is kept, whole or in bands
        s.band.clear();
    };
    std::visit(in_place, smaller);
    if (!(smaller == schedule))
        smaller = fitted(smaller, problem, set).value_or(schedule);
    const auto *direct = std::get_if<DirectSchedule>(&smaller);
    return direct ? Schedule(with_less_workspace(*direct, problem, set, step)) : smaller;
}

std::string to_json(const Schedule &schedule) {
    ordered_json out;
    out["algorithm"] = algorithm_of(schedule);
    std::visit([&](const auto &s) { std::decay_t<decltype(s)>::visit(s, Writer{out}); }, schedule);
    return out.dump();
}

Schedule schedule_from_json(const std::string &text) {
    Reader reader(parsed(text, "schedule"), "schedule");
    const json algorithm = reader.take("algorithm");
    if (algorithm == kAlgorithms[0])
        return read<DirectSchedule>(reader);
    if (algorithm == kAlgorithms[1])
        return read<WinogradSchedule>(reader);
    reject("schedule.algorithm", algorithm.dump(),
           "one of " + listed(kAlgorithms, [](const char *name) { return name; }));
}

std::string to_json(const DirectPacking &packing) { return text_of(packing); }
std::string to_json(const WinogradPacking &packing) { return text_of(packing); }

template <typename P>
P packing_from_json(const std::string &text) {
    Reader reader(parsed(text, "packing"), "packing");
    return read<P>(reader);
}
template DirectPacking packing_from_json(const std::string &);
template WinogradPacking packing_from_json(const std::string &);

}  // namespace tconv
