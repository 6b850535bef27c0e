// Dialects: the words in which systems state a layer. How to add one: docs/growing.md.
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
    /// Reads the properties: what `finished` does not add. "args" are named already.
    Layer (*lower)(const LayerType &, const Fields &);
    /// The layer as the system itself prints it, every line ended; nullptr for a system that has no such form.
    std::string (*display)(const Layer &) = nullptr;
    /// The keys under which a layer file may hold weights and bias, one for both in Keras; nullptr: none.
    const char *weights_key = nullptr, *bias_key = nullptr;
};

const Dialect &native_dialect();   // native.cpp
const Dialect &matlab_dialect();   // matlab.cpp
const Dialect &onnx_dialect();     // onnx.cpp
const Dialect &torch_dialect();    // torch.cpp
const Dialect &keras_dialect();    // keras.cpp
const Dialect &cntk_dialect();     // cntk.cpp
const Dialect &wolfram_dialect();  // wolfram.cpp

/// A lowered layer with its dialect and type. Checks the name, validates the problem, of which nothing may be computed before, then
/// gives parameters that have no shape yet the usual one.
Layer finished(const Dialect &, const LayerType &, Layer lowered);  // layer_file.cpp

/// Every dialect, native first.
const std::vector<const Dialect *> &dialects();
/// Throws Error naming those that there are.
const Dialect &find_dialect(const std::string &name);

}  // namespace tconv
