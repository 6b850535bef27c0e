// Winograd's algorithm computes an output as  y = A [ (G g) . (B d) ]  summed over channels, along each axis in turn. Rounded matrices
// aside (their entries are exact but those of G, which is applied in double), each stage is a sum of at most n = m + r - 1 products by
// constants, whose computed value differs from the exact one by gamma(n) times the same sum of magnitudes; so do the products' sums over
// channels with gamma(channels). Stages follow each other, so that their counts add up, and magnitudes go through |A|, |G| and |B|:
//
//     |computed - exact| <= gamma(channels + 2 sum of n + 1) * |A| [ (|G| |g|) . (|B| |d|) ]      (+ 1: U rounded to float32)
//
// With the largest |g| of a channel's taps and the largest |d| of its inputs, the last factor is at most the product over the axes of
// the largest sum over j of |A_ij| (sum |G_j.|) (sum |B_j.|), which is `growth` of cook_toom.h.
#include "schedules/rounding.h"

#include <algorithm>

#include "schedules/cook_toom.h"

namespace tconv {

namespace {

/// Transforms of up to this many products have the points 0, 1, -1 and infinity.
constexpr int64_t kDyadicPlanes = 4;

Regrouping regrouping(const WinogradSizes &sizes) {
    Regrouping most{1, 0, true};
    for (const WinogradClass &c : sizes.classes) {
        Regrouping here{1, 1, true};
        for (int a = 0; a < 3; a++) {
            here.growth *= growth(cook_toom(sizes.outputs[a], static_cast<int>(c.phases[a].taps)));
            here.roundings += c.phases[a].taps == 1 ? 0 : 2 * c.planes[a];
        }
        most.dyadic = most.dyadic && std::all_of(c.planes, c.planes + 3, [](int64_t n) { return n <= kDyadicPlanes; });
        most.growth = std::max(most.growth, here.growth);
        most.roundings = std::max(most.roundings, here.roundings);
    }
    return most;
}

double gamma(double count) { return count * 0x1p-24 / (1 - count * 0x1p-24); }

// Of each algorithm: one without these two does not compile.
std::optional<Regrouping> regrouping(const DirectSchedule &, const Problem &) { return std::nullopt; }
std::optional<Regrouping> regrouping(const WinogradSchedule &schedule, const Problem &problem) {
    return regrouping(packed_sizes(problem, schedule.packing));
}

Rounding rounding(const DirectSchedule &, const Problem &problem) {
    auto terms = static_cast<double>(problem.channels_per_group());
    for (const Axis &axis : problem.axes)
        terms *= static_cast<double>(phase_classes(axis, false).front().taps);
    return {false, gamma(terms + 1), 1};
}
Rounding rounding(const WinogradSchedule &schedule, const Problem &problem) {
    const WinogradSizes sizes = packed_sizes(problem, schedule.packing);
    const Regrouping sums = regrouping(sizes);
    const auto channels = static_cast<double>(problem.channels_per_group());
    return {true, sums.growth * gamma(channels + static_cast<double>(sums.roundings) + 1), rms_growth(sizes)};
}

}  // namespace

std::optional<Regrouping> regrouping_of(const Schedule &schedule, const Problem &problem) {
    return std::visit([&](const auto &s) { return regrouping(s, problem); }, schedule);
}

Rounding rounding_of(const Schedule &schedule, const Problem &problem) {
    return std::visit([&](const auto &s) { return rounding(s, problem); }, schedule);
}

}  // namespace tconv
