// Dialects: the words in which systems state a layer. To add one: a file beside this one that defines a Dialect with a table of
// properties for each of its constructors, its declaration here, and its row in dialects.cpp.
#pragma once

#include <string>
#include <vector>

#include "runtime/dialects/fields.h"
#include "tconv/layer.h"

namespace tconv {

constexpr const char *kNativeDialect = "native";

/// One constructor of a system: "transposedConv2dLayer".
struct LayerType {
    const char *name;
    int rank;                              ///< 0: the properties say it
    std::vector<const char *> positional;  ///< the properties that "args" gives, in their order
    const std::vector<Key> *keys;          ///< every property, with those of interface.md that stand beside them
};

struct Dialect {
    const char *name;    ///< the value of "dialect" in a layer file
    const char *system;  ///< for readers: "MATLAB Deep Learning Toolbox"
    std::vector<LayerType> types;
    /// Reads the properties: everything of a Layer but its dialect and type. The caller checks the name, validates the problem,
    /// and has named "args" already.
    Layer (*lower)(const LayerType &, const Fields &);
};

extern const Dialect kNative;

/// Every dialect, native first.
const std::vector<const Dialect *> &dialects();
/// Throws Error naming those that there are.
const Dialect &find_dialect(const std::string &name);

}  // namespace tconv
