// The cost of Winograd's algorithm: transforms of the inputs, a matrix product for each plane, transforms of the sums.
#include <cmath>

#include "runtime/problem/sizes.h"
#include "schedules/core.h"
#include "schedules/cost.h"

namespace tconv {

namespace {

/// The share of weights' time that comes on top where rows of them are longer than a tile.
constexpr double kPieces = 0.5;

}  // namespace

double estimated_seconds(const WinogradSchedule &s, const Problem &layer, const InstructionSet &set, int threads) {
    const Core core(set);
    const Problem problem = computed_problem(layer, s.packing);
    const WinogradSizes sizes = packed_sizes(layer, s.packing);
    const double batch = open_or(problem.batch, 1), float_bytes = 4;
    const double lanes_of_set = s.vector;
    const auto channels = static_cast<double>(sizes.channels);
    const double groups = static_cast<double>(sizes.groups), blocks = static_cast<double>(sizes.blocks);
    const auto block = static_cast<double>(s.packing.block);
    double cycles = 0, memory = 0, tasks = 0;
    const ArrayElements elements = array_elements(problem);
    const double image = float_bytes * elements.input, output = float_bytes * elements.output;
    for (const WinogradClass &c : sizes.classes) {
        double tiles = batch, windows = 1, outputs = 1, first_transform = 0;
        for (int a = 0; a < problem.rank(); a++) {
            const Axis axis = loop_axis(problem, a);
            const double input = open_or(axis.input, kGuessedSize);
            const double of_phase = std::ceil(open_or(axis.output, input * static_cast<double>(axis.stride)) /
                                              static_cast<double>(axis.stride));
            const auto shifts = static_cast<double>(input_offsets(axis, c.phases[a]).count());
            // Dilated tiles interleave: as many stand side by side as there are inputs from tap to tap.
            const auto step = static_cast<double>(tap_steps(axis).input);
            const double reach = of_phase + (s.window == Window::shared ? shifts - 1 : 0);
            tiles *= std::ceil(reach / (sizes.outputs[a] * step)) * step;
            windows *= s.window == Window::own ? shifts : 1;
            outputs *= sizes.outputs[a];
            first_transform += static_cast<double>(c.planes[a]);
        }
        const auto planes = static_cast<double>(c.planes_together()), members = static_cast<double>(c.members());
        const double tile_blocks = std::ceil(tiles / s.tile_block);
        const double padded = tile_blocks * s.tile_block;  // the last block is full too
        // Inputs: an addition or two for each plane along each axis, of vectors of channels.
        cycles += padded * windows * groups * planes * std::ceil(channels / lanes_of_set) *
                  (1.5 + 0.5 * first_transform / Core::loads(s.vector));
        // Products.
        const double v = s.vectors, t = s.tiles;
        const double spilled = std::max(0.0, v * t + v + 1 - set.registers);
        const double step =
            std::max({v * t / Core::multiply_adds(s.vector), (v + 0.4 * t) / Core::loads(s.vector), Core::kLatency}) +
            0.15 * (v + 0.4 * t) + spilled * 1.5 + 0.2;
        const double vector_tiles = std::ceil(block / (v * lanes_of_set)) * blocks * groups;
        cycles += members * planes * tile_blocks * std::ceil(s.tile_block / t) * vector_tiles *
                  (channels * step + v * t * 1.2 + 10);
        // Sums: each plane of each output once, then what is stored.
        cycles += padded * members * groups * blocks * std::ceil(block / lanes_of_set) * (planes * 1.2 + outputs * 2.5);
        // Where operands come from: the transformed inputs of a block for each block of lanes, weights for each block of tiles.
        const double v_bytes = float_bytes * s.tile_block * planes * channels * windows;
        const double weights = float_bytes * members * static_cast<double>(c.weight_planes_together()) * channels *
                               block * blocks * groups;
        const bool tiles_outer = s.order == TileOrder::tiles_outer;
        const double panel = float_bytes * channels * v * lanes_of_set;
        const double plane_of_inputs = float_bytes * s.tile_block * channels;
        memory += weights * tile_blocks *
                  core.cycles_per_byte(tiles_outer ? weights + v_bytes : weights / (blocks * members));
        memory += v_bytes * tile_blocks * blocks * members *
                  core.cycles_per_byte(tiles_outer ? v_bytes : v_bytes * tile_blocks);
        memory += core.traffic(panel + plane_of_inputs, members * planes * tile_blocks * blocks * groups *
                                                            std::max(0.0, std::ceil(block / (v * lanes_of_set)) - 1) *
                                                            plane_of_inputs / (panel + plane_of_inputs));
        // Products of a block of lanes, written and read again.
        const double products = float_bytes * block * s.tile_block * planes;
        cycles += 2 * products * tile_blocks * blocks * groups * members *
                  core.cycles_per_byte(products + plane_of_inputs + panel);
        // Weights in pieces of a longer row.
        if (v * lanes_of_set < block)
            memory += kPieces * weights * tile_blocks * core.cycles_per_byte(weights);
        tasks += tiles_outer ? tile_blocks : tile_blocks * blocks * groups * members;
    }
    cycles = std::hypot(cycles, memory);
    // A copy with zeros around it is written and read; without one, some tiles are looked at twice.
    cycles += (s.border == Border::none ? 1 : 3) * image / core.bytes_per_cycle(image * 2) +
              2.5 * output / core.bytes_per_cycle(output);
    // In channels first, cells are copied and stored one by one, each filter of a tile to another page.
    if (problem.layout == Layout::channels_first)
        cycles += (2 * image + 15 * output) / float_bytes;
    cycles += tasks * 60;
    return cycles * imbalance(tasks, threads) / threads / Core::kHertz;
}

}  // namespace tconv
