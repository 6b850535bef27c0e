// Draws and steps, member by member.
#include "generators/tune/space.h"

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <utility>

#include "runtime/problem/sizes.h"
#include "schedules/fit.h"

namespace tconv::tune {

namespace {

/// Gives every member a value of its range.
struct DrawAll {
    Random &random;

    template <typename T>
    void operator()(const char *, T &member) const {
        if constexpr (std::is_same_v<T, bool>) {
            member = random.one_in(2);
        } else if constexpr (std::is_enum_v<T>) {
            const auto &table = NamesOf<T>::table;
            member = table[static_cast<size_t>(random.in(0, static_cast<int64_t>(table.size()) - 1))].first;
        } else {
            T::visit(member, *this);
        }
    }
    template <typename T>
    void operator()(const char *, T &member, Limits range) const {
        if constexpr (std::is_integral_v<T>) {
            member = static_cast<T>(random.log_in(range.low, range.high));
        } else {
            for (auto &value : member)
                value = static_cast<int>(random.log_in(range.low, range.high));
        }
    }
};

struct Count {
    int &members;
    template <typename T>
    void operator()(const char *, const T &member) const {
        if constexpr (std::is_class_v<T>)
            T::visit(member, *this);
        else
            members++;
    }
    template <typename T>
    void operator()(const char *, const T &, Limits) const {
        members++;
    }
};

/// Changes the member whose turn it is.
struct Step {
    Random &random;
    int &turn;  ///< counts down to it

    template <typename T>
    void operator()(const char *, T &member) const {
        if constexpr (std::is_class_v<T>) {
            T::visit(member, *this);
        } else if (turn-- == 0) {
            const T before = member;
            for (int draws = 0; member == before && draws < 20; draws++)
                DrawAll{random}("", member);
        }
    }
    template <typename T>
    void operator()(const char *name, T &member, Limits range) const {
        if (turn-- != 0)
            return;
        if constexpr (std::is_integral_v<T>) {
            step(name, member, range);
        } else {
            if (!member.empty())
                step(name, member[static_cast<size_t>(random.in(0, static_cast<int64_t>(member.size()) - 1))], range);
        }
    }
    template <typename T>
    void step(const char *name, T &member, Limits range) const {
        const auto value = static_cast<int64_t>(member);
        int64_t next = value;
        switch (random.in(0, 5)) {
        case 0: next = value * 2; break;
        case 1: next = value / 2; break;
        case 2: next = value + 1; break;
        case 3: next = value - 1; break;
        case 4: next = value + ceil_div(value, 2); break;
        default: DrawAll{random}(name, member, range); return;
        }
        member = static_cast<T>(std::clamp(next, range.low, range.high));
    }
};

int member_count(const Schedule &schedule) {
    int members = 0;
    std::visit([&](const auto &s) { std::decay_t<decltype(s)>::visit(s, Count{members}); }, schedule);
    return members;
}

/// Blocks of whole register tiles, most of the time: others compute some lanes twice.
void round_block(DirectSchedule &s, const Problem &problem, Random &random) {
    if (s.lanes == Lanes::pixels) {
        if (!random.one_in(4))
            s.packing.block = int64_t{s.broadcasts} * random.in(1, 2);
    } else if (!random.one_in(4)) {
        const int64_t tile = int64_t{s.vector} * s.vectors;
        s.packing.block = std::min(lanes_of(problem, s.packing), ceil_div(s.packing.block, tile) * tile);
    }
}
void round_block(WinogradSchedule &s, const Problem &problem, Random &random) {
    if (!random.one_in(4)) {
        const int64_t tile = int64_t{s.vector} * s.vectors;
        s.packing.block = std::min(lanes_of(problem, s.packing), ceil_div(s.packing.block, tile) * tile);
    }
}

/// A schedule of the algorithm with this index.
template <size_t... I>
Schedule blank(size_t algorithm, std::index_sequence<I...>) {
    Schedule made;
    ((algorithm == I ? void(made.emplace<I>()) : void()), ...);
    return made;
}

/// Lists have their entries before they are drawn: half of the schedules are in bands, where the layer allows it.
template <typename S>
void give_axes(S &s, const Problem &problem, Random &random) {
    if (random.one_in(2))
        s.band.assign(problem.axes.size() + 1, 0);
    if constexpr (std::is_same_v<S, WinogradSchedule>)
        s.packing.outputs.assign(problem.axes.size(), 1);
}

std::optional<Schedule> made_legal(Schedule schedule, const Problem &problem, const InstructionSet &set,
                                   Random &random) {
    const std::optional<Schedule> cut = fitted(schedule, problem, set);
    if (!cut)
        return std::nullopt;
    Schedule rounded = *cut;
    std::visit([&](auto &s) { round_block(s, problem, random); }, rounded);
    return fitted(rounded, problem, set);
}

}  // namespace

std::optional<Schedule> random_schedule(const Problem &problem, const InstructionSet &set, Random &random) {
    constexpr size_t kAlgorithms = std::variant_size_v<Schedule>;
    const auto algorithm = static_cast<size_t>(random.in(0, kAlgorithms - 1));
    Schedule schedule = blank(algorithm, std::make_index_sequence<kAlgorithms>());
    std::visit(
        [&](auto &s) {
            give_axes(s, problem, random);
            std::decay_t<decltype(s)>::visit(s, DrawAll{random});
        },
        schedule);
    return made_legal(schedule, problem, set, random);
}

std::optional<Schedule> neighbour(const Schedule &from, const Problem &problem, const InstructionSet &set,
                                  Random &random) {
    Schedule schedule = from;
    const int members = member_count(schedule);
    for (int steps = random.one_in(3) ? 2 : 1; steps > 0; steps--) {
        int turn = static_cast<int>(random.in(0, members - 1));
        std::visit([&](auto &s) { std::decay_t<decltype(s)>::visit(s, Step{random, turn}); }, schedule);
    }
    const std::optional<Schedule> legal = made_legal(schedule, problem, set, random);
    return legal && !(*legal == from) ? legal : std::nullopt;
}

}  // namespace tconv::tune
