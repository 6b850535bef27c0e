// What every algorithm's pack pipeline has in common: its parameters and arrays, and the bias behind the weights.
#pragma once

#include <string>

#include "Halide.h"
#include "generators/algorithms/constants.h"
#include "generators/algorithms/kernel.h"

namespace tconv {

inline Halide::Expr kept_within(const Halide::Expr &index, int64_t extent) {
    return constants::within(index, constants::i32(extent));
}

template <typename T>
class PackGenerator : public Halide::Generator<T> {
public:
    Halide::GeneratorParam<std::string> problem_key{"problem", ""};
    Halide::GeneratorParam<std::string> packing_json{"packing", ""};
    Halide::GeneratorInput<Halide::Buffer<float, 5>> weights{"weights"};
    Halide::GeneratorInput<Halide::Buffer<float, 1>> bias{"bias"};
    Halide::GeneratorOutput<Halide::Buffer<float, 1>> packed{"packed"};

protected:
    /// The weight of kernel indices x, y, z, filter of its group, and channel of the layer.
    Halide::Expr weight(const Halide::Expr (&tap)[3], const Halide::Expr &filter, const Halide::Expr &channel) {
        const std::vector<int> extents = weight_extents(parse_key(problem_key));
        return weights(kept_within(tap[0], extents[0]), kept_within(tap[1], extents[1]),
                       kept_within(tap[2], extents[2]), kept_within(filter, extents[3]),
                       kept_within(channel, extents[4]));
    }

    /// The arrays' bounds, and a Func of the output that holds zeros.
    Halide::Func begin(const PackedSizes &sizes) {
        using constants::i32;
        const Problem problem = parse_key(problem_key);
        int64_t stride = 1;
        int d = 0;
        for (const int extent : weight_extents(problem)) {
            weights.dim(d++).set_bounds(0, extent).set_stride(i32(stride));
            stride *= extent;
        }
        bias.dim(0).set_bounds(0, i32(problem.filters));
        packed.dim(0).set_bounds(0, i32(sizes.total_floats));
        Halide::Func out(packed);
        out(Halide::Var("i")) = 0.0f;
        return out;
    }

    /// Stores the bias of each lane of each block; `filter_of_layer(lane, block)` says whose it is.
    template <typename FilterOfLayer>
    void store_bias(Halide::Func out, const PackedSizes &sizes, int64_t block, FilterOfLayer filter_of_layer) {
        using constants::i32;
        const int64_t blocks = (sizes.total_floats - sizes.bias_offset) / block;
        const Halide::RDom b({{0, i32(block)}, {0, i32(blocks)}}, "b");
        out(kept_within(i32(sizes.bias_offset) + b[1] * i32(block) + b[0], sizes.total_floats)) =
            bias(kept_within(filter_of_layer(b[0], b[1]), parse_key(problem_key).filters));
        out.update(out.num_update_definitions() - 1).unscheduled();
    }
};

}  // namespace tconv
