// What the rules of all CPUs share. A family of them differs in its register tiles.
#pragma once

#include <optional>
#include <vector>

#include "schedules/defaults.h"
#include "schedules/schedule.h"

namespace tconv {

/// A register tile: each of so many vectors meets each of so many broadcasts.
struct Tile {
    int vectors = 1, broadcasts = 1;
};

/// Bytes of one image of input, and of the weights that one phase of a block of 16 lanes reads.
struct Footprint {
    int64_t image, panel, weights;
};

struct CpuTiles {
    /// Vectors of filters x pixels. `inside`: the part of the products that a tile takes where it is a whole row of `pixels`.
    Tile (*filters)(int64_t lanes, int64_t pixels, double inside, const InstructionSet &, int width, const Footprint &);
    /// Vectors of pixels x filters, each of them with so many sums.
    Tile (*pixels)(int64_t row, int64_t filters, int64_t sums, bool in_place, const InstructionSet &, int width);
    /// Winograd's products: vectors of filters x tiles, of `tiles` side by side. `vectors`: so many; 0: which are best.
    Tile (*products)(int64_t lanes, int64_t channels, int width, double tiles, const InstructionSet &, int vectors);
};

/// Channels that are loaded as one vector where the machine gains by it; 0 where not.
int staged_channels(int64_t channels, const InstructionSet &);

/// Direct sums, in the layer's own layout.
DirectSchedule cpu_direct(const Problem &, const Target &, const InstructionSet &);  // cpu_direct.cpp
/// Winograd's schedule where it should be clearly faster than the direct one; for all sets of the target or for none.
std::optional<WinogradSchedule> cpu_winograd(const Problem &, const Target &,
                                             const InstructionSet &);  // cpu_winograd.cpp
std::vector<Schedule> cpu_winograd_suggestions(const Problem &, const Target &, const InstructionSet &);
/// Which of them, and in channels first by which way (cpu_choice.cpp).
Schedule cpu_schedule(const Problem &, const Target &, const InstructionSet &);
std::vector<Schedule> cpu_suggestions(const Problem &, const Target &, const InstructionSet &);

}  // namespace tconv
