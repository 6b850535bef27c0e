// What dialects read and report alike.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/dialects/fields.h"
#include "runtime/dialects/keys.h"
#include "runtime/problem/message.h"
#include "tconv/layer.h"

namespace tconv {

/// "batch": kOpen for null, 1 where it is not given.
int64_t read_batch(const Fields &);
/// "input_size": kOpen for null entries; one number or null is for all axes. Checks the range.
std::vector<int64_t> read_input_size(const Fields &, size_t rank);
/// The same where the dialect itself has no input size: every axis is open where the key is not there.
std::vector<int64_t> input_size_or_open(const Fields &, size_t rank);
/// Fields::per_axis, each number within low to high.
std::vector<int64_t> per_axis_within(const Fields &, const char *name, size_t rank, int64_t otherwise, int64_t low,
                                     int64_t high = kMaxSize);
/// An axis for each input size; no dilations: 1 on every axis. Checks the numbers (check_axis_numbers): what comes after computes with
/// them.
std::vector<Axis> axes_of(const std::vector<int64_t> &inputs, const std::vector<int64_t> &kernels,
                          const std::vector<int64_t> &strides, const std::vector<int64_t> &dilations = {});
/// A text as a C identifier: every other character made an underscore. Empty stays empty; a keyword is for the caller to check.
std::string as_identifier(const std::string &text);
/// The C identifier of the layer: "name" where the file has it, else `own` (the dialect's property) as an identifier, else
/// `otherwise`. The caller of a dialect checks it.
std::string read_identifier(const Fields &, const std::string &own, const char *otherwise);

struct Crop {
    int64_t begin = 0, end = 0;
};

/// MATLAB's rule for 'same', which others share: output = input * stride; of an odd crop the larger half is at the end, a negative
/// one is all at the end.
Crop same_crop(const Axis &);

/// The largest output padding of PyTorch and ONNX: less than stride or dilation.
int64_t most_output_padding(const Axis &);
/// Throws where "output_padding" of this axis is larger.
void check_output_padding(const Axis &, size_t index, int64_t padding);

/// A layer's properties, in the order in which they are added.
class Properties {
public:
    void add(const char *name, const nlohmann::json &value) { rows_.push_back({name, value.dump()}); }
    std::vector<Property> take() { return std::move(rows_); }

private:
    std::vector<Property> rows_;
};

/// A size in a property: null where it is open.
nlohmann::json size_property(int64_t size);
/// `value(axis)` of each axis, as a list; `axis.*value` of a member.
template <typename Value>
nlohmann::json axes_property(const std::vector<Axis> &axes, Value value) {
    nlohmann::json list = nlohmann::json::array();
    for (const Axis &axis : axes) {
        list.push_back(std::invoke(value, axis));
    }
    return list;
}

}  // namespace tconv
