// Lists of lists as arrays.
#include "runtime/dialects/nested.h"

#include <cmath>
#include <limits>

#include "runtime/problem/message.h"

namespace tconv {
namespace {

using nlohmann::json;

void append_entries(const std::string &field, const json &value, size_t axis, Array &array) {
    if (axis == array.shape.size()) {
        if (!value.is_number() || std::fabs(value.get<double>()) > std::numeric_limits<float>::max()) {
            reject(field, json_text(value), "a number that float32 holds");
        }
        array.data.push_back(static_cast<float>(value.get<double>()));
        return;
    }
    const int64_t size = array.shape[axis];
    if (!value.is_array() || static_cast<int64_t>(value.size()) != size) {
        reject(field, json_text(value), "a list of " + std::to_string(size) + ", as the first of its neighbours");
    }
    for (size_t i = 0; i < value.size(); ++i) {
        append_entries(entry(field, i), value[i], axis + 1, array);
    }
}

/// The lists of the axes from `axis` on; `next` is the first number of theirs, and moves behind them.
json lists_from(const Array &array, size_t axis, std::vector<float>::const_iterator &next) {
    if (axis == array.shape.size()) {
        return *next++;
    }
    json list = json::array();
    for (int64_t i = 0; i < array.shape[axis]; ++i) {
        list.push_back(lists_from(array, axis + 1, next));
    }
    return list;
}

}  // namespace

json nested_lists(const Array &array) {
    auto next = array.data.begin();
    return lists_from(array, 0, next);
}

Array nested_array(const std::string &field, const json &value) {
    Array array;
    for (const json *first = &value; first->is_array(); first = &first->front()) {
        array.shape.push_back(static_cast<int64_t>(first->size()));
        if (first->empty()) {
            break;
        }
    }
    append_entries(field, value, 0, array);
    return array;
}

void check_nested_shape(const std::string &field, const Array &array, const std::vector<int64_t> &shape,
                        const std::string &axes) {
    check_whole(field, array);
    if (array.shape != shape) {
        throw Error(field + " has shape " + shape_text(array.shape) + ": must have " + shape_text(shape) + ", " + axes);
    }
}

}  // namespace tconv
