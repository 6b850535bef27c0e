// Phases in classes: those of an axis that one loop nest can hold, because they have as many taps.
#pragma once

#include <cstdint>
#include <vector>

#include "tconv/problem.h"

namespace tconv {

/// Axis x (0), y (1) or z (2) of the loops: the problem's last axis, and those before it; one cell and one tap where it has none.
Axis loop_axis(const Problem &, int a);

/// A set of phases of one axis with equal tap counts. Member q of [0, count) starts at kernel index first + q.
struct PhaseClass {
    int64_t first = 0;
    int64_t count = 1;
    int64_t taps = 1;
    bool operator==(const PhaseClass &) const = default;
};

/// From one tap of a phase to the next, of an axis with stride s and dilation d.
struct TapSteps {
    int64_t kernel;  ///< s / gcd(s, d) kernel indices: also how many phases have taps
    int64_t input;   ///< d / gcd(s, d) inputs
};
TapSteps tap_steps(const Axis &axis);

/// All reachable phases of the axis in as few classes as there are tap counts (at most two), or each on its own.
std::vector<PhaseClass> phase_classes(const Axis &axis, bool each_alone);
/// Whether every residue has a tap: otherwise some outputs hold the bias alone.
bool every_phase_has_taps(const Axis &axis);

/// What tap 0 of a class's members reads at position 0 of their outputs: the least and the largest of them.
struct OffsetRange {
    int64_t first, last;
    int64_t count() const { return last - first + 1; }
};
OffsetRange input_offsets(const Axis &axis, const PhaseClass &phases);

}  // namespace tconv
