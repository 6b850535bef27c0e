// The parameters of Winograd's algorithm on the phases. A phase of r taps is a short dense filter: m outputs of it side by side take
// m + r - 1 products in place of m r, between transforms of the inputs, the weights and the sums (cook_toom.h). In two dimensions m x m
// outputs are a tile, of (m + r - 1)^2 planes; each plane is a matrix product, tiles x channels by channels x filters.
#pragma once

#include <vector>

#include "runtime/problem/sizes.h"
#include "schedules/border.h"
#include "schedules/fields.h"
#include "schedules/packed_sizes.h"
#include "schedules/phase_classes.h"
#include "schedules/restated.h"
#include "schedules/target.h"
#include "tconv/problem.h"

namespace tconv {

/// Transformed weights. For each class of phases (z, y, x: schedules/phase_classes.h) the order is
/// [block of a group][phase][plane z][plane y][plane x][channel][lane]: lanes are filters of a group, in blocks of equal size, the last
/// one shifted inwards as the direct packing's. Behind them stands the bias of each lane of each block.
struct WinogradPacking {
    int64_t block = 32;        ///< lanes per block, at most those of a group
    bool merge_x = false;      ///< lanes are phases of x times filters: the filters of computed_problem
    std::vector<int> outputs;  ///< of a tile, per axis as in the layer (slowest first): the m of each
    bool operator==(const WinogradPacking &) const = default;

    template <typename Self, typename Visit>
    static void visit(Self &self, Visit &&visit) {
        visit("block", self.block, Limits{1, kMaxElements});
        visit("merge_x", self.merge_x);
        visit("outputs", self.outputs, Limits{1, 6});
    }
};

/// What the phases of a class read: their outputs at one position read inputs that are shifted between the phases.
enum class Window {
    shared,  ///< one transform for all: the tiles of a phase stand where they read the same; some reach beyond its outputs
    own,     ///< a transform for each shift: tiles begin at the phase's first output
};
template <>
struct NamesOf<Window> {
    static constexpr NameTable<Window, 2> table{{{Window::shared, "shared"}, {Window::own, "own"}}};
};

/// What a task of the parallel loop is.
enum class TileOrder {
    tiles_outer,  ///< a block of tiles for all filters: its transformed inputs stay in cache, all weights pass by
    filters_outer,  ///< a block of filters of a phase, for a block of tiles: all inputs are transformed first, weights pass by once
};
template <>
struct NamesOf<TileOrder> {
    static constexpr NameTable<TileOrder, 2> table{
        {{TileOrder::tiles_outer, "tiles_outer"}, {TileOrder::filters_outer, "filters_outer"}}};
};

struct WinogradSchedule {
    Window window = Window::shared;
    TileOrder order = TileOrder::tiles_outer;
    Border border =
        Border::whole;    ///< whole: a copy with zeros around it; none: read in place, zeros put in tile by tile
    int vector = 16;      ///< lanes of a vector: a power of two, at most the machine's
    int vectors = 2;      ///< register tile of the products: vectors side by side; together at most packing.block
    int tiles = 8;        ///< register tile of the products: tiles that each vector meets
    int tile_block = 32;  ///< tiles of a task, at least `tiles`
    int staged_channels = 0;  ///< of the products, as those of direct sums
    /// Channels first: copied into channels last, worked on there, and back (restated.h).
    bool transpose = false;
    /// Transposed arrays: a task is a band, of so many images and positions of each axis (0: all), by itself. Empty: whole arrays.
    std::vector<int> band{};
    WinogradPacking packing;

    bool operator==(const WinogradSchedule &) const = default;

    template <typename Self, typename Visit>
    static void visit(Self &self, Visit &&visit) {
        visit("window", self.window);
        visit("order", self.order);
        visit("border", self.border);
        visit("vector", self.vector, Limits{1, 64});
        visit("vectors", self.vectors, Limits{1, 8});
        visit("tiles", self.tiles, Limits{1, 32});
        visit("tile_block", self.tile_block, Limits{1, 512});
        visit("staged_channels", self.staged_channels, Limits{0, 64});
        visit("transpose", self.transpose);
        visit("band", self.band, Limits{0, kTileRoom});
        visit("packing", self.packing);
    }
};

/// One class of phases of each axis (x, y, z; a missing axis is one phase of one tap), and what it takes.
struct WinogradClass {
    PhaseClass phases[3];
    int64_t planes[3];     ///< per axis: m + taps - 1
    int64_t first_weight;  ///< in floats, from the start of the packed parameters

    /// Planes of the weights: of one tap all planes have the same.
    int64_t weight_planes(int axis) const { return phases[axis].taps == 1 ? 1 : planes[axis]; }
    int64_t weight_planes_together() const { return weight_planes(0) * weight_planes(1) * weight_planes(2); }
    int64_t members() const { return phases[0].count * phases[1].count * phases[2].count; }
    int64_t planes_together() const { return planes[0] * planes[1] * planes[2]; }
};

/// What the algorithm computes: the layer itself, or where x is merged the other layer that restated.h describes. Throws Error where that
/// cannot be.
Problem computed_problem(const Problem &, const WinogradPacking &);

struct WinogradSizes : PackedSizes {
    int64_t groups, channels, lanes;  ///< channels and lanes of a group
    int64_t blocks;                   ///< per group
    int outputs[3];                   ///< of a tile: x, y, z
    std::vector<WinogradClass> classes;
};
/// Throws Error where a packing is not one of the problem, or is too large.
WinogradSizes packed_sizes(const Problem &, const WinogradPacking &);

/// Throws Error naming the field that this problem or machine does not allow, and what is allowed.
void check_legal(const WinogradSchedule &, const Problem &, const InstructionSet &);

/// The worst class's rounding errors beside those of direct sums: the product of rms_growth (cook_toom.h) over the axes, and what the
/// transforms' own roundings add to it, which is much where channels are few.
double rms_growth(const WinogradSizes &);

/// Whether the algorithm can do the layer, or with x merged the other one: `accuracy` allows it, and steps between taps and between phases
/// are small.
bool winograd_is_legal(const Problem &, bool merge_x);

}  // namespace tconv
