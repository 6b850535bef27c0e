// Draws from tests/oracle/random_problem.h, and schedules of which check_legal says which may stay.
#include "tests/kernels/random_case.h"

#include <algorithm>

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

DirectSchedule draw_schedule(const ScheduleKind &kind, const Problem &problem, const InstructionSet &set,
                             oracle::Random &random) {
    DirectSchedule s;
    s.lanes = kind.lanes;
    s.phases = kind.phases;
    s.border = kind.border;
    s.order = kind.order;
    s.packing.channels_outer = kind.channels_outer;
    s.packing.depthwise = kind.lanes == Lanes::depthwise;
    s.packing.merge_x = kind.lanes == Lanes::filters && can_merge_x(problem) && !random.one_in(3);
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
    s.row_chunk = static_cast<int>(kind.cut_rows ? random.in(1, 4) : 0);
    s.rows = static_cast<int>(random.in(1, 3));
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

/// What check_legal says whatever the layer.
bool can_be_legal(Lanes lanes, PhaseLoops phases, Border border) {
    const bool one_pass = phases == PhaseLoops::inside || phases == PhaseLoops::joint;
    return (phases != PhaseLoops::joint || lanes == Lanes::pixels) && (border != Border::rows || one_pass);
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
    for (const Lanes lanes : {Lanes::filters, Lanes::pixels, Lanes::depthwise}) {
        for (const PhaseLoops phases :
             {PhaseLoops::inside, PhaseLoops::outside, PhaseLoops::joint, PhaseLoops::rolled}) {
            for (const Border border : {Border::none, Border::whole, Border::rows}) {
                for (const LoopOrder order :
                     {LoopOrder::filters_outer, LoopOrder::images_outer, LoopOrder::pixels_outer}) {
                    for (const bool channels_outer : {false, true}) {
                        for (const bool cut_rows : {false, true}) {
                            if (can_be_legal(lanes, phases, border)) {
                                kinds.push_back({lanes, phases, border, order, channels_outer, cut_rows});
                            }
                        }
                    }
                }
            }
        }
    }
    return kinds;
}

KernelCase random_schedule(const ScheduleKind &kind, uint64_t seed, const std::string &instruction_set) {
    const InstructionSet &set = find_instruction_set(instruction_set);
    oracle::Random random(seed);
    DirectSchedule last;
    for (int turn = 0; turn < kMostDraws; turn++) {
        const uint64_t problem_seed = static_cast<uint64_t>(random.in(1, int64_t{1} << 40));
        const Problem problem = draw_problem(problem_seed);
        const DirectSchedule schedule = draw_schedule(kind, problem, set, random);
        if (is_legal(schedule, problem, set) && unrolled(schedule, problem) <= kMostUnrolled) {
            return {problem, instruction_set, schedule, problem_seed, false, std::nullopt};
        }
        last = schedule;
    }
    throw Error(
        "none of " + std::to_string(kMostDraws) + " layers drawn from seed " + std::to_string(seed) +
        " allows a schedule of this kind, which check_legal may forbid for all (see can_be_legal): " + to_json(last));
}

}  // namespace tconv::test
