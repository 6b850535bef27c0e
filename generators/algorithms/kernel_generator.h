// What every algorithm's Generator has in common: its parameters, its arrays, and what the problem says of their sizes.
#pragma once

#include <string>
#include <vector>

#include "Halide.h"
#include "generators/algorithms/constants.h"
#include "generators/algorithms/geometry.h"
#include "generators/algorithms/kernel.h"

namespace tconv {

/// Sizes as a kernel sees them: constants, or what its input buffer says.
struct KernelSizes {
    KernelAxis axes[3];  ///< x, y, z
    Halide::Expr batch;
    std::vector<Halide::Expr> input_extents, output_extents;  ///< of the buffers (buffer_extents)
};

/// `input_extent(d)`: what the input buffer says of its dimension d.
template <typename InputExtent>
KernelSizes kernel_sizes(const Problem &problem, InputExtent input_extent) {
    using constants::i32;
    KernelSizes sizes;
    const bool last = problem.layout == Layout::channels_last;
    std::vector<Halide::Expr> in_shape(problem.axes.size() + 2), out_shape(problem.axes.size() + 2);
    const size_t rank = problem.axes.size(), first_axis = last ? 1 : 2, channel = last ? rank + 1 : 1;
    for (int a = 0; a < 3; a++) {
        KernelAxis &k = sizes.axes[a];
        k.axis = loop_axis(problem, a);
        if (a >= problem.rank()) {
            k.input = k.output = i32(1);
            continue;
        }
        if (k.axis.is_open()) {
            k.input = input_extent(a);
            if (last && a == 0)
                k.input = k.input / i32(problem.channels);
            k.output = k.axis.output != kOpen
                           ? i32(k.axis.output)
                           : k.input * i32(k.axis.stride) + i32(k.axis.full(0) - k.axis.crop_begin - k.axis.crop_end);
        } else {
            k.input = i32(k.axis.input);
            k.output = i32(k.axis.output);
        }
        in_shape[first_axis + rank - 1 - static_cast<size_t>(a)] = k.input;
        out_shape[first_axis + rank - 1 - static_cast<size_t>(a)] = k.output;
    }
    sizes.batch = problem.batch == kOpen ? Halide::Expr(input_extent(last ? 3 : 4)) : i32(problem.batch);
    in_shape[0] = out_shape[0] = sizes.batch;
    in_shape[channel] = i32(problem.channels);
    out_shape[channel] = i32(problem.filters);
    sizes.input_extents = buffer_extents(problem.layout, in_shape);
    sizes.output_extents = buffer_extents(problem.layout, out_shape);
    return sizes;
}

template <typename T>
class KernelGenerator : public Halide::Generator<T> {
public:
    Halide::GeneratorParam<std::string> problem_key{"problem", ""};
    Halide::GeneratorParam<std::string> schedule_json{"schedule", ""};
    Halide::GeneratorInput<Halide::Buffer<float>> input{"input"};
    Halide::GeneratorInput<Halide::Buffer<float, 1>> weights{"weights"};
    Halide::GeneratorInput<Halide::Buffer<float, 1>> bias{"bias"};
    Halide::GeneratorOutput<Halide::Buffer<float>> output{"output"};

    void configure() {
        const int dimensions = parse_key(problem_key).layout == Layout::channels_last ? 4 : 5;
        input.set_dimensions(dimensions);
        output.set_dimensions(dimensions);
    }

protected:
    int vector_lanes() const { return this->get_target().template natural_vector_size<float>(); }

    /// The parameters; throws where the schedule is not legal. S: the algorithm's.
    Problem problem() const { return parse_key(problem_key); }
    template <typename S>
    S schedule() const {
        const Schedule any = schedule_from_json(schedule_json);
        InstructionSet set{};
        set.lanes = vector_lanes();
        check_legal(any, problem(), set);
        return std::get<S>(any);
    }

    /// States what the problem says of the arrays; `computed` may be another one of the same arrays.
    KernelSizes state_sizes(const Problem &computed, const PackedSizes &packed) {
        const KernelSizes sizes = kernel_sizes(computed, [&](int d) { return input.dim(d).extent(); });
        state_bounds(input, sizes.input_extents, true);
        state_bounds(output, sizes.output_extents, false);
        weights.dim(0).set_bounds(0, constants::i32(packed.weight_floats));
        bias.dim(0).set_bounds(0, constants::i32(packed.total_floats - packed.bias_offset));
        return sizes;
    }

private:
    /// Dense, from 0; an extent that is the buffer's own is left to it.
    template <typename B>
    static void state_bounds(B &buffer, const std::vector<Halide::Expr> &extents, bool is_input) {
        using namespace Halide;
        Expr stride = 1;
        for (size_t i = 0; i < extents.size(); i++) {
            const int d = static_cast<int>(i);
            const Expr extent = Internal::simplify(extents[i]);
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

}  // namespace tconv
