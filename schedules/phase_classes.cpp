// A phase is known by its first kernel index t0 in [0, s/g), g = gcd(stride, dilation): the tap counts fall from ceil(k/(s/g)) to floor at
// t0 = k mod (s/g), so phases with equal counts are neighbours, and the residue follows from t0.
#include "schedules/phase_classes.h"

#include <algorithm>
#include <numeric>

namespace tconv {

Axis loop_axis(const Problem &problem, int a) {
    Axis one;
    one.output = 1;
    return a < problem.rank() ? problem.axes[problem.axes.size() - 1 - static_cast<size_t>(a)] : one;
}

TapSteps tap_steps(const Axis &axis) {
    const int64_t common = std::gcd(axis.stride, axis.dilation);
    return {axis.stride / common, axis.dilation / common};
}

std::vector<PhaseClass> phase_classes(const Axis &axis, bool each_alone) {
    const int64_t step = tap_steps(axis).kernel;
    const int64_t fewer = axis.kernel / step, longer = axis.kernel % step;  // `longer` phases have one tap more
    std::vector<PhaseClass> classes;
    if (longer > 0)
        classes.push_back({0, longer, fewer + 1});
    if (fewer > 0)
        classes.push_back({longer, step - longer, fewer});
    if (!each_alone)
        return classes;
    std::vector<PhaseClass> alone;
    for (const PhaseClass &c : classes) {
        for (int64_t q = 0; q < c.count; q++)
            alone.push_back({c.first + q, 1, c.taps});
    }
    return alone;
}

bool every_phase_has_taps(const Axis &axis) {
    return std::gcd(axis.stride, axis.dilation) == 1 && axis.kernel >= axis.stride;
}

OffsetRange input_offsets(const Axis &axis, const PhaseClass &phases) {
    OffsetRange range{0, 0};
    for (int64_t q = 0; q < phases.count; q++) {
        const int64_t landing = (phases.first + q) * axis.dilation - axis.crop_begin;
        const int64_t residue = ((landing % axis.stride) + axis.stride) % axis.stride;
        const int64_t offset = (residue - landing) / axis.stride;
        range = q == 0 ? OffsetRange{offset, offset}
                       : OffsetRange{std::min(range.first, offset), std::max(range.last, offset)};
    }
    return range;
}

}  // namespace tconv
