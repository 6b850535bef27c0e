// Exact problem, then the nearest one, then the rule.
#include "schedules/look_up.h"

#include <algorithm>
#include <cmath>

#include "runtime/problem/message.h"
#include "runtime/problem/sizes.h"
#include "schedules/cost.h"
#include "schedules/fit.h"
#include "schedules/transposed.h"

namespace tconv {

namespace {

enum class GroupClass { one, depthwise, several };
GroupClass group_class(const Problem &p) {
    return p.groups == 1 ? GroupClass::one : is_depthwise(p) ? GroupClass::depthwise : GroupClass::several;
}

bool has_open_sizes(const Problem &p) {
    return std::any_of(p.axes.begin(), p.axes.end(), [](const Axis &axis) { return axis.is_open(); });
}

bool same_class(const Problem &a, const Problem &b) {
    const auto same_axis = [](const Axis &x, const Axis &y) {
        return x.kernel == y.kernel && x.stride == y.stride && x.dilation == y.dilation;
    };
    return a.dtype == b.dtype && a.layout == b.layout && a.accuracy == b.accuracy && group_class(a) == group_class(b) &&
           std::equal(a.axes.begin(), a.axes.end(), b.axes.begin(), b.axes.end(), same_axis) &&
           x_phases_alike(a) == x_phases_alike(b);
}

/// Tables for the set, in the order in which they are asked.
std::vector<const ScheduleTable *> tables_for(const InstructionSet &set, const ScheduleSources &sources) {
    std::vector<const ScheduleTable *> tables;
    const auto add = [&](const std::vector<ScheduleTable> &from, auto &&is_wanted) {
        for (const ScheduleTable &table : from) {
            if (&table.set() == &set && is_wanted(table))
                tables.push_back(&table);
        }
    };
    add(sources.tables, [](const ScheduleTable &) { return true; });
    if (sources.shipped) {
        add(shipped_tables(), [&](const ScheduleTable &t) { return t.processor == sources.processor; });
        add(shipped_tables(), [&](const ScheduleTable &t) { return t.processor != sources.processor; });
    }
    return tables;
}

bool same_threads_class(int a, int b) { return (a == 1) == (b == 1); }

/// The entry of this very problem; of several, that of the class of threads, then of the number nearest to it.
const TableEntry *exact_entry(const ScheduleTable &table, const std::string &key, int threads) {
    const TableEntry *best = nullptr;
    std::pair<bool, int> best_rank;
    for (auto at = table.entries.lower_bound({key, 0}); at != table.entries.end() && at->first.first == key; ++at) {
        const int count = at->first.second;
        const std::pair<bool, int> rank{!same_threads_class(count, threads), std::abs(count - threads)};
        if (best == nullptr || rank < best_rank) {
            best = &at->second;
            best_rank = rank;
        }
    }
    return best;
}

/// Blocks of another number of lanes: as many as before suit this one, or as even as they can be.
void spread_blocks(int64_t &block, int vector, int64_t lanes) {
    const int64_t blocks = ceil_div(lanes, block);
    if (blocks * block * 10 > lanes * 11)
        block = std::min(lanes, ceil_div(ceil_div(lanes, blocks), vector) * vector);
}

/// The neighbour's schedule for this problem; none where it would be one of another kind.
std::optional<Schedule> adapted(const DirectSchedule &from, const Problem &problem, const InstructionSet &set) {
    DirectSchedule s = from;
    const int64_t lanes = lanes_of(problem, s.packing);
    s.packing.block = std::min(s.packing.block, lanes);
    if (!problem.is_open())
        make_bands_even(s.band, problem);
    if (s.lanes != Lanes::pixels) {
        spread_blocks(s.packing.block, s.vector, lanes);
        const Axis &x = problem.axes.back();
        if (x.output != kOpen)
            s.broadcasts = static_cast<int>(std::clamp<int64_t>(ceil_div(x.output, x.stride), 1, s.broadcasts));
    }
    const std::optional<DirectSchedule> fit = fitted(s, problem, set);
    if (!fit || fit->lanes != from.lanes || fit->packing.merge_x != from.packing.merge_x)
        return std::nullopt;
    return *fit;
}
std::optional<Schedule> adapted(const WinogradSchedule &from, const Problem &problem, const InstructionSet &set) {
    WinogradSchedule s = from;
    const int64_t lanes = lanes_of(problem, s.packing);  // one class: x can be merged in both or neither
    s.packing.block = std::min(s.packing.block, lanes);
    if (!problem.is_open())
        make_bands_even(s.band, problem);
    spread_blocks(s.packing.block, s.vector, lanes);
    const std::optional<WinogradSchedule> fit = fitted(s, problem, set);
    return fit ? std::optional<Schedule>(*fit) : std::nullopt;
}

/// The schedule with another packing, where that is one of its algorithm's.
Schedule with_packing(Schedule schedule, const Packing &packing) {
    std::visit(
        [&](auto &s) {
            if (const auto *of_algorithm = std::get_if<std::decay_t<decltype(s.packing)>>(&packing))
                s.packing = *of_algorithm;
        },
        schedule);
    return schedule;
}

struct Neighbour {
    double distance = kFarthest;
    bool other_threads = false;
    const TableKey *key = nullptr;
    Schedule schedule;
};

std::optional<Neighbour> nearest(const ScheduleTable &table, const Problem &problem, const InstructionSet &set,
                                 int threads) {
    std::optional<Neighbour> best;
    for (const auto &[key, entry] : table.entries) {  // in the order of keys: of equally near ones the first stays
        const std::optional<double> far = distance(problem, parse_key(key.first));
        const bool other_threads = !same_threads_class(key.second, threads);
        if (!far || *far > kFarthest ||
            (best && std::pair(best->distance, best->other_threads) <= std::pair(*far, other_threads)))
            continue;
        const std::optional<Schedule> fit =
            std::visit([&](const auto &s) { return adapted(s, problem, set); }, entry.schedule);
        if (fit)
            best = Neighbour{*far, other_threads, &key, *fit};
    }
    return best;
}

}  // namespace

std::optional<double> distance(const Problem &a, const Problem &b) {
    if (!same_class(a, b))
        return std::nullopt;
    const auto octaves = [](int64_t x, int64_t y) {
        return std::log2(static_cast<double>(std::max<int64_t>(x, 1)) / static_cast<double>(std::max<int64_t>(y, 1)));
    };
    const auto size = [](int64_t value) { return value == kOpen ? kGuessedSize : value; };
    const auto batch = [](int64_t value) { return value == kOpen ? 1 : value; };
    double sum = 0;
    for (const double d : {octaves(a.channels_per_group(), b.channels_per_group()),
                           octaves(a.filters_per_group(), b.filters_per_group()), octaves(a.groups, b.groups),
                           octaves(batch(a.batch), batch(b.batch)) / 2})
        sum += d * d;
    for (size_t i = 0; i < a.axes.size(); i++) {
        const double d = octaves(size(a.axes[i].input), size(b.axes[i].input)) / 2;
        sum += d * d;
    }
    return std::sqrt(sum) + (a.bias != b.bias || a.activation != b.activation ? 0.1 : 0.0) +
           (has_open_sizes(a) != has_open_sizes(b) ? 0.5 : 0.0);
}

std::optional<Choice> look_up(const Problem &problem, const InstructionSet &set, const ScheduleSources &sources) {
    const std::vector<const ScheduleTable *> tables = tables_for(set, sources);
    const std::string wanted = key(problem);
    for (const ScheduleTable *table : tables) {
        if (const TableEntry *entry = exact_entry(*table, wanted, sources.threads))
            return Choice{entry->schedule, table->name()};
    }
    for (const ScheduleTable *table : tables) {
        if (const std::optional<Neighbour> found = nearest(*table, problem, set, sources.threads))
            return Choice{found->schedule, table->name() + ", nearest " + found->key->first};
    }
    return std::nullopt;
}

void check_sources(const ScheduleSources &sources, const Target &target) {
    for (const ScheduleTable &table : sources.tables) {
        if (std::count(target.sets.begin(), target.sets.end(), &table.set()) == 0)
            throw Error(table.name() + " is for target " + table.target + ": target " + std::string(target.name) +
                        " has no such instruction set");
    }
}

std::vector<Choice> choose_schedules(const Problem &problem, const Target &target,
                                     const std::map<std::string, Schedule> &given, const ScheduleSources &sources) {
    for (const auto &[name, schedule] : given) {
        const auto same_name = [&name = name](const InstructionSet *set) { return name == set->name; };
        if (std::none_of(target.sets.begin(), target.sets.end(), same_name))
            throw Error("a schedule is for instruction set \"" + name + "\": target " + target.name +
                        " has none of that name");
    }
    check_sources(sources, target);
    std::vector<Choice> choices;
    for (const InstructionSet *set : target.sets) {
        const auto own = given.find(set->name);
        if (own != given.end()) {
            check_legal(own->second, problem, *set);
            if (!choices.empty() && !(packing_of(own->second) == packing_of(choices.front().schedule)))
                throw Error(std::string("schedules of ") + target.sets.front()->name + " and " + set->name +
                            " differ in packing: one library has one");
            choices.push_back({own->second, "given"});
            continue;
        }
        const auto fits = [&](const Schedule &schedule) {
            return choices.empty() || packing_of(schedule) == packing_of(choices.front().schedule);
        };
        std::optional<Choice> found = look_up(problem, *set, sources);
        if (!found || !fits(found->schedule))
            found = Choice{default_schedule(problem, target, *set), "rule"};
        if (!fits(found->schedule)) {
            std::optional<Schedule> follower = following(choices.front().schedule, problem, *set);
            // The set's own rule may know better how to read that packing.
            const std::optional<Schedule> by_rule =
                fitted(with_packing(found->schedule, packing_of(choices.front().schedule)), problem, *set);
            if (by_rule && fits(*by_rule) &&
                (!follower || estimated_seconds(*by_rule, problem, *set, sources.threads) <
                                  estimated_seconds(*follower, problem, *set, sources.threads)))
                follower = by_rule;
            if (!follower)
                throw Error(std::string("instruction set ") + set->name +
                            " has no schedule with the packing of: " + to_json(choices.front().schedule));
            found = Choice{*follower, std::string("follows ") + target.sets.front()->name};
        }
        choices.push_back(*found);
    }
    return choices;
}

}  // namespace tconv
