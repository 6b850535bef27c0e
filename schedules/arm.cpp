// Register tiles of ARM: a multiply-add takes a vector of weights and one lane of a vector of inputs, so that channels are loaded as
// vectors and need no broadcasts.
#include <algorithm>
#include <cmath>

#include "runtime/problem/sizes.h"
#include "schedules/cpu.h"

namespace tconv {

namespace {

/// Sums, vectors of weights and inputs that are in registers at once, of those there are: one more tile than this was seen to spill.
bool fits(int vectors, int broadcasts, const InstructionSet &set) {
    return vectors * broadcasts + vectors + broadcasts <= set.registers - 2;
}

/// Instructions of a step of the reduction, of a vector of channels: products, loads of weights in pairs, loads of inputs, and the loop's own.
double instructions(int vectors, int broadcasts, int channels) {
    return channels * vectors * (broadcasts + 0.5) + broadcasts + 3;
}

/// Of all tiles that fit, the one with the fewest instructions for the lanes and broadcasts there are; in-order cores want many sums,
/// so that a product does not wait for the one before.
Tile least_instructions(int64_t lanes, double broadcasts, double inside, const InstructionSet &set, int width,
                        int vectors) {
    constexpr int kMostVectors = 5, kMostBroadcasts = 12;
    Tile best;
    double least = 1e300;
    for (int v = 1; v <= kMostVectors && (v == 1 || (v - 1) * width < lanes); v++) {
        for (int b = 1; b <= kMostBroadcasts && b <= broadcasts; b++) {
            if ((v * b > 1 && !fits(v, b, set)) || (vectors > 0 && v != vectors))
                continue;
            const double tiles =
                static_cast<double>(ceil_div(lanes, v * width)) * std::ceil(broadcasts / static_cast<double>(b));
            const double used = b == broadcasts ? inside : 1.0;
            const double waits = v * b < 8 ? 8.0 / (v * b) : 1.0;
            const double cost = tiles * instructions(v, b, set.lanes) * used * waits;
            if (cost < least) {
                least = cost;
                best = {v, b};
            }
        }
    }
    return best;
}

Tile filter_tile(int64_t lanes, int64_t pixels, double inside, const InstructionSet &set, int width,
                 const Footprint & /*bytes*/) {
    return least_instructions(lanes, static_cast<double>(pixels), inside, set, width, 0);
}

/// Vectors of pixels x filters: each filter's weight is a broadcast.
Tile pixel_tile(int64_t row, int64_t filters, int64_t sums, bool /*in_place*/, const InstructionSet &set, int width) {
    Tile best;
    double least = 1e300;
    for (int v = 1; v <= 4 && (v == 1 || (v - 1) * width < row); v++) {
        for (int b = 1; b <= 8 && b <= filters; b++) {
            const auto products = static_cast<double>(v * b * sums);
            if (v * b > 1 && products + v + 1 > set.registers)
                break;
            const double cost = (products + v + static_cast<double>(b * sums) + 2) *
                                static_cast<double>(ceil_div(row, v * width) * ceil_div(filters, b));
            if (cost < least) {
                least = cost;
                best = {v, b};
            }
        }
    }
    return best;
}

Tile product_tile(int64_t lanes, int64_t /*channels*/, int width, double tiles, const InstructionSet &set,
                  int vectors) {
    return least_instructions(lanes, tiles, 1.0, set, width, vectors);
}

const CpuTiles arm_tiles{filter_tile, pixel_tile, product_tile};

}  // namespace

const Defaults arm_defaults{cpu_schedule, cpu_suggestions, &arm_tiles};

}  // namespace tconv
