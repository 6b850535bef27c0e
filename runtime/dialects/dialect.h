// Dialects: the words in which systems state a layer. To add one: a file beside this one that defines a Dialect, its
// declaration here, and its row in dialects.cpp.
#pragma once

#include <string>
#include <vector>

#include "runtime/layer/fields.h"
#include "tconv/layer.h"

namespace tconv {

constexpr const char *kNativeDialect = "native";

struct Dialect {
    const char *name;              ///< the value of "dialect" in a layer file
    const std::vector<Key> *keys;  ///< every key it knows
    /// Reads the keys: everything of a Layer but its dialect. The caller checks the name and validates the problem.
    Layer (*lower)(const Fields &);
    /// Weights and bias, from the dialect's own layout to the native one. Throw Error where the shape is wrong.
    Array (*weights)(const Layer &, const Array &);
    Array (*bias)(const Layer &, const Array &);
};

extern const Dialect kNative;

/// Throws Error naming those that there are.
const Dialect &find_dialect(const std::string &name);

}  // namespace tconv
