// Packing as a pipeline: every float of the packed parameters from the layer's own weights and bias.
#include "generators/algorithms/constants.h"
#include "generators/algorithms/geometry.h"
#include "generators/algorithms/run_generator.h"

namespace tconv {

using namespace Halide;

namespace {

using constants::i32;

class Pack : public Generator<Pack> {
public:
    GeneratorParam<std::string> problem_key{"problem", ""};
    GeneratorParam<std::string> packing_json{"packing", ""};
    Input<Buffer<float, 5>> weights{"weights"};
    Input<Buffer<float, 1>> bias{"bias"};
    Output<Buffer<float, 1>> packed{"packed"};

    void generate() {
        const Problem problem = parse_key(problem_key);
        const Packing packing = packing_from_json(packing_json);
        const PackedSizes sizes = packed_sizes(problem, packing);
        Axis axes[3];  // x, y, z
        int64_t taps[3];
        for (int a = 0; a < 3; a++) {
            if (a < problem.rank())
                axes[a] = problem.axes[problem.axes.size() - 1 - static_cast<size_t>(a)];
            taps[a] = axes[a].kernel;
        }
        if (packing.merge_x)
            taps[0] /= axes[0].stride;
        const std::vector<int> extents = weight_extents(problem);
        int64_t stride = 1;
        for (size_t d = 0; d < extents.size(); d++) {
            weights.dim(static_cast<int>(d)).set_bounds(0, extents[d]).set_stride(i32(stride));
            stride *= extents[d];
        }
        bias.dim(0).set_bounds(0, i32(problem.filters));
        packed.dim(0).set_bounds(0, i32(sizes.total_floats));

        /* THE ALGORITHM */
        Var lane("lane"), channel("channel"), tap("tap"), block("block"), i("i");
        // A lane of a block is a filter of the block's group, and with merge_x a phase of x.
        const Expr in_group = block % i32(sizes.blocks), group = block / i32(sizes.blocks);
        const Expr lane_of_group = min(in_group * i32(packing.block), i32(sizes.lanes - packing.block)) + lane;
        const Expr per_group = i32(problem.filters_per_group());
        Expr filter = lane_of_group, member = 0, source_channel = group * i32(sizes.channels) + channel;
        if (packing.merge_x) {
            filter = lane_of_group % per_group;
            member = lane_of_group / per_group;
        }
        if (packing.depthwise) {
            filter = 0;
            source_channel = lane_of_group;
        }
        const Expr px = tap % i32(taps[0]), py = tap / i32(taps[0]) % i32(taps[1]), pz = tap / i32(taps[0] * taps[1]);
        const Expr tx = packing.merge_x ? member + px * i32(axes[0].stride) : tap_at(axes[0], px);
        const auto within = [](const Expr &e, int64_t extent) { return unsafe_promise_clamped(e, 0, i32(extent - 1)); };
        Func weight("weight");
        weight(lane, channel, tap, block) = weights(within(tx, extents[0]), within(tap_at(axes[1], py), extents[1]),
                                                    within(tap_at(axes[2], pz), extents[2]), within(filter, extents[3]),
                                                    within(source_channel, extents[4]));
        Func bias_lane("bias_lane");
        const Expr filter_of_layer = packing.depthwise ? lane_of_group : group * per_group + filter;
        bias_lane(lane, block) = bias(within(filter_of_layer, problem.filters));

        const int64_t blocks = sizes.groups * sizes.blocks;
        Func out(packed);
        out(i) = 0.0f;
        // One update for the weights, whose loops are the packed order, and one for the bias.
        RDom w =
            packing.channels_outer
                ? RDom({{0, i32(packing.block)}, {0, i32(sizes.taps)}, {0, i32(sizes.channels)}, {0, i32(blocks)}}, "w")
                : RDom({{0, i32(packing.block)}, {0, i32(sizes.channels)}, {0, i32(sizes.taps)}, {0, i32(blocks)}},
                       "w");
        const Expr c = packing.channels_outer ? w[2] : w[1], t = packing.channels_outer ? w[1] : w[2];
        const Expr inner = packing.channels_outer ? c * i32(sizes.taps) + t : t * i32(sizes.channels) + c;
        const Expr row = w[3] * i32(sizes.taps * sizes.channels) + inner;
        out(within(row * i32(packing.block) + w[0], sizes.weight_floats)) = weight(w[0], c, t, w[3]);
        RDom b({{0, i32(packing.block)}, {0, i32(blocks)}}, "b");
        out(within(i32(sizes.bias_offset) + b[1] * i32(packing.block) + b[0], sizes.total_floats)) =
            bias_lane(b[0], b[1]);
    }
};

}  // namespace

std::vector<int> weight_extents(const Problem &problem) {
    std::vector<int> extents(5, 1);
    for (size_t a = 0; a < problem.axes.size(); a++)
        extents[a] = static_cast<int>(problem.axes[problem.axes.size() - 1 - a].kernel);
    extents[3] = static_cast<int>(problem.filters_per_group());
    extents[4] = static_cast<int>(problem.channels);
    return extents;
}

KernelPipeline make_pack(const Problem &problem, const Packing &packing, const Halide::Target &target) {
    return run_generator("tconv_pack", {{"problem", key(problem)}, {"packing", to_json(packing)}}, {"weights", "bias"},
                         target);
}

}  // namespace tconv

HALIDE_REGISTER_GENERATOR(tconv::Pack, tconv_pack)
