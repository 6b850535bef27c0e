// The direct algorithm's packed parameters, from the layer's own weights and bias.
#include "generators/algorithms/geometry.h"
#include "generators/algorithms/lane_blocks.h"
#include "generators/algorithms/pack_generator.h"
#include "generators/algorithms/run_generator.h"

namespace tconv {

using namespace Halide;

namespace {

using constants::i32;

class PackDirect : public PackGenerator<PackDirect> {
public:
    void generate() {
        const Problem problem = parse_key(problem_key);
        const DirectPacking packing = packing_from_json<DirectPacking>(packing_json);
        const DirectSizes sizes = packed_sizes(problem, packing);
        Axis axes[3];  // x, y, z
        int64_t taps[3];
        for (int a = 0; a < 3; a++) {
            axes[a] = loop_axis(problem, a);
            taps[a] = axes[a].kernel;
        }
        if (packing.merge_x)
            taps[0] /= axes[0].stride;
        Func out = begin(sizes);

        // A lane of a block is a filter of the block's group, and with merge_x a phase of x.
        const LaneBlocks of_lanes(sizes, packing.block);
        const Expr per_group = i32(problem.filters_per_group());

        // One update for the weights, whose loops are the packed order.
        const int64_t blocks = sizes.groups * sizes.blocks;
        const Range lanes(0, i32(packing.block)), of_taps(0, i32(sizes.taps)), channels(0, i32(sizes.channels));
        const RDom w = packing.channels_outer ? RDom({lanes, of_taps, channels, {0, i32(blocks)}}, "w")
                                              : RDom({lanes, channels, of_taps, {0, i32(blocks)}}, "w");
        const Expr channel = packing.channels_outer ? w[2] : w[1], tap = packing.channels_outer ? w[1] : w[2];
        const Expr group = of_lanes.group_of(w[3]), lane = of_lanes.first_lane(w[3]) + w[0];
        Expr filter = lane, member = 0, source_channel = group * i32(sizes.channels) + channel;
        if (packing.merge_x) {
            filter = lane % per_group;
            member = lane / per_group;
        }
        if (packing.depthwise) {
            filter = 0;
            source_channel = lane;
        }
        const Expr px = tap % i32(taps[0]), py = tap / i32(taps[0]) % i32(taps[1]), pz = tap / i32(taps[0] * taps[1]);
        const Expr tx = packing.merge_x ? member + px * i32(axes[0].stride) : tap_at(axes[0], px);
        const Expr inner =
            packing.channels_outer ? channel * i32(sizes.taps) + tap : tap * i32(sizes.channels) + channel;
        const Expr row = w[3] * i32(sizes.taps * sizes.channels) + inner;
        out(kept_within(row * i32(packing.block) + w[0], sizes.weight_floats)) =
            weight({tx, tap_at(axes[1], py), tap_at(axes[2], pz)}, filter, source_channel);
        out.update(0).unscheduled();

        store_bias(out, sizes, packing.block, [&](const Expr &of_block, const Expr &block) -> Expr {
            const Expr l = of_lanes.first_lane(block) + of_block;
            if (packing.depthwise)
                return l;
            return of_lanes.group_of(block) * per_group + (packing.merge_x ? l % per_group : l);
        });
    }
};

}  // namespace

KernelPipeline make_direct_pack(const Problem &problem, const DirectPacking &packing, const Halide::Target &target) {
    return run_generator("tconv_pack_direct", {{"problem", key(problem)}, {"packing", to_json(packing)}},
                         {"weights", "bias"}, target);
}

}  // namespace tconv

HALIDE_REGISTER_GENERATOR(tconv::PackDirect, tconv_pack_direct)
