// The table of what each system's layer can say, and what the statements share.
#include "runtime/dialects/restate.h"

#include <algorithm>
#include <stdexcept>

#include "runtime/dialects/shared.h"
#include "runtime/problem/message.h"

namespace tconv {
namespace {

const char *only_linear(Activation activation, Layout) { return activation == Activation::linear ? "linear" : nullptr; }
const char *any_activation(Activation activation, Layout) { return name_of(activation); }

const Restater kRestaters[] = {
    {"native", true, true, true, any_activation, native_statement},
    {"matlab", false, false, false, only_linear, matlab_statement},
    {"keras", false, true, true, keras_activation, keras_statement},
    {"wolfram", true, true, true, only_linear, wolfram_statement},
    {"cntk", false, false, true, cntk_activation, cntk_statement},
    {"torch", true, true, true, only_linear, torch_statement},
    {"onnx", true, true, true, any_activation, onnx_statement},
};

}  // namespace

const Restater &restater_of(const std::string &dialect) {
    for (const Restater &row : kRestaters) {
        if (dialect == row.dialect) {
            return row;
        }
    }
    throw std::logic_error("a dialect without a row in the table of restaters");
}

std::string crop_text(int64_t begin, int64_t end) {
    return "(" + std::to_string(begin) + ", " + std::to_string(end) + ")";
}

void refuse_crop(size_t axis, int64_t begin, int64_t end, const std::string &allowed) {
    reject("crop of axis " + std::to_string(axis), crop_text(begin, end), allowed);
}

void refuse_fixed_outputs(const Problem &problem, const std::string &system) {
    for (size_t i = 0; i < problem.axes.size(); ++i) {
        const Axis &axis = problem.axes[i];
        if (axis.is_open() && axis.output != kOpen) {
            reject(entry("output_size", i), axis.output,
                   "open where input_size is: " + system + " has no fixed output for an input of any size");
        }
    }
}

void refuse_negative_crops(const Problem &problem, const std::string &system) {
    for (size_t i = 0; i < problem.axes.size(); ++i) {
        const Axis &axis = problem.axes[i];
        if (axis.crop_begin < 0 || axis.crop_end < 0) {
            refuse_crop(i, axis.crop_begin, axis.crop_end,
                        "0 or more: " + system + " appends nothing to an output, but for what its 'same' appends");
        }
    }
}

Statement input_sizes(const Problem &problem) {
    Statement sizes = Statement::array();
    for (const Axis &axis : problem.axes) {
        sizes.push_back(Statement(size_property(axis.input)));
    }
    return sizes;
}

Statement with_channels(const Problem &problem, bool first) {
    Statement sizes = input_sizes(problem);
    sizes.insert(first ? sizes.begin() : sizes.end(), problem.channels);
    return sizes;
}

bool has_crops(const Problem &problem) {
    const auto has_one = [](const Axis &axis) { return axis.crop_begin != 0 || axis.crop_end != 0; };
    return std::any_of(problem.axes.begin(), problem.axes.end(), has_one);
}

bool is_same_crop(const Problem &problem) {
    const auto has_it = [](const Axis &axis) {
        const Crop crop = same_crop(axis);
        return axis.crop_begin == crop.begin && axis.crop_end == crop.end;
    };
    return has_crops(problem) && std::all_of(problem.axes.begin(), problem.axes.end(), has_it);
}

}  // namespace tconv
