// Register tiles of x86: a multiply-add takes a vector of weights and one input, broadcast from memory.
#include <algorithm>
#include <cmath>

#include "runtime/problem/sizes.h"
#include "schedules/cpu.h"

namespace tconv {

namespace {

/// The register tile of v vectors of lanes x b broadcasts that costs least. A step of the reduction takes v*b products, one a
/// cycle, and v + b loads, two or more a cycle beside them; what does not fit its cache comes at about 16 bytes a cycle, and a
/// wider tile asks for it less often. Tiles that reach over the edge pay for all of it. Many pixels, each in a cache line of its
/// own, cost more than their loads: of 30 tiles on ten layers 4 x 4 and 4 x 5 were the best where lanes allow them, at 99 to 110
/// GFLOP/s on Zen 4, and 2 x 10 to 2 x 14 were 5 to 20 % slower.
/// Where a tile is a whole row, it takes `inside` of its products.
Tile filter_tile(int64_t lanes, int64_t pixels, double inside, const InstructionSet &set, int width,
                      const Footprint &bytes) {
    Tile best;
    double best_cost = 1e300;
    // One vector alone streams its weights too thinly where they come from far: measured at half the speed of two.
    for (int v = lanes >= 2 * width ? 2 : 1; v <= 4 && (v == 1 || (v - 1) * width < lanes); v++) {
        const double from_far_input = bytes.image > set.l2_bytes / 2 ? 0.4 / v : 0.0;
        const bool far_weights = bytes.panel * v > set.l2_bytes / 2;
        for (int b = 1; b <= 16 && b <= pixels && v * b + v + 1 <= set.registers; b++) {
            const double products = v * b * (b == pixels ? inside : 1.0);
            const double from_far = from_far_input + (far_weights ? 2.0 / b : 0.0);
            const double cycles = products * (1.0 + 0.02 * b + from_far) + 0.3 * v + 0.1 * b + 1.0;
            const double tiles = static_cast<double>(ceil_div(lanes, v * width) * ceil_div(pixels, b));
            if (tiles * cycles < best_cost) {
                best_cost = tiles * cycles;
                best = {v, b};
            }
        }
    }
    return best;
}

/// Vectors of pixels x filters, for lanes that are pixels; each holds `sums` sums (all phases, where they are joint).
Tile pixel_tile(int64_t row, int64_t filters, int64_t sums, bool in_place, const InstructionSet &set, int width) {
    Tile best;
    double best_cost = 1e300;
    // Sums of many channels walk over planes: more than two vectors of each were measured at two thirds of the speed, and of joint phases
    // that read the layer's own planes more than one, where several filters fill the registers too.
    int most_vectors = sums > 1 || filters < 4 ? 4 : 2;
    if (in_place && sums > 1)
        most_vectors = filters * sums < 8 ? 2 : 1;
    for (int v = 1; v <= most_vectors && (v == 1 || (v - 1) * width < row); v++) {
        for (int b = 1; b <= 8 && b <= filters; b++) {
            const auto products = static_cast<double>(v * b * sums);
            if (v * b > 1 && products + v + 1 > set.registers)
                break;
            const double cycles = products + v + 0.25 * b * static_cast<double>(sums) + 2.0;
            const double tiles = static_cast<double>(ceil_div(row, v * width) * ceil_div(filters, b));
            if (tiles * cycles < best_cost) {
                best_cost = tiles * cycles;
                best = {v, b};
            }
        }
    }
    return best;
}

/// Vectors x tiles, of which the sums, the vectors of weights and one input stay in registers. What it loads of the weights at a time
/// should be neighbours: for the best set, `lanes` are those of a group, and the tile becomes the block.
Tile product_tile(int64_t lanes, int64_t channels, int width, double tiles, const InstructionSet &set,
                                int vectors) {
    Tile best;
    double least = 1e300;
    // One vector alone streams its weights too thinly.
    const int first = lanes >= 2 * width ? 2 : 1;
    for (int v = first; v == first || (v - 1) * width < lanes; v++) {
        for (int t = 1; t <= tiles && t <= 12; t++) {
            if ((v * t > 1 && v * t + v + 1 > set.registers) || (vectors > 0 && v != vectors))
                break;
            const double of_filters =
                static_cast<double>(ceil_div(lanes, v * width) * v * width) / static_cast<double>(lanes);
            const double of_tiles = std::ceil(tiles / t) * t / tiles;
            const double loads = static_cast<double>(v + t) / (v * t);
            // A panel of weights beyond the first cache comes from the second one again for each register tile.
            const bool far = 4 * channels * v * width > set.l1_bytes / 2;
            const double cost = of_filters * of_tiles * (1 + 0.2 * loads + (far ? 1.5 / t : 0));
            if (cost < least) {
                least = cost;
                best = {v, t};
            }
        }
        if (v >= 4)
            break;
    }
    return best;
}

const CpuTiles x86_tiles{filter_tile, pixel_tile, product_tile};

}  // namespace

const Defaults x86_defaults{cpu_schedule, cpu_suggestions, &x86_tiles};

}  // namespace tconv
