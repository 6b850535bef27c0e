// Arrays that stand in a layer file itself, as lists of lists.
#pragma once

#include <string>

#include "runtime/json/strict_json.h"
#include "tconv/array.h"

namespace tconv {

/// [[1, 2], [3, 4]] as an array of shape [2, 2], one number as an array of no axes; `field` is how messages call it. Throws Error
/// where a list has another length than its neighbours, or an entry is no number that float32 holds.
Array nested_array(const std::string &field, const nlohmann::json &value);

/// Throws Error unless the array that `field` gives has this shape; `axes` says what they are: "(in, out, *filter_shape)".
void check_nested_shape(const std::string &field, const Array &array, const std::vector<int64_t> &shape,
                        const std::string &axes);

/// The way back: a list of lists for an array of one axis or more, which has as many numbers as its shape says.
nlohmann::json nested_lists(const Array &array);

}  // namespace tconv
