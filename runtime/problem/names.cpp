// Names of the enumerations, as layer files spell them.
#include "runtime/problem/names.h"

namespace tconv {
namespace {

template <typename Value, size_t N>
const Name<Value> &row_of(const Name<Value> (&table)[N], Value value) {
    for (const auto &row : table) {
        if (row.value == value) {
            return row;
        }
    }
    throw std::logic_error("enumeration value without a name");
}

template <typename Value, size_t N>
Value parse(const Name<Value> (&table)[N], const char *field, const std::string &text) {
    for (const auto &row : table) {
        if (text == row.name) {
            return row.value;
        }
    }
    reject(field, quoted(text), (N > 1 ? "one of " : "") + listed(table, &Name<Value>::name));
}

}  // namespace

const char *name_of(DType value) { return row_of(kDTypes, value).name; }
const char *name_of(Layout value) { return row_of(kLayouts, value).name; }
const char *name_of(Activation value) { return row_of(kActivations, value).name; }
const char *name_of(Accuracy value) { return row_of(kAccuracies, value).name; }

DType parse_dtype(const std::string &text) { return parse(kDTypes, "dtype", text); }
Layout parse_layout(const std::string &text) { return parse(kLayouts, "layout", text); }
Activation parse_activation(const std::string &text) { return parse(kActivations, "activation", text); }
Accuracy parse_accuracy(const std::string &text) { return parse(kAccuracies, "accuracy", text); }

}  // namespace tconv
