// The numbers of an initializer.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/layer/initializer_rule.h"
#include "tconv/array.h"
#include "tconv/problem.h"

namespace tconv {

struct Fans {
    double in = 0, out = 0;
};

/// The generator's sequences: a seed's bias is not the start of its weights.
enum class Stream : uint32_t { weights, bias };

/// Constant, uniform, normal or truncated normal numbers, by their positions.
void fill(std::vector<float> &numbers, const InitializerRule &rule, const Fans &fans, uint64_t seed, Stream stream);

/// A matrix with orthonormal rows or columns, whichever are fewer, times the gain; in C order.
void fill_orthogonal(std::vector<float> &numbers, const InitializerRule &rule, size_t rows, uint64_t seed);

/// FCN's interpolation: the product of the axes' triangles where input channel and filter are the same, 0 elsewhere.
/// In native order and shape.
Array bilinear_weights(const Problem &problem);

}  // namespace tconv
