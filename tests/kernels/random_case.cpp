// Draws from tests/oracle/random_problem.h, and schedules of which check_legal says which may stay.
#include "tests/kernels/random_case.h"

#include <algorithm>

#include "generators/tune/space.h"
#include "tconv/phase.h"
#include "tests/oracle/random_problem.h"

namespace tconv::test {
namespace {

constexpr oracle::Limits kLimits{300'000, 60'000};
/// Vectors of sums that a drawn schedule may unroll: more only takes longer to compile.
constexpr int64_t kMostUnrolled = 160;
/// Layers and schedules to draw until one is legal.
constexpr int kMostDraws = 100'000;

Problem draw_problem(uint64_t seed) {
    const Problem fixed = oracle::random_problem(seed, kLimits);
    return seed % 2 == 0 ? fixed : oracle::random_open(fixed, seed).open;
}

/// Channels first by way of channels last, whole or in bands: of all images or a few, and of all of an axis or a part.
template <typename S>
void draw_transposition(S &s, const Problem &layer, Random &random) {
    s.transpose = can_transpose(layer) && random.one_in(2);
    if (!s.transpose || layer.is_open() || random.one_in(3))
        return;
    const auto some_of = [&](int64_t all) {
        return static_cast<int>(all < 2 || random.one_in(3) ? 0 : random.in(1, all - 1));
    };
    s.band = {some_of(layer.batch)};
    for (const Axis &axis : layer.axes)
        s.band.push_back(some_of(ceil_div(axis.output, axis.stride)));
    if (!is_wide_enough(in_bands(layer, s.band).axes.back()))
        s.band.back() = 0;
}

DirectSchedule drawn(DirectSchedule s, bool cut_rows, const Problem &layer, const InstructionSet &set, Random &random) {
    draw_transposition(s, layer, random);
    const Problem problem = worked_on(layer, s);
    s.packing.merge_x = s.lanes == Lanes::filters && can_merge_x(problem) && x_phases_alike(layer) && !random.one_in(3);
    const int64_t lanes = s.packing.depthwise ? problem.filters : problem.filters_per_group();
    const int64_t stride = s.packing.merge_x ? problem.axes.back().stride : 1;
    s.packing.block = random.in(1, lanes * stride);
    s.vector = static_cast<int>(random.of<int64_t>({1, 2, 4, 8, 16}));
    while (s.vector > set.lanes || (s.lanes != Lanes::pixels && s.vector > s.packing.block)) {
        s.vector /= 2;
    }
    s.vectors = static_cast<int>(random.in(1, random.one_in(4) ? 16 : 3));
    s.broadcasts = static_cast<int>(random.in(1, random.one_in(4) ? 32 : 8));
    s.unroll_channels = static_cast<int>(random.one_in(2) ? 1 : random.in(1, 8));
    s.row_chunk = static_cast<int>(cut_rows ? random.in(1, 4) : 0);
    s.rows = static_cast<int>(random.in(1, 3));
    const Axis &x = problem.axes.back();
    if (s.lanes != Lanes::pixels && !x.is_open() && random.one_in(2) && ceil_div(x.output, x.stride) <= 32) {
        s.broadcasts = static_cast<int>(ceil_div(x.output, x.stride));
        s.trim_x = true;
    }
    s.prefetch = can_prefetch(s, layer) && random.one_in(2);
    return s;
}

WinogradSchedule drawn(WinogradSchedule s, bool, const Problem &layer, const InstructionSet &set, Random &random) {
    draw_transposition(s, layer, random);
    const Problem problem = worked_on(layer, s);
    s.border = random.of<Border>({Border::none, Border::whole});
    const int64_t members = s.packing.merge_x ? problem.axes.back().stride : 1;
    s.packing.block = random.in(1, problem.filters_per_group() * members);
    for (size_t i = 0; i < problem.axes.size(); i++) {
        s.packing.outputs.push_back(static_cast<int>(random.in(1, random.one_in(3) ? 6 : 3)));
    }
    s.vector = static_cast<int>(random.of<int64_t>({1, 2, 4, 8, 16}));
    while (s.vector > set.lanes || s.vector > s.packing.block) {
        s.vector /= 2;
    }
    s.vectors = static_cast<int>(random.in(1, std::min<int64_t>(4, s.packing.block / s.vector)));
    s.tiles = static_cast<int>(random.in(1, 8));
    s.tile_block = static_cast<int>(random.in(s.tiles, 40));
    return s;
}

int64_t unrolled(const DirectSchedule &s, const Problem &problem) {
    int64_t count = int64_t{s.vectors} * s.broadcasts * s.unroll_channels;
    if (s.phases == PhaseLoops::joint || s.packing.channels_outer) {
        for (const Axis &axis : problem.axes) {
            count *= axis.kernel;
        }
    } else if (s.phases == PhaseLoops::inside) {
        count *= phase_count(problem, s.packing);
    }
    return count;
}

int64_t unrolled(const WinogradSchedule &s, const Problem &problem) {
    int64_t count = 0;
    for (const WinogradClass &c : packed_sizes(problem, s.packing).classes) {
        count += c.planes_together() + int64_t{s.vectors} * s.tiles;
    }
    return count;
}

bool is_short(const Schedule &schedule, const Problem &problem) {
    return std::visit([&](const auto &s) { return unrolled(s, problem) <= kMostUnrolled; }, schedule);
}

/// What check_legal says whatever the layer.
bool can_be_legal(Lanes lanes, PhaseLoops phases, Border border) {
    return (phases != PhaseLoops::joint || lanes == Lanes::pixels) && (border != Border::rows || is_one_pass(phases));
}

}  // namespace

KernelCase random_layer(uint64_t seed, const std::string &instruction_set) {
    return {draw_problem(seed), instruction_set, std::nullopt, seed, false, std::nullopt};
}

bool can_be_checked(const Problem &problem) {
    const auto reads_inside = [](const Axis &axis) {
        const InputRange range = inputs_read(axis);
        return range.empty() || (range.first >= 0 && range.last < axis.input);
    };
    return !problem.is_open() && std::all_of(problem.axes.begin(), problem.axes.end() - 1, reads_inside);
}

std::vector<ScheduleKind> schedule_kinds() {
    std::vector<ScheduleKind> kinds;
    DirectSchedule direct;
    for (const auto &[lanes, lanes_name] : NamesOf<Lanes>::table) {
        for (const auto &[phases, phases_name] : NamesOf<PhaseLoops>::table) {
            for (const auto &[border, border_name] : NamesOf<Border>::table) {
                for (const auto &[order, order_name] : NamesOf<LoopOrder>::table) {
                    for (const bool channels_outer : {false, true}) {
                        for (const bool cut_rows : {false, true}) {
                            direct.lanes = lanes;
                            direct.phases = phases;
                            direct.border = border;
                            direct.order = order;
                            direct.packing.channels_outer = channels_outer;
                            direct.packing.depthwise = lanes == Lanes::depthwise;
                            if (can_be_legal(lanes, phases, border)) {
                                kinds.push_back({direct, cut_rows});
                            }
                        }
                    }
                }
            }
        }
    }
    // Few enumerations, but shapes of many kinds: each combination several times.
    constexpr int kOfEach = 16;
    WinogradSchedule winograd;
    for (int i = 0; i < kOfEach; i++) {
        winograd.packing.merge_x = i % 4 == 0;
        for (const auto &[window, window_name] : NamesOf<Window>::table) {
            for (const auto &[order, order_name] : NamesOf<TileOrder>::table) {
                winograd.window = window;
                winograd.order = order;
                kinds.push_back({winograd});
            }
        }
    }
    return kinds;
}

KernelCase searched_schedule(uint64_t seed, const std::string &instruction_set) {
    const InstructionSet &set = find_instruction_set(instruction_set);
    Random random(seed);
    for (int turn = 0; turn < kMostDraws; turn++) {
        const uint64_t problem_seed = static_cast<uint64_t>(random.in(1, int64_t{1} << 40));
        const Problem problem = draw_problem(problem_seed);
        std::optional<Schedule> schedule = tune::random_schedule(problem, set, random);
        for (int64_t steps = random.in(0, 3); schedule && steps > 0; steps--) {
            if (const auto next = tune::neighbour(*schedule, problem, set, random)) {
                schedule = next;
            }
        }
        if (schedule && is_short(*schedule, problem)) {
            return {problem, instruction_set, *schedule, problem_seed, false, std::nullopt};
        }
    }
    throw Error("no schedule of a search in " + std::to_string(kMostDraws) + " layers drawn from seed " +
                std::to_string(seed));
}

KernelCase random_schedule(const ScheduleKind &kind, uint64_t seed, const std::string &instruction_set) {
    const InstructionSet &set = find_instruction_set(instruction_set);
    Random random(seed);
    Schedule last;
    for (int turn = 0; turn < kMostDraws; turn++) {
        const uint64_t problem_seed = static_cast<uint64_t>(random.in(1, int64_t{1} << 40));
        const Problem problem = draw_problem(problem_seed);
        const Schedule schedule = std::visit(
            [&](const auto &s) -> Schedule { return drawn(s, kind.cut_rows, problem, set, random); }, kind.choices);
        if (is_legal(schedule, problem, set) && is_short(schedule, problem)) {
            return {problem, instruction_set, schedule, problem_seed, false, std::nullopt};
        }
        last = schedule;
    }
    throw Error(
        "none of " + std::to_string(kMostDraws) + " layers drawn from seed " + std::to_string(seed) +
        " allows a schedule of this kind, which check_legal may forbid for all (see can_be_legal): " + to_json(last));
}

}  // namespace tconv::test
