// How much code a schedule unrolls into.
#include "schedules/cost.h"

namespace tconv {

namespace {

constexpr double kProduct = 8, kSum = 20, kLoops = 120,
                 kPlane =
                     150;  ///< bytes: of a multiply-add, of a sum's start and store, of a nest, of a plane's transforms

double code_bytes(const DirectSchedule &s, const Problem &problem) {
    double sums = static_cast<double>(s.vectors) * s.broadcasts, nests = 1, unrolled = s.unroll_channels;
    double taps = 1;
    for (size_t a = 0; a < problem.axes.size(); a++) {
        const Axis &axis = problem.axes[a];
        const bool merged = s.packing.merge_x && a + 1 == problem.axes.size();
        const auto phases = merged ? 1.0 : static_cast<double>(axis.stride);
        const auto kinds = merged || axis.kernel % axis.stride == 0 ? 1.0 : 2.0;
        nests *= s.phases == PhaseLoops::rolled ? kinds : phases;
        taps *= static_cast<double>(axis.kernel) / (merged ? static_cast<double>(axis.stride) : phases);
    }
    if (s.phases == PhaseLoops::joint || s.packing.channels_outer)
        unrolled *= taps;  // channels are the outermost loop: taps inside it
    if (s.lanes == Lanes::pixels)
        sums *= 1.5;  // stores pixel by pixel
    return nests * (sums * (kProduct * unrolled + kSum) + kLoops);
}

double code_bytes(const WinogradSchedule &s, const Problem &problem) {
    const WinogradSizes sizes = packed_sizes(problem, s.packing);
    double bytes = 0;
    for (const WinogradClass &c : sizes.classes) {
        const auto planes = static_cast<double>(c.planes_together());
        bytes += planes * kPlane + static_cast<double>(s.vectors) * s.tiles * (kProduct + kSum) + 8 * kLoops;
    }
    return bytes;
}

}  // namespace

double estimated_code_bytes(const Schedule &schedule, const Problem &problem) {
    return std::visit([&](const auto &s) { return code_bytes(s, problem); }, schedule);
}

}  // namespace tconv
