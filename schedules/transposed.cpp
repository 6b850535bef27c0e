// How large bands are, and what they ask of a schedule.
#include "schedules/transposed.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "runtime/problem/sizes.h"
#include "schedules/fit.h"

namespace tconv {

namespace {

/// Bytes of both arrays of a band. It has something of every axis.
double bytes_of(const Problem &problem, const std::vector<int64_t> &band) {
    auto input = static_cast<double>(4 * problem.channels * band[0]);
    auto output = static_cast<double>(4 * problem.filters * band[0]);
    for (size_t a = 0; a < problem.axes.size(); a++) {
        const Axis &axis = problem.axes[a];
        input *= static_cast<double>(std::min(band[a + 1] + (axis.effective_kernel() - 1) / axis.stride, axis.input));
        output *= static_cast<double>(band[a + 1] * axis.stride);
    }
    return input + output;
}

/// As many bands as of this length, of about one length.
int64_t even(int64_t length, int64_t all) { return ceil_div(all, ceil_div(all, length)); }

/// All of the fastest axes that fit, a part of the next one, and one of each slower one. Rows stay whole where there are several axes.
std::vector<int> band_of(const Problem &problem, double bytes) {
    std::vector<int64_t> all{problem.batch};
    for (const Axis &axis : problem.axes)
        all.push_back(ceil_div(axis.output, axis.stride));
    std::vector<int64_t> band(all.size(), 1);
    const size_t row = problem.axes.size();
    if (problem.rank() > 1)
        band[row] = all[row];
    for (size_t a = problem.rank() > 1 ? row - 1 : row;; a--) {
        band[a] = std::clamp<int64_t>(static_cast<int64_t>(bytes / bytes_of(problem, band)), 1, all[a]);
        if (band[a] < all[a] || a == 0)
            break;
    }
    std::vector<int> counts;
    for (size_t a = 0; a < band.size(); a++)
        counts.push_back(band[a] < all[a] ? static_cast<int>(even(std::min(band[a], kTileRoom), all[a])) : 0);
    return counts;
}

/// Tiles of Winograd's algorithm that a band has in each class of phases, at most.
int64_t tiles_of(const Problem &band, const WinogradSchedule &s) {
    const Problem problem = computed_problem(band, s.packing);
    int64_t most = 1;
    for (const WinogradClass &c : packed_sizes(band, s.packing).classes) {
        int64_t tiles = problem.batch;
        for (int a = 0; a < problem.rank(); a++) {
            const Axis axis = loop_axis(problem, a);
            const int64_t more = s.window == Window::shared ? input_offsets(axis, c.phases[a]).count() - 1 : 0;
            const int m = s.packing.outputs[s.packing.outputs.size() - 1 - static_cast<size_t>(a)];
            tiles *= ceil_div(ceil_div(axis.output, axis.stride) + more, m);
        }
        most = std::max(most, tiles);
    }
    return most;
}

/// Blocks of tiles as even as they can be: a band has few.
void even_blocks(DirectSchedule &, const Problem &) {}
void even_blocks(WinogradSchedule &s, const Problem &band) {
    const int64_t tiles = tiles_of(band, s), even = ceil_div(tiles, ceil_div(tiles, s.tile_block));
    s.tile_block = static_cast<int>(std::max<int64_t>(even, s.tiles));
}

}  // namespace

std::vector<std::vector<int>> bands_to_try(const Problem &problem, const InstructionSet &set) {
    if (problem.is_open() || problem.batch == 0)
        return {};
    std::set<std::vector<int>> bands;
    for (const double part : {0.25, 0.5, 1.0}) {
        const std::vector<int> band = band_of(problem, part * static_cast<double>(set.l2_bytes));
        bands.insert(band);
        // Rows as tiles of so many outputs want them: a shared window reads one more.
        const auto cut = std::find_if(band.begin() + 1, band.end(), [](int count) { return count > 1; });
        for (const int outputs : {2, 3, 4}) {
            for (const int more : {0, 1}) {
                if (cut == band.end())
                    continue;
                std::vector<int> rounded = band;
                const int tiles = std::max(1, (*cut + more + outputs / 2) / outputs);
                rounded[static_cast<size_t>(cut - band.begin())] = std::max(1, tiles * outputs - more);
                bands.insert(rounded);
            }
        }
    }
    std::vector<std::vector<int>> cut;
    for (const std::vector<int> &band : bands) {
        if (std::any_of(band.begin(), band.end(), [](int count) { return count > 0; }))
            cut.push_back(band);
    }
    return cut;
}

void make_bands_even(std::vector<int> &band, const Problem &problem) {
    for (size_t a = 0; a < band.size() && a <= problem.axes.size(); a++) {
        const int64_t all = a == 0 ? problem.batch : ceil_div(problem.axes[a - 1].output, problem.axes[a - 1].stride);
        if (band[a] > 0 && all > 0)
            band[a] = static_cast<int>(even(band[a], all));
    }
}

Schedule transposed(Schedule schedule, const std::vector<int> &band) {
    std::visit(
        [&](auto &s) {
            s.transpose = true;
            s.band = band;
            if constexpr (std::is_same_v<std::decay_t<decltype(s)>, DirectSchedule>)
                s.prefetch = false;  // it asks for lines of the layer's own array
        },
        schedule);
    return schedule;
}

std::vector<Schedule> by_way_of_channels_last(const Schedule &in_channels_last, const Problem &problem,
                                              const InstructionSet &set) {
    std::vector<Schedule> schedules;
    if (!can_transpose(problem))
        return schedules;
    const auto add = [&](const Schedule &schedule) {
        if (is_legal(schedule, problem, set))
            schedules.push_back(schedule);
    };
    add(transposed(in_channels_last, {}));
    for (const std::vector<int> &band : bands_to_try(problem, set)) {
        Schedule schedule = transposed(in_channels_last, band);
        if (!is_legal(schedule, problem, set))
            continue;
        std::visit([&](auto &s) { even_blocks(s, in_bands(problem, band).band); }, schedule);
        add(schedule);
    }
    return schedules;
}

}  // namespace tconv
