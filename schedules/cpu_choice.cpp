// Which algorithm a layer gets on CPUs, and in channels first whether in its own layout or by way of channels last.
#include <limits>

#include "schedules/core.h"
#include "schedules/cost.h"
#include "schedules/cpu.h"
#include "schedules/transposed.h"

namespace tconv {

namespace {

/// The most scratch memory that a rule asks for, of arrays beside the layer's own.
constexpr double kMostBytes = 8e6;

/// Bytes of a copy of the input with its border; sizes that are open are not counted.
double copied_bytes(const Problem &problem, const Schedule &schedule) {
    const bool copied = std::visit([](const auto &s) { return s.border == Border::whole; }, schedule);
    return copied && !problem.is_open() ? 4 * array_elements(problem).input : 0;
}

Schedule in_own_layout(const Problem &problem, const Target &target, const InstructionSet &set) {
    const std::optional<WinogradSchedule> winograd = cpu_winograd(problem, target, set);
    if (winograd && copied_bytes(problem, *winograd) <= kMostBytes)
        return *winograd;
    return cpu_direct(problem, target, set);
}

/// By way of channels last with these bands; none where that takes too much memory.
std::optional<Schedule> by_way(const Problem &problem, const std::vector<int> &band, const Target &target,
                               const InstructionSet &set) {
    const Schedule schedule = transposed(in_own_layout(worked_on(problem, true, band), target, set), band);
    if (!is_legal(schedule, problem, set))
        return std::nullopt;
    const auto [input, output] = array_elements(problem);
    if (band.empty() && (problem.is_open() || 4 * (input + output) + copied_bytes(problem, schedule) > kMostBytes))
        return std::nullopt;
    return schedule;
}

}  // namespace

/// In channels first, by way of channels last where that is faster by the model.
Schedule cpu_schedule(const Problem &problem, const Target &target, const InstructionSet &set) {
    constexpr double kGain = 0.9;
    constexpr int kThreads = 4;  // a band is a task: few large ones would leave threads idle
    if (!can_transpose(problem))
        return in_own_layout(problem, target, set);
    // Which way is decided for the best set: all share the packing.
    const InstructionSet &first = *target.sets.front();
    double least = kGain * estimated_seconds(in_own_layout(problem, target, first), problem, first, kThreads);
    std::optional<std::vector<int>> best;
    std::vector<std::vector<int>> bands = bands_to_try(problem, first);
    bands.insert(bands.begin(), std::vector<int>());
    for (const std::vector<int> &band : bands) {
        const std::optional<Schedule> schedule = by_way(problem, band, target, first);
        const double seconds = schedule ? estimated_seconds(*schedule, problem, first, kThreads) : least;
        if (seconds < least) {
            least = seconds;
            best = band;
        }
    }
    return best ? transposed(in_own_layout(worked_on(problem, true, *best), target, set), *best)
                : in_own_layout(problem, target, set);
}

namespace {

std::vector<Schedule> suggestions_in(const Problem &problem, const Target &target, const InstructionSet &set) {
    std::vector<Schedule> schedules = cpu_winograd_suggestions(problem, target, set);
    const DirectSchedule direct = cpu_direct(problem, target, set);
    schedules.emplace_back(direct);
    for (const auto &[phases, name] : NamesOf<PhaseLoops>::table) {
        for (const auto &[order, order_name] : NamesOf<LoopOrder>::table) {
            DirectSchedule other = direct;
            other.phases = phases;
            other.order = order;
            schedules.emplace_back(other);
        }
    }
    return schedules;
}

}  // namespace

std::vector<Schedule> cpu_suggestions(const Problem &problem, const Target &target, const InstructionSet &set) {
    std::vector<Schedule> schedules = suggestions_in(problem, target, set);
    if (!can_transpose(problem))
        return schedules;
    for (const Schedule &schedule : suggestions_in(worked_on(problem, true, {}), target, set))
        schedules.push_back(transposed(schedule, {}));
    for (const std::vector<int> &band : bands_to_try(problem, set)) {
        for (const Schedule &schedule : suggestions_in(worked_on(problem, true, band), target, set))
            schedules.push_back(transposed(schedule, band));
    }
    return schedules;
}

}  // namespace tconv
