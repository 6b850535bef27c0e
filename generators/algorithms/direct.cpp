// The direct algorithm: every phase of the output is a dense convolution over the input with its own few taps.
//
//     sum(m, X) = bias(m) + sum over (c, j) of weights(m, first_tap + j*tap_step, c) * x(c, X + input_offset - j*input_step)
//     output(m, stride*X + residue) = activation(sum of that residue's phase (m, X))
//
// on each axis at once. The output is written by update definitions over an RDom whose dimensions are the loops of the kernel,
// innermost first: so a pass can run over a set of phases, and tiles that do not divide the output are shifted inwards (computed
// twice, to the same bits) in place of being guarded. Which stores have a condition all the same, DirectKernel::store says.
#include "generators/algorithms/direct.h"

#include <algorithm>

#include "generators/algorithms/kernel_generator.h"
#include "generators/algorithms/run_generator.h"

namespace tconv {

using namespace Halide;

namespace {

class Direct : public KernelGenerator<Direct> {
public:
    void generate() {
        DirectKernel kernel;
        kernel.plan = schedule<DirectSchedule>();
        kernel.problem = worked_on(problem(), kernel.plan);
        kernel.sizes = packed_sizes(kernel.problem, kernel.plan.packing);
        const KernelSizes sizes = state_sizes(kernel.problem, kernel.sizes);
        std::copy(sizes.axes, sizes.axes + 3, kernel.axes);
        kernel.batch = sizes.batch;
        const Arrays arrays = begin(kernel.plan.transpose);
        kernel.input = arrays.input;
        kernel.weights = weights;
        kernel.bias = bias;
        kernel.input_array = static_cast<Halide::ImageParam>(input).parameter();
        kernel.output = arrays.output;

        /* THE ALGORITHM */
        if (kernel.plan.border == Border::whole)
            kernel.pad_whole_input();
        kernel.define_passes();
        /* THE SCHEDULE */
        kernel.apply_schedule();
        end(arrays, sizes, kernel.plan.transpose);
    }
};

}  // namespace

KernelPipeline make_direct_kernel(const Problem &problem, const DirectSchedule &schedule,
                                  const Halide::Target &target) {
    return run_generator("tconv_direct", {{"problem", key(problem)}, {"schedule", to_json(schedule)}},
                         {"input", "weights", "bias"}, target);
}

}  // namespace tconv

HALIDE_REGISTER_GENERATOR(tconv::Direct, tconv_direct)
