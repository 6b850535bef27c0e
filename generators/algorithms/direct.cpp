// The direct algorithm: every phase of the output is a dense convolution over the input with its own few taps.
//
//     sum(m, X) = bias(m) + sum over (c, j) of weights(m, first_tap + j*tap_step, c) * x(c, X + input_offset - j*input_step)
//     output(m, stride*X + residue) = activation(sum of that residue's phase (m, X))
//
// on each axis at once. The output is written by update definitions over an RDom whose dimensions are the loops of the kernel,
// innermost first: so a pass can run over a set of phases, and tiles that do not divide the output are shifted inwards (computed
// twice, to the same bits) in place of being guarded. Which stores have a condition all the same, DirectKernel::store says.
#include "generators/algorithms/direct.h"
#include "generators/algorithms/run_generator.h"
#include "generators/algorithms/softmax.h"

namespace tconv {

using namespace Halide;

namespace {

class Direct : public Generator<Direct> {
public:
    GeneratorParam<std::string> problem_key{"problem", ""};
    GeneratorParam<std::string> schedule_json{"schedule", ""};
    Input<Buffer<float>> input{"input"};
    Input<Buffer<float, 1>> weights{"weights"};
    Input<Buffer<float, 1>> bias{"bias"};
    Output<Buffer<float>> output{"output"};

    void configure() {
        const int dimensions = parse_key(problem_key).layout == Layout::channels_last ? 4 : 5;
        input.set_dimensions(dimensions);
        output.set_dimensions(dimensions);
    }

    void generate() {
        kernel.problem = parse_key(problem_key);
        kernel.plan = schedule_from_json(schedule_json);
        InstructionSet set{};
        set.lanes = get_target().natural_vector_size<float>();
        check_legal(kernel.plan, kernel.problem, set);
        kernel.sizes = packed_sizes(kernel.problem, kernel.plan.packing);
        define_sizes();
        kernel.input = input;
        kernel.weights = weights;
        kernel.bias = bias;
        const bool softmax = kernel.problem.activation == Activation::softmax;
        kernel.output = softmax ? Func("sums_of_filters") : Func(output);

        /* THE ALGORITHM */
        if (kernel.plan.border == Border::whole)
            kernel.pad_whole_input();
        kernel.define_passes();
        /* THE SCHEDULE */
        kernel.apply_schedule();
        if (softmax)
            define_softmax(kernel.problem, output, kernel.output, output_extents, set.lanes);
    }

private:
    DirectKernel kernel;
    std::vector<Expr> output_extents;

    /// Sizes as the kernel sees them, and what the problem says of the buffers.
    void define_sizes() {
        const Problem &problem = kernel.problem;
        const bool last = problem.layout == Layout::channels_last;
        const int dimensions = last ? 4 : 5;
        std::vector<Expr> in_shape(problem.axes.size() + 2), out_shape(problem.axes.size() + 2);
        const size_t rank = problem.axes.size(), first_axis = last ? 1 : 2, channel = last ? rank + 1 : 1;
        for (int a = 0; a < 3; a++) {
            KernelAxis &k = kernel.axes[a];
            if (a >= problem.rank()) {
                k.axis.output = 1;
                k.input = k.output = i32(1);
                continue;
            }
            k.axis = problem.axes[rank - 1 - static_cast<size_t>(a)];
            if (k.axis.is_open()) {
                k.input = input.dim(a).extent();
                if (last && a == 0)
                    k.input = k.input / i32(problem.channels);
                k.output = k.axis.output != kOpen ? i32(k.axis.output)
                                                  : k.input * i32(k.axis.stride) +
                                                        i32(k.axis.full(0) - k.axis.crop_begin - k.axis.crop_end);
            } else {
                k.input = i32(k.axis.input);
                k.output = i32(k.axis.output);
            }
            in_shape[first_axis + rank - 1 - static_cast<size_t>(a)] = k.input;
            out_shape[first_axis + rank - 1 - static_cast<size_t>(a)] = k.output;
        }
        const Expr batch = problem.batch == kOpen ? Expr(input.dim(dimensions - 1).extent()) : i32(problem.batch);
        kernel.batch = in_shape[0] = out_shape[0] = batch;
        in_shape[channel] = i32(problem.channels);
        out_shape[channel] = i32(problem.filters);
        state_bounds(input, buffer_extents(problem.layout, in_shape), dimensions, true);
        output_extents = buffer_extents(problem.layout, out_shape);
        state_bounds(output, output_extents, dimensions, false);
        weights.dim(0).set_bounds(0, i32(kernel.sizes.weight_floats));
        bias.dim(0).set_bounds(0, i32(kernel.sizes.total_floats - kernel.sizes.bias_offset));
    }

    /// Dense, from 0; an extent that is the buffer's own is left to it.
    template <typename B>
    void state_bounds(B &buffer, const std::vector<Expr> &extents, int dimensions, bool is_input) {
        Expr stride = 1;
        for (int d = 0; d < dimensions; d++) {
            const Expr extent = Internal::simplify(extents[static_cast<size_t>(d)]);
            if (is_input && !Internal::is_const(extent)) {
                buffer.dim(d).set_min(0);
            } else {
                buffer.dim(d).set_bounds(0, extent);
            }
            buffer.dim(d).set_stride(Internal::simplify(stride));
            stride = stride * (is_input && !Internal::is_const(extent) ? Expr(buffer.dim(d).extent()) : extent);
        }
    }
};

}  // namespace

KernelPipeline make_direct_kernel(const Problem &problem, const Schedule &schedule, const Halide::Target &target) {
    return run_generator("tconv_direct", {{"problem", key(problem)}, {"schedule", to_json(schedule)}},
                         {"input", "weights", "bias"}, target);
}

}  // namespace tconv

HALIDE_REGISTER_GENERATOR(tconv::Direct, tconv_direct)
