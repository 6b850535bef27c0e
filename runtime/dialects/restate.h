// Restating: a layer of one system in the words of another. Each dialect has a row in the table of restate.cpp, and a function here
// that gives the properties of its constructor; convert.cpp checks that they read back as the same problem.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "runtime/dialects/dialect.h"

namespace tconv {

/// Properties in the order in which they are written.
using Statement = nlohmann::ordered_json;

/// What a system's layer cannot say. What it refuses is an Error before its function is asked.
struct Restater {
    const char *dialect;
    bool groups = true;
    bool dilation = true;
    bool bias_is_optional = true;
    /// The name of an activation there; nullptr where the layer has none of that name.
    const char *(*activation)(Activation, Layout);
    /// Properties of the constructor, but for defaults. Throws Error for a crop that has no place there.
    Statement (*properties)(const Layer &);
};

Statement native_statement(const Layer &);
Statement matlab_statement(const Layer &);
Statement keras_statement(const Layer &);
Statement wolfram_statement(const Layer &);
Statement cntk_statement(const Layer &);
Statement torch_statement(const Layer &);
Statement onnx_statement(const Layer &);

const char *keras_activation(Activation, Layout);  // keras.cpp
const char *cntk_activation(Activation, Layout);   // cntk.cpp

/// The row of a dialect.
const Restater &restater_of(const std::string &dialect);

// ---- What the statements share

/// "(1, 2)": begin and end.
std::string crop_text(int64_t begin, int64_t end);
/// "crop of axis 1 is (1, 2): must be <allowed>".
[[noreturn]] void refuse_crop(size_t axis, int64_t begin, int64_t end, const std::string &allowed);
/// Throws where an axis has a fixed output and an open input.
void refuse_fixed_outputs(const Problem &, const std::string &system);
/// Throws unless both crops of every axis are 0 or more.
void refuse_negative_crops(const Problem &, const std::string &system);
/// `value(axis)` of every axis, or `axis.*value`; with all of them `otherwise`, nothing is added.
template <typename Value>
void state(Statement &statement, const char *name, const std::vector<Axis> &axes, Value value, int64_t otherwise) {
    Statement list = Statement::array();
    bool is_default = true;
    for (const Axis &axis : axes) {
        list.push_back(std::invoke(value, axis));
        is_default = is_default && list.back() == otherwise;
    }
    if (!is_default) {
        statement[name] = list;
    }
}
inline constexpr int64_t kNoDefault = -1;  ///< for state(): no size is this

/// Sizes of the input, null where open.
Statement input_sizes(const Problem &);
/// The same with the channels before or behind them.
Statement with_channels(const Problem &, bool first);
/// Some axis has a crop that is not 0.
bool has_crops(const Problem &);
/// Every axis has the crop of MATLAB's 'same', and not all of them are 0.
bool is_same_crop(const Problem &);

}  // namespace tconv
