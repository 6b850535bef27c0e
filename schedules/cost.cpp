// What all algorithms' schedules cost: their own model, and the transposition of the arrays where they ask for it.
#include "schedules/cost.h"

#include "schedules/core.h"

namespace tconv {

namespace {

/// There and back. An element takes a quarter of a load and of a store of four, and its part of a vector's shuffles and store; and it is
/// written and read once more than without.
double transposition_seconds(const Problem &problem, const InstructionSet &set, int threads) {
    constexpr double kCycles = 0.8, kBytes = 16;
    const auto [input, output] = array_elements(problem);
    const double elements = input + output;
    const double cycles = kCycles * 16 / set.lanes + kBytes * Core(set).cycles_per_byte(2 * 4 * elements);
    return elements * cycles / Core::kHertz / threads;
}

}  // namespace

double estimated_seconds(const Schedule &schedule, const Problem &problem, const InstructionSet &set, int threads) {
    return std::visit(
        [&](const auto &s) {
            const double seconds = estimated_seconds(s, worked_on(problem, s.transpose), set, threads);
            return seconds + (s.transpose ? transposition_seconds(problem, set, threads) : 0);
        },
        schedule);
}

}  // namespace tconv
