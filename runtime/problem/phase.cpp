// Phases of one axis. Everything follows from i*s + t*d = o + crop_begin.
#include "tconv/phase.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>

#include "runtime/problem/sizes.h"

namespace tconv {
namespace {

/// The t in [0, modulus) with a*t == 1 (mod modulus), by Euclid; gcd(a, modulus) must be 1.
int64_t inverse(int64_t a, int64_t modulus) {
    int64_t r0 = modulus, r1 = a % modulus, t0 = 0, t1 = 1;
    while (r1 != 0) {
        const int64_t q = r0 / r1;
        std::tie(r0, r1) = std::make_pair(r1, r0 - q * r1);
        std::tie(t0, t1) = std::make_pair(t1, t0 - q * t1);
    }
    return floor_mod(t0, modulus);
}

void require_sizes(const Axis &axis, const char *who) {
    if (axis.is_open() || axis.output == kOpen) {
        throw std::logic_error(std::string(who) + ": the axis must have its sizes");
    }
}

/// Values t in [0, count) with low <= t * step + offset <= high.
int64_t multiples_within(int64_t count, int64_t step, int64_t offset, int64_t low, int64_t high) {
    const int64_t first = std::max<int64_t>(0, ceil_div(low - offset, step));
    const int64_t last = std::min(count - 1, floor_div(high - offset, step));
    return std::max<int64_t>(0, last - first + 1);
}

/// The inputs from which tap t reaches an output in [0, O): first > last where there is none.
InputRange inputs_of_tap(const Axis &axis, int64_t tap) {
    const int64_t shift = axis.crop_begin - tap * axis.dilation;
    return {ceil_div(shift, axis.stride), floor_div(shift + axis.output - 1, axis.stride)};
}

}  // namespace

Phase phase_of(const Axis &axis, int64_t residue) {
    const int64_t common = std::gcd(axis.stride, axis.dilation);
    Phase phase;
    phase.residue = residue;
    phase.tap_step = axis.stride / common;
    phase.input_step = axis.dilation / common;
    // t*d == residue + crop_begin (mod s) has solutions only where gcd(s, d) divides the right side.
    const int64_t target = floor_mod(residue + axis.crop_begin, axis.stride);
    if (target % common != 0) {
        return phase;
    }
    // Both factors are below 2^31 (validate), so the product fits.
    const int64_t first = (target / common) * inverse(phase.input_step, phase.tap_step) % phase.tap_step;
    if (first >= axis.kernel) {
        return phase;
    }
    phase.first_tap = first;
    phase.taps = (axis.kernel - 1 - first) / phase.tap_step + 1;
    phase.input_offset = (residue + axis.crop_begin - first * axis.dilation) / axis.stride;  // exact
    return phase;
}

std::vector<Phase> phases_of(const Axis &axis) {
    std::vector<Phase> phases;
    for (int64_t residue = 0; residue < axis.stride; ++residue) {
        phases.push_back(phase_of(axis, residue));
    }
    return phases;
}

int64_t phase_outputs(const Axis &axis, int64_t residue, int64_t output) {
    return output > residue ? (output - residue - 1) / axis.stride + 1 : 0;
}

InputRange inputs_read(const Axis &axis) {
    require_sizes(axis, "inputs_read");
    // Both ends of a tap's range fall as the tap rises, so the first and the last tap that reach an output have the ends.
    // Which taps reach one repeats with the step of a phase: no more taps than that need a look.
    const int64_t looks = std::min(axis.kernel, axis.stride / std::gcd(axis.stride, axis.dilation));
    for (int64_t low = 0; low < looks; ++low) {
        const InputRange top = inputs_of_tap(axis, low);
        if (top.empty()) {
            continue;
        }
        int64_t high = axis.kernel - 1;
        while (inputs_of_tap(axis, high).empty()) {
            --high;
        }
        return {inputs_of_tap(axis, high).first, top.last};
    }
    return {};
}

int64_t useful_taps(const Axis &axis) {
    require_sizes(axis, "useful_taps");
    int64_t pairs = 0;
    if (axis.input < axis.kernel) {  // whichever loop is the shorter: kernels may have 2^31 taps
        for (int64_t i = 0; i < axis.input; ++i) {
            pairs +=
                multiples_within(axis.kernel, axis.dilation, i * axis.stride - axis.crop_begin, 0, axis.output - 1);
        }
        return pairs;
    }
    for (int64_t tap = 0; tap < axis.kernel; ++tap) {
        pairs += multiples_within(axis.input, axis.stride, tap * axis.dilation - axis.crop_begin, 0, axis.output - 1);
    }
    return pairs;
}

}  // namespace tconv
