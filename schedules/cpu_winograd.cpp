// When Winograd's algorithm is the default on CPUs, and how: an estimate of vector cycles, beside one for the direct algorithm. What the
// estimate counts for a transform or a load was fitted to measurements on Zen 4; it decides by what is much larger than its error.
#include <algorithm>
#include <cmath>

#include "runtime/problem/sizes.h"
#include "schedules/cpu.h"

namespace tconv {

namespace {

/// Rounding errors are to stay those of direct sums.
constexpr double kMostGrowth = 1.2;
/// Estimated gain over direct sums from where the algorithm is chosen.
constexpr double kLeastGain = 1.15;
/// Bytes a cycle of weights that come from behind the second cache.
constexpr double kFarBytes = 10;

struct Shape {
    int64_t outputs[3];  ///< of a phase, at most: x, y, z
    double images;
};
Shape shape_of(const Problem &problem) {
    Shape shape{{1, 1, 1}, static_cast<double>(problem.batch == kOpen ? 1 : std::max<int64_t>(1, problem.batch))};
    for (int a = 0; a < problem.rank(); a++) {
        const Axis axis = loop_axis(problem, a);
        shape.outputs[a] = axis.output == kOpen ? kGuessedSize : ceil_div(axis.output, axis.stride);
    }
    return shape;
}

/// Tiles of a class of phases, of all images.
double tiles_of(const Problem &problem, const WinogradSizes &sizes, const WinogradClass &c, Window window) {
    const Shape shape = shape_of(problem);
    double tiles = shape.images;
    for (int a = 0; a < problem.rank(); a++) {
        const Axis axis = loop_axis(problem, a);
        const int64_t step = tap_steps(axis).input;
        const int64_t more = window == Window::own ? 0 : input_offsets(axis, c.phases[a]).count() - 1;
        tiles *= static_cast<double>(ceil_div(shape.outputs[a] + more, sizes.outputs[a] * step) * step);
    }
    return tiles;
}

/// Vector cycles of a layer by direct sums; `width` lanes.
double direct_cycles(const Problem &problem, const InstructionSet &set, int width) {
    const Shape shape = shape_of(problem);
    double positions = shape.images, taps = 1;
    for (int a = 0; a < problem.rank(); a++) {
        positions *= static_cast<double>(shape.outputs[a]);
        taps *= static_cast<double>(loop_axis(problem, a).kernel);
    }
    const auto channels = static_cast<double>(problem.channels_per_group());
    double vectors = static_cast<double>(problem.groups * ceil_div(problem.filters_per_group(), width));
    // Lanes that are phases x filters fill their vectors: 672 of fcn32, of 21 filters each.
    const int64_t stride = problem.axes.back().stride;
    if (can_merge_x(problem))
        vectors = static_cast<double>(ceil_div(problem.filters * stride, width)) / static_cast<double>(stride);
    const double products = positions * taps * channels * vectors;
    const double weight_bytes = 4.0 * taps * channels * static_cast<double>(problem.filters);
    const double far = weight_bytes > static_cast<double>(set.l2_bytes) / 2 ? weight_bytes / kFarBytes : 0;
    return std::max(products * 1.1, far + products * 0.5);
}

/// The same by Winograd's algorithm: products, and what goes through the transforms, a vector of channels or of filters at a time.
double winograd_cycles(const Problem &layer, const WinogradSchedule &plan, const InstructionSet &set, int width) {
    const WinogradSizes sizes = packed_sizes(layer, plan.packing);
    const Problem problem = computed_problem(layer, plan.packing);
    const auto channels = static_cast<double>(sizes.channels);
    const double vectors = static_cast<double>(sizes.groups * ceil_div(sizes.lanes, width));
    const double channel_vectors = std::ceil(static_cast<double>(problem.channels) / width);
    double cycles = 0, passes_of_weights = 1;
    for (const WinogradClass &c : sizes.classes) {
        const double tiles = tiles_of(problem, sizes, c, plan.window);
        const auto planes = static_cast<double>(c.planes_together()), members = static_cast<double>(c.members());
        double windows = 1, stages = 0;
        for (int a = 0; a < problem.rank(); a++) {
            if (plan.window == Window::own)
                windows *= static_cast<double>(input_offsets(loop_axis(problem, a), c.phases[a]).count());
            stages += c.phases[a].taps > 1 ? 1 : 0;
        }
        cycles += members * tiles * planes * (channels + 6) * vectors * 1.15;
        cycles += windows * tiles * channel_vectors * planes * (3 + 2 * stages);
        cycles += members * tiles * vectors * planes * (6 + 3 * stages);
        if (plan.order == TileOrder::tiles_outer)
            passes_of_weights = std::max(passes_of_weights, std::ceil(tiles / plan.tile_block));
    }
    const double weight_bytes = 4.0 * static_cast<double>(sizes.weight_floats);
    if (weight_bytes > static_cast<double>(set.l2_bytes) / 2)
        cycles = std::max(cycles, cycles * 0.5 + weight_bytes * passes_of_weights / kFarBytes);
    return cycles;
}

/// Tiles of a task: their transformed inputs stay in the second cache, and blocks are alike.
int choose_tile_block(const Problem &problem, const WinogradSizes &sizes, double tiles, const InstructionSet &set) {
    constexpr double kMost = 48, kLeast = 12;
    int64_t planes = 1;
    for (const WinogradClass &c : sizes.classes)
        planes = std::max(planes, c.planes_together());
    const double bytes = 4.0 * static_cast<double>(problem.channels * planes);
    const double fit = std::clamp(static_cast<double>(set.l2_bytes) / 2 / bytes, kLeast, kMost);
    return static_cast<int>(std::ceil(tiles / std::ceil(tiles / fit)));
}

/// Which tiles: x merged or not, and so many outputs along every axis that has something to save.
struct Tiling {
    bool merge_x;
    int outputs;
    WinogradPacking packing(const Problem &problem) const {
        WinogradPacking packing{1, merge_x, {}};
        for (const Axis &axis : problem.axes)
            packing.outputs.push_back(phase_classes(axis, false).front().taps > 1 ? outputs : 1);
        return packing;
    }
    /// Whether it is legal, whatever else a schedule has.
    bool is_possible(const Problem &problem, const InstructionSet &set) const {
        if (!winograd_is_legal(problem, merge_x))
            return false;
        WinogradSchedule smallest;
        smallest.vector = smallest.vectors = smallest.tiles = smallest.tile_block = 1;
        smallest.packing = packing(problem);
        return is_legal(smallest, problem, set);
    }
    /// Whether it leaves rounding errors as they are.
    bool is_accurate(const Problem &problem) const {
        return rms_growth(packed_sizes(problem, packing(problem))) <= kMostGrowth;
    }
};

std::vector<Tiling> tilings(const Problem &problem, const InstructionSet &set, std::initializer_list<int> outputs) {
    std::vector<Tiling> possible;
    for (const bool merge_x : {false, true}) {
        for (const int m : outputs) {
            if (const Tiling tiling{merge_x, m}; tiling.is_possible(problem, set))
                possible.push_back(tiling);
        }
    }
    return possible;
}

/// `vectors`: of the best set's register tile; 0: which are best.
WinogradSchedule plan_for(const Problem &layer, const InstructionSet &first, const InstructionSet &set,
                          const Tiling &tiling, Window window, int vectors = 0) {
    WinogradSchedule plan;
    plan.window = window;
    // Zeros put in on the way cost no more than a copy, and the copy would be the workspace. It transposes, though.
    plan.border = layer.layout == Layout::channels_last ? Border::none : Border::whole;
    plan.packing = tiling.packing(layer);
    const Problem problem = computed_problem(layer, plan.packing);
    const int64_t lanes = problem.filters_per_group();
    const WinogradSizes sizes = packed_sizes(layer, plan.packing);
    double tiles = 0;
    for (const WinogradClass &c : sizes.classes)
        tiles = std::max(tiles, tiles_of(problem, sizes, c, window));
    plan.tile_block = choose_tile_block(problem, sizes, tiles, first);
    plan.order =
        tiles <= 2.0 * plan.tile_block && !problem.is_open() ? TileOrder::filters_outer : TileOrder::tiles_outer;
    const Tile wide = first.defaults->tiles->products(lanes, sizes.channels, first.lanes, plan.tile_block, first, vectors);
    plan.packing.block = std::min<int64_t>(lanes, int64_t{wide.vectors} * first.lanes);
    plan.vector = set.lanes;
    while (plan.vector > plan.packing.block)
        plan.vector /= 2;
    const Tile tile =
        set.defaults->tiles->products(plan.packing.block, sizes.channels, plan.vector, plan.tile_block, set, 0);
    plan.vectors = static_cast<int>(std::min<int64_t>(tile.vectors, plan.packing.block / plan.vector));
    plan.tiles = tile.broadcasts;
    plan.staged_channels = staged_channels(sizes.channels, set);
    plan.tile_block = static_cast<int>(ceil_div(plan.tile_block, wide.broadcasts) * wide.broadcasts);
    return plan;
}

}  // namespace

std::optional<WinogradSchedule> cpu_winograd(const Problem &problem, const Target &target, const InstructionSet &set) {
    constexpr int64_t kFewestLanes = 16;
    if (problem.channels_per_group() < kFewestLanes)
        return std::nullopt;
    // Whether and how is decided for the best set: all share the packing.
    const InstructionSet &first = *target.sets.front();
    double least = direct_cycles(problem, first, first.lanes) / kLeastGain;
    Tiling best{false, 0};
    Window best_window = Window::shared;
    for (const Tiling &tiling : tilings(problem, first, {2, 3, 4})) {
        if (!tiling.is_accurate(problem) || packed_sizes(problem, tiling.packing(problem)).lanes < kFewestLanes)
            continue;
        for (const Window window : {Window::shared, Window::own}) {
            const WinogradSchedule plan = plan_for(problem, first, first, tiling, window);
            if (!is_legal(plan, problem, first))
                continue;
            const double cycles = winograd_cycles(problem, plan, first, first.lanes);
            if (cycles < least) {
                least = cycles;
                best = tiling;
                best_window = window;
            }
        }
    }
    if (best.outputs == 0)
        return std::nullopt;
    const WinogradSchedule plan = plan_for(problem, first, set, best, best_window);
    return is_legal(plan, problem, set) ? std::optional(plan) : std::nullopt;
}

std::vector<Schedule> cpu_winograd_suggestions(const Problem &problem, const Target &target,
                                               const InstructionSet &set) {
    const InstructionSet &first = *target.sets.front();
    std::vector<Schedule> schedules;
    for (const Tiling &tiling : tilings(problem, set, {2, 3, 4, 6})) {
        for (const Window window : {Window::shared, Window::own}) {
            for (const int vectors : {2, 4}) {
                WinogradSchedule plan = plan_for(problem, first, set, tiling, window, vectors);
                schedules.emplace_back(plan);
                plan.order = plan.order == TileOrder::tiles_outer ? TileOrder::filters_outer : TileOrder::tiles_outer;
                schedules.emplace_back(plan);
            }
        }
    }
    return schedules;
}

}  // namespace tconv
