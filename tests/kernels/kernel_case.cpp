// The parts of a case that need no compiled code.
#include "tests/kernels/kernel_case.h"

#include <iostream>

#include "generators/cli/machine.h"
#include "runtime/problem/message.h"
#include "tests/oracle/random_problem.h"

namespace tconv::test {
namespace {

constexpr size_t kMostShapes = 4;
/// What the references afford for each of them.
constexpr int64_t kMostMacs = 600'000;

/// An input for the problem; not every one is legal.
std::vector<int64_t> draw_shape(const Problem &problem, Random &random, int64_t most) {
    std::vector<int64_t> shape = problem.input_shape();
    const size_t first_axis = problem.layout == Layout::channels_last ? 1 : 2;
    if (problem.batch == kOpen) {
        shape[0] = random.of<int64_t>({0, 1, 1, 2, 3, 5});
    }
    for (size_t i = 0; i < problem.axes.size(); i++) {
        if (problem.axes[i].is_open()) {
            shape[first_axis + i] = random.one_in(4) ? 1 : random.in(1, most);
        }
    }
    return shape;
}

bool is_legal_and_small(const Problem &problem, const std::vector<int64_t> &shape) {
    try {
        const Problem fixed = problem.with_input_shape(shape);
        int64_t macs = fixed.batch * fixed.channels * fixed.filters_per_group(), outputs = fixed.batch * fixed.filters;
        for (const Axis &axis : fixed.axes) {
            macs *= axis.input * axis.kernel;
            outputs *= axis.output;
        }
        return macs <= kMostMacs && outputs <= kMostMacs;
    } catch (const Error &) {
        return false;
    }
}

std::string quoted(const std::string &text) { return "'" + text + "'"; }

}  // namespace

std::string KernelCase::command() const {
    std::string text =
        "try_kernels one " + key(problem) + " --set " + instruction_set + " --seed " + std::to_string(seed);
    if (schedule) {
        text += " --schedule " + quoted(to_json(*schedule));
    }
    text += checked ? " --checked" : "";
    return published ? text + "  # " + published->name : text;
}

std::vector<std::vector<int64_t>> shapes_of(const Problem &problem, uint64_t seed) {
    if (!problem.is_open()) {
        return {problem.input_shape()};
    }
    Random random(seed);
    std::vector<std::vector<int64_t>> shapes;
    for (int64_t turn = 0; turn < 200 && shapes.size() < kMostShapes; turn++) {
        // Larger and larger, because a crop may leave nothing of small inputs; the first one is as small as can be.
        const std::vector<int64_t> shape = draw_shape(problem, random, turn == 0 ? 1 : 2 + 8 * (turn % 8));
        if (is_legal_and_small(problem, shape)) {
            shapes.push_back(shape);
        }
    }
    return shapes;
}

const InstructionSet &find_instruction_set(const std::string &name) {
    for (const InstructionSet *set : default_target().sets) {
        if (name == set->name) {
            return *set;
        }
    }
    reject("instruction set", "\"" + name + "\"", "one of " + listed(default_target().sets, &InstructionSet::name));
}

std::string target_of(const std::string &instruction_set) {
    return std::string(default_target().name) + "-" + find_instruction_set(instruction_set).name;
}

std::vector<std::string> instruction_sets_to_try() {
    std::vector<std::string> names;
    for (const InstructionSet *set : default_target().sets) {
        if (runs_here(*set)) {
            names.emplace_back(set->name);
        } else {
            std::cout << "NOT TESTED: this processor has no " << set->name << "\n";
        }
    }
    return names;
}

}  // namespace tconv::test
