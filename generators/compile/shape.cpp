// Shapes of a call: the rules of Problem::with_input_shape as generated code.
#include "generators/compile/shape.h"

#include <string>

#include "runtime/problem/sizes.h"
#include "tconv/kernel.h"

namespace tconv {

using namespace Halide;
using namespace Halide::Internal;

namespace {

const char *const kShape = "input_shape";

size_t first_axis(const Problem &problem) { return problem.layout == Layout::channels_first ? 2 : 1; }

/// The output shape for these input sizes, which are within the limits below.
std::vector<Expr> output_sizes(const Problem &problem, const std::vector<Expr> &input) {
    const std::vector<int64_t> fixed = problem.output_shape();
    std::vector<Expr> output;
    for (size_t i = 0; i < fixed.size(); i++) {
        if (fixed[i] != kOpen) {
            output.push_back(int64_of(fixed[i]));
        } else if (i == 0) {
            output.push_back(input[0]);
        } else {
            const Axis &axis = problem.axes[i - first_axis(problem)];
            const int64_t at_zero = axis.effective_kernel() - axis.stride - axis.crop_begin - axis.crop_end;
            output.push_back(input[i] * int64_of(axis.stride) + int64_of(at_zero));
        }
    }
    return output;
}

void check_open_sizes(Steps &steps, const Problem &problem, const std::vector<Expr> &input) {
    if (problem.batch == kOpen) {
        steps.check(input[0] >= int64_of(0), TCONV_BAD_SHAPE);
        steps.check(input[0] < int64_of(kMaxElements), TCONV_TOO_LARGE);
    }
    for (size_t i = 0; i < problem.axes.size(); i++) {
        if (problem.axes[i].is_open()) {
            // Every size of an input within its limits fits: nothing that is computed from it can overflow.
            const InputLimits limits = input_limits(problem.axes[i]);
            const Expr size = input[first_axis(problem) + i];
            steps.check(size >= int64_of(limits.least), TCONV_BAD_SHAPE);
            steps.check(size <= int64_of(limits.most), TCONV_TOO_LARGE);
        }
    }
}

/// Every size is below 2^31 here, so a product that is checked after each factor stays below 2^62. An empty batch counts
/// as one, as in validate().
void check_elements(Steps &steps, const std::string &array, const std::vector<Expr> &shape) {
    Expr elements = Halide::max(shape[0], int64_of(1));
    for (size_t i = 1; i < shape.size(); i++) {
        elements = steps.let(array + ".elements." + std::to_string(i), elements * shape[i]);
        steps.check(elements < int64_of(kMaxElements), TCONV_TOO_LARGE);
    }
}

}  // namespace

CallShapes read_shapes(const Problem &problem) {
    CallShapes shapes;
    const std::vector<int64_t> fixed = problem.input_shape();
    for (size_t i = 0; i < fixed.size(); i++) {
        shapes.input.push_back(fixed[i] == kOpen ? load(kShape, Int(64), static_cast<int>(i)) : int64_of(fixed[i]));
    }
    shapes.output = output_sizes(problem, shapes.input);
    return shapes;
}

CallShapes check_shapes(Steps &steps, const Problem &problem) {
    if (problem.is_open()) {
        steps.check(!is_null(kShape), TCONV_NULL_POINTER);
    }
    steps.check(is_aligned(kShape, alignof(int64_t)), TCONV_MISALIGNED);

    const std::vector<int64_t> fixed = problem.input_shape();
    Steps equal;
    for (size_t i = 0; i < fixed.size(); i++) {
        if (fixed[i] != kOpen) {
            equal.check(load(kShape, Int(64), static_cast<int>(i)) == int64_of(fixed[i]), TCONV_BAD_SHAPE);
        }
    }
    steps.add(IfThenElse::make(!is_null(kShape), equal.body()));

    CallShapes shapes = read_shapes(problem);
    for (size_t i = 0; i < fixed.size(); i++) {
        if (fixed[i] == kOpen) {
            shapes.input[i] = steps.let("size." + std::to_string(i), shapes.input[i]);
        }
    }
    check_open_sizes(steps, problem, shapes.input);
    shapes.output = output_sizes(problem, shapes.input);
    if (problem.is_open()) {
        check_elements(steps, "input", shapes.input);
        check_elements(steps, "output", shapes.output);
    }
    return shapes;
}

}  // namespace tconv
