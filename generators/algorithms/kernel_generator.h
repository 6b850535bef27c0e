// What every algorithm's Generator has in common: its parameters, its arrays, and what the problem says of their sizes.
#pragma once

#include <string>
#include <vector>

#include "Halide.h"
#include "generators/algorithms/constants.h"
#include "generators/algorithms/geometry.h"
#include "generators/algorithms/kernel.h"
#include "generators/algorithms/softmax.h"
#include "generators/algorithms/transpose.h"

namespace tconv {

/// Sizes as a kernel sees them: constants, or what its input buffer says.
struct KernelSizes {
    KernelAxis axes[3];  ///< x, y, z
    Halide::Expr batch;
    std::vector<Halide::Expr> input_extents, output_extents;  ///< of arrays in the problem's layout (buffer_extents)
};

/// `arrays`: the layout of the buffers, whatever the problem's is. `input_extent(d)`: what the input buffer says of its dimension d.
template <typename InputExtent>
KernelSizes kernel_sizes(const Problem &problem, Layout arrays, InputExtent input_extent) {
    using constants::i32;
    KernelSizes sizes;
    const bool rows_hold_channels = arrays == Layout::channels_last;
    for (int a = 0; a < 3; a++) {
        KernelAxis &k = sizes.axes[a];
        k.axis = loop_axis(problem, a);
        if (a >= problem.rank()) {
            k.input = k.output = i32(1);
        } else if (k.axis.is_open()) {
            k.input = input_extent(a);
            if (rows_hold_channels && a == 0)
                k.input = k.input / i32(problem.channels);
            k.output = k.axis.output != kOpen
                           ? i32(k.axis.output)
                           : k.input * i32(k.axis.stride) + i32(k.axis.full(0) - k.axis.crop_begin - k.axis.crop_end);
        } else {
            k.input = i32(k.axis.input);
            k.output = i32(k.axis.output);
        }
    }
    sizes.batch = problem.batch == kOpen ? Halide::Expr(input_extent(rows_hold_channels ? 3 : 4)) : i32(problem.batch);
    const auto extents = [&](Halide::Expr KernelAxis::*size, int64_t channels) {
        std::vector<Halide::Expr> shape{sizes.batch};
        for (int a = problem.rank() - 1; a >= 0; a--)
            shape.push_back(sizes.axes[a].*size);
        shape.insert(problem.layout == Layout::channels_last ? shape.end() : shape.begin() + 1, i32(channels));
        return buffer_extents(problem.layout, shape);
    };
    sizes.input_extents = extents(&KernelAxis::input, problem.channels);
    sizes.output_extents = extents(&KernelAxis::output, problem.filters);
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
        set.name = "this target";
        set.lanes = vector_lanes();
        set.by_lane = this->get_target().arch == Halide::Target::ARM;
        check_legal(any, problem(), set);
        return std::get<S>(any);
    }

    /// States what the problem says of the arrays, and gives the sizes of `computed`, another one of as many floats.
    KernelSizes state_sizes(const Problem &computed, const PackedSizes &packed) {
        const Problem layer = problem();
        const auto extent = [&](int d) { return input.dim(d).extent(); };
        const KernelSizes sizes = kernel_sizes(layer, layer.layout, extent);
        state_bounds(input, sizes.input_extents, true);
        state_bounds(output, sizes.output_extents, false);
        weights.dim(0).set_bounds(0, constants::i32(packed.weight_floats));
        bias.dim(0).set_bounds(0, constants::i32(packed.total_floats - packed.bias_offset));
        return kernel_sizes(computed, layer.layout, extent);
    }

    /// What a kernel reads and writes: the arrays themselves; or, transposed, arrays in channels last beside them; or sums of filters of
    /// which softmax makes the output.
    struct Arrays {
        Halide::Func input, output;
    };
    Arrays begin(bool transpose) {
        if (transpose)
            return {to_channels_last(input, transposed(), vector_lanes()), Halide::Func("channels_last")};
        return {input,
                problem().activation == Activation::softmax ? Halide::Func("sums_of_filters") : Halide::Func(output)};
    }
    /// After the kernel's own schedule.
    void end(const Arrays &arrays, const KernelSizes &computed, bool transpose) {
        if (transpose) {
            to_channels_first(output, arrays.output, transposed(), vector_lanes());
        } else if (problem().activation == Activation::softmax) {
            define_softmax(problem(), output, arrays.output, computed.output_extents, vector_lanes());
        }
    }

private:
    TransposedArrays transposed() {
        const Problem layer = problem();
        const KernelSizes sizes =
            kernel_sizes(worked_on(layer, true, {}), layer.layout, [&](int d) { return input.dim(d).extent(); });
        const auto &[x, y, z] = sizes.axes;
        return {{layer.channels, x.axis.input, Rows(y.input, z.input, sizes.batch), sizes.input_extents},
                {layer.filters, x.axis.output, Rows(y.output, z.output, sizes.batch), sizes.output_extents}};
    }

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
