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

/// A task is a band: its thread computes it alone.
template <typename S>
double seconds_in_bands(const S &schedule, const Problem &layer, const InstructionSet &set, int threads) {
    const BandedLayer banded = in_bands(layer, schedule.band);
    S inside = schedule;
    inside.transpose = false;
    inside.band.clear();
    double bands = 1;
    for (const BandedAxis &axis : banded.axes)
        bands *= static_cast<double>(axis.bands);
    const double band = estimated_seconds(inside, banded.band, set, 1) + transposition_seconds(banded.band, set, 1);
    // The layer's own arrays come and go in bursts that no arithmetic hides; what is stored is fetched first.
    const auto [input, output] = array_elements(layer);
    const double moved = 4 * (input + 2 * output) * Core(set).cycles_per_byte(4 * (input + output)) / Core::kHertz;
    return (band * bands + moved) * imbalance(bands, threads) / threads;
}

}  // namespace

double estimated_seconds(const Schedule &schedule, const Problem &problem, const InstructionSet &set, int threads) {
    return std::visit(
        [&](const auto &s) {
            if (!s.band.empty())
                return seconds_in_bands(s, problem, set, threads);
            const double seconds = estimated_seconds(s, worked_on(problem, s), set, threads);
            return seconds + (s.transpose ? transposition_seconds(problem, set, threads) : 0);
        },
        schedule);
}

}  // namespace tconv
