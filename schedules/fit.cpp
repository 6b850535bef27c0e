// Direct and Winograd schedules, cut to measure.
#include "schedules/fit.h"

#include <algorithm>

#include "runtime/problem/message.h"
#include "runtime/problem/sizes.h"
#include "schedules/refuse.h"

namespace tconv {

namespace {

int power_of_two_up_to(int64_t most) {
    int value = 1;
    while (int64_t{value} * 2 <= most)
        value *= 2;
    return value;
}

template <typename S>
std::optional<S> if_legal(const S &schedule, const Problem &problem, const InstructionSet &set) {
    return is_legal(schedule, problem, set) ? std::optional<S>(schedule) : std::nullopt;
}

/// Vectors v x broadcasts b that a register tile can have: v * b sums, the v vectors they meet and one broadcast.
struct Tile {
    int vectors = 1, broadcasts = 1;
};

/// The tile of at most these sides, held by the registers, that computes most lanes of a block at once, those not counted that it computes
/// twice; of equal ones the one with fewer loads.
Tile largest_tile(int64_t lanes, int vector, int most_vectors, int most_broadcasts, int registers) {
    Tile best;
    double most = 0;
    for (int v = 1; v <= most_vectors; v++) {
        const int64_t tile = int64_t{v} * vector, computed = ceil_div(lanes, tile) * tile;
        for (int b = 1; b <= most_broadcasts && v * b + v + 1 <= registers; b++) {
            const double useful = static_cast<double>(v * b * lanes) / static_cast<double>(computed) - 0.01 * (v + b);
            if (useful > most) {
                most = useful;
                best = {v, b};
            }
        }
    }
    return best;
}

/// Tiles that a task may have at most (kTileRoom).
int chunk_within_room(const DirectSchedule &s) {
    const int64_t tile = s.lanes == Lanes::pixels ? int64_t{s.vector} * s.vectors : s.broadcasts;
    return static_cast<int>(std::min<int64_t>(s.row_chunk, kTileRoom / tile));
}

/// Freedoms that what was changed no longer allows.
void drop_illegal(DirectSchedule &s, const Problem &layer, const InstructionSet &set) {
    const Problem problem = worked_on(layer, s);
    const bool stages = s.lanes == Lanes::filters && !s.packing.channels_outer;
    s.staged_channels = stages ? staged_within(s.staged_channels, problem.channels_per_group(), set) : 0;
    s.trim_x = s.trim_x && s.lanes != Lanes::pixels && rows_have(problem, s.broadcasts);
    s.prefetch = s.prefetch && can_prefetch(s, layer);
}

/// Bands that the layer has: as many entries as it has axes and a batch, and 0 where one would hold all.
template <typename S>
void fit_transposition(S &s, const Problem &layer) {
    s.transpose = s.transpose && can_transpose(layer);
    if (!s.transpose || layer.is_open())
        s.band.clear();
    if (s.band.empty())
        return;
    s.band.resize(layer.axes.size() + 1, 0);
    for (size_t a = 0; a < s.band.size(); a++) {
        const int64_t all = a == 0 ? layer.batch : ceil_div(layer.axes[a - 1].output, layer.axes[a - 1].stride);
        if (s.band[a] >= all)
            s.band[a] = 0;
    }
    if (!is_wide_enough(in_bands(layer, s.band).axes.back()))
        s.band.back() = 0;
    if (std::all_of(s.band.begin(), s.band.end(), [](int positions) { return positions == 0; }))
        s.band.clear();
    try {
        check_transpose(s.transpose, s.band, layer);
    } catch (const Error &) {
        s.band.clear();  // bands that read more than there is
    }
}

DirectSchedule follow(DirectSchedule s, const Problem &problem, const InstructionSet &set) {
    const int64_t lanes = s.lanes == Lanes::pixels ? s.vector : s.packing.block;
    s.vector = power_of_two_up_to(std::min<int64_t>(set.lanes, lanes));
    const auto sides = [&](int64_t of, int most_vectors, int most_broadcasts) {
        const Tile tile = largest_tile(of, s.vector, most_vectors, most_broadcasts, set.registers);
        s.vectors = tile.vectors;
        s.broadcasts = tile.broadcasts;
    };
    if (s.lanes == Lanes::filters) {
        sides(s.packing.block, static_cast<int>(std::min<int64_t>(3, ceil_div(s.packing.block, s.vector))),
              static_cast<int>(std::clamp<int64_t>(s.broadcasts, 4, 8)));
    } else if (s.lanes == Lanes::pixels) {
        // Joint sums of all phases that the registers do not hold are summed phase by phase.
        if (s.phases == PhaseLoops::joint && phase_count(problem, s.packing) * s.broadcasts + 2 > set.registers) {
            s.phases = phase_count(problem, s.packing) > 8 ? PhaseLoops::rolled : PhaseLoops::inside;
            if (s.phases == PhaseLoops::rolled && s.border == Border::rows)
                s.border = Border::whole;
        }
        if (s.phases != PhaseLoops::joint)
            sides(int64_t{2} * s.vector, 2, s.broadcasts);
        else
            s.vectors = 1;
    } else {
        s.vectors = 1;
        s.broadcasts = std::min(s.broadcasts, set.registers / 2);
    }
    s.row_chunk = chunk_within_room(s);
    drop_illegal(s, problem, set);
    return s;
}

WinogradSchedule follow(WinogradSchedule s, const Problem &problem, const InstructionSet &set) {
    s.vector = power_of_two_up_to(std::min<int64_t>(set.lanes, s.packing.block));
    const auto most_vectors = static_cast<int>(std::min<int64_t>(3, s.packing.block / s.vector));
    const Tile tile = largest_tile(s.packing.block, s.vector, most_vectors, std::clamp(s.tiles, 1, 8), set.registers);
    s.vectors = tile.vectors;
    s.tiles = std::min(tile.broadcasts, s.tile_block);
    s.staged_channels = staged_within(s.staged_channels, problem.channels_per_group(), set);
    return s;
}

}  // namespace

int64_t lanes_of(const Problem &problem, const DirectPacking &packing) {
    if (packing.depthwise)
        return problem.filters;
    return problem.filters_per_group() * (packing.merge_x ? problem.axes.back().stride : 1);
}

int64_t lanes_of(const Problem &problem, const WinogradPacking &packing) {
    return computed_problem(problem, packing).filters_per_group();
}

std::optional<DirectSchedule> fitted(DirectSchedule s, const Problem &layer, const InstructionSet &set) {
    fit_transposition(s, layer);
    const Problem problem = worked_on(layer, s);
    if (s.lanes == Lanes::depthwise && !is_depthwise(problem))
        return std::nullopt;
    s.packing.depthwise = s.lanes == Lanes::depthwise;
    s.packing.merge_x = s.packing.merge_x && s.lanes == Lanes::filters && can_merge_x(problem) && x_phases_alike(layer);
    const int64_t lanes = lanes_of(problem, s.packing);
    s.packing.block = std::clamp<int64_t>(s.packing.block, 1, lanes);
    int64_t widest = std::min(s.vector, set.lanes);
    if (s.lanes == Lanes::pixels) {
        s.broadcasts = static_cast<int>(std::min<int64_t>(s.broadcasts, s.packing.block));
    } else {
        widest = std::min(widest, s.packing.block);
    }
    s.vector = power_of_two_up_to(widest);
    if (s.lanes != Lanes::pixels)
        s.vectors = static_cast<int>(std::min<int64_t>(s.vectors, ceil_div(s.packing.block, s.vector)));
    s.row_chunk = chunk_within_room(s);
    if (s.phases == PhaseLoops::joint && (s.lanes != Lanes::pixels || !can_join_phases(problem)))
        s.phases = PhaseLoops::inside;
    drop_illegal(s, layer, set);
    if (!is_legal(s, layer, set) && s.border == Border::none)
        s.border = Border::whole;
    if (!is_legal(s, layer, set) && s.phases != PhaseLoops::rolled)
        s.phases = PhaseLoops::rolled;  // too many phases for code of their own
    drop_illegal(s, layer, set);
    if (!is_legal(s, layer, set) && s.border == Border::rows)
        s.border = Border::whole;
    return if_legal(s, layer, set);
}

std::optional<WinogradSchedule> fitted(WinogradSchedule s, const Problem &layer, const InstructionSet &set) {
    fit_transposition(s, layer);
    const Problem problem = worked_on(layer, s);
    s.packing.merge_x = s.packing.merge_x && can_merge_x(problem) && x_phases_alike(layer);
    if (!winograd_is_legal(problem, s.packing.merge_x))
        return std::nullopt;
    if (s.border == Border::rows)
        s.border = Border::whole;
    s.packing.outputs.resize(problem.axes.size(), 1);
    for (size_t a = 0; a < problem.axes.size(); a++) {
        // No more outputs than a phase has.
        const Axis &axis = problem.axes[a];
        if (axis.output != kOpen)
            s.packing.outputs[a] =
                static_cast<int>(std::min<int64_t>(s.packing.outputs[a], ceil_div(axis.output, axis.stride)));
    }
    s.packing.block = std::clamp<int64_t>(s.packing.block, 1, lanes_of(problem, s.packing));
    s.vector = power_of_two_up_to(std::min<int64_t>({s.vector, set.lanes, s.packing.block}));
    s.vectors = static_cast<int>(std::min<int64_t>(s.vectors, s.packing.block / s.vector));
    s.tiles = std::min(s.tiles, s.tile_block);
    s.staged_channels = staged_within(s.staged_channels, layer.channels_per_group(), set);
    // Fewer outputs until the planes are few enough.
    while (!is_legal(s, layer, set)) {
        const auto most = std::max_element(s.packing.outputs.begin(), s.packing.outputs.end());
        if (*most <= 1)
            return std::nullopt;
        --*most;
    }
    return s;
}

std::optional<Schedule> fitted(const Schedule &schedule, const Problem &problem, const InstructionSet &set) {
    return std::visit(
        [&](const auto &s) -> std::optional<Schedule> {
            const auto fit = fitted(s, problem, set);
            return fit ? std::optional<Schedule>(*fit) : std::nullopt;
        },
        schedule);
}

std::optional<Schedule> following(const Schedule &best, const Problem &problem, const InstructionSet &set) {
    return std::visit([&](const auto &s) { return if_legal<Schedule>(follow(s, problem, set), problem, set); }, best);
}

}  // namespace tconv
