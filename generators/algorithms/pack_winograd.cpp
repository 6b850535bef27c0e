// Winograd's packed parameters: each phase's taps, transformed along every axis.
#include "generators/algorithms/geometry.h"
#include "generators/algorithms/lane_blocks.h"
#include "generators/algorithms/pack_generator.h"
#include "generators/algorithms/run_generator.h"
#include "generators/algorithms/transform.h"

namespace tconv {

using namespace Halide;

namespace {

using constants::i32;
using constants::to_int;

class PackWinograd : public PackGenerator<PackWinograd> {
public:
    void generate() {
        problem = parse_key(problem_key);
        packing = packing_from_json<WinogradPacking>(packing_json);
        sizes = packed_sizes(problem, packing);
        Func out = begin(sizes);
        for (const WinogradClass &c : sizes.classes)
            store_class(out, c);
        const LaneBlocks of_lanes = blocks();
        store_bias(out, sizes, packing.block, [&](const Expr &lane, const Expr &block) -> Expr {
            const Expr of_group = of_lanes.first_lane(block) + lane;
            return of_lanes.group_of(block) * i32(problem.filters_per_group()) + filter_of(of_group);
        });
    }

private:
    Problem problem;
    WinogradPacking packing;
    WinogradSizes sizes{};

    LaneBlocks blocks() const { return {sizes, packing.block}; }
    /// With x merged, a lane is a filter at a residue of x.
    Expr filter_of(const Expr &lane) const { return packing.merge_x ? lane % i32(problem.filters) : lane; }

    /// One update for a class of phases, whose loops are the packed order.
    void store_class(Func out, const WinogradClass &c) {
        const LaneBlocks of_lanes = blocks();
        const Problem computed = computed_problem(problem, packing);
        Var lane("lane"), channel("channel"), p[3] = {Var("px"), Var("py"), Var("pz")}, block("block");
        Var a[3] = {Var("ax"), Var("ay"), Var("az")};
        Expr tap[3];
        for (int d = 0; d < 3; d++) {
            // The sums run forwards over the inputs, taps of a phase backwards.
            const Expr j = i32(c.phases[d].taps - 1) - a[d];
            tap[d] = p[d] + i32(c.phases[d].first) + j * i32(tap_steps(loop_axis(computed, d)).kernel);
        }
        const Expr of_group = of_lanes.first_lane(block) + lane;
        if (packing.merge_x)
            tap[0] = of_group / i32(problem.filters) + tap[0] * i32(problem.axes.back().stride);
        Func taps("taps");
        taps(lane, channel, a[0], a[1], a[2], p[0], p[1], p[2], block) =
            cast<double>(weight(tap, filter_of(of_group), of_lanes.group_of(block) * i32(sizes.channels) + channel));
        std::vector<Func> stages{taps};
        for (int d = 0; d < 3; d++) {
            const Transforms matrices = cook_toom(sizes.outputs[d], to_int(c.phases[d].taps));
            if (!is_identity(matrices.weights)) {
                stages.push_back(transform(stages.back(), static_cast<size_t>(2 + d), matrices.weights,
                                           "weights_" + std::to_string(d)));
            }
        }
        const int64_t blocks = sizes.groups * sizes.blocks;
        const RDom r({{0, i32(c.weight_planes(0))},
                      {0, i32(c.weight_planes(1))},
                      {0, i32(c.weight_planes(2))},
                      {0, i32(packing.block)},
                      {0, i32(sizes.channels)},
                      {0, i32(c.phases[0].count)},
                      {0, i32(c.phases[1].count)},
                      {0, i32(c.phases[2].count)},
                      {0, i32(blocks)}},
                     "r");
        const Expr member = (r[7] * i32(c.phases[1].count) + r[6]) * i32(c.phases[0].count) + r[5];
        const Expr plane = (r[2] * i32(c.weight_planes(1)) + r[1]) * i32(c.weight_planes(0)) + r[0];
        const Expr row =
            ((r[8] * i32(c.members()) + member) * i32(c.weight_planes_together()) + plane) * i32(sizes.channels) + r[4];
        out(kept_within(i32(c.first_weight) + row * i32(packing.block) + r[3], sizes.weight_floats)) =
            cast<float>(stages.back()(r[3], r[4], r[0], r[1], r[2], r[5], r[6], r[7], r[8]));

        Stage update = out.update(out.num_update_definitions() - 1);
        for (int d = 0; d < 3; d++)
            update.unroll(RVar(r[d]));
        // Values are kept from stage to stage for one weight at a time.
        for (Func stage : stages) {
            stage.compute_at(out, RVar(r[3]));
            for (const Var &plane_of : a)
                stage.unroll(plane_of);
        }
    }
};

}  // namespace

KernelPipeline make_winograd_pack(const Problem &problem, const WinogradPacking &packing,
                                  const Halide::Target &target) {
    return run_generator("tconv_pack_winograd", {{"problem", key(problem)}, {"packing", to_json(packing)}},
                         {"weights", "bias"}, target);
}

}  // namespace tconv

HALIDE_REGISTER_GENERATOR(tconv::PackWinograd, tconv_pack_winograd)
