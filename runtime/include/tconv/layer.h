// Layer: what a layer file says, in the words of its dialect, and its lowering to a Problem.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tconv/array.h"
#include "tconv/problem.h"

namespace tconv {

/// One property of a layer as its own dialect states it, for reports: name as spelt there, value as JSON text.
struct Property {
    std::string name;
    std::string json;
};

/// A layer as read from a file (native form: interface.md, section 1; a dialect adds its own words there).
struct Layer {
    std::string name;                  ///< a C identifier: names archive, header and symbols
    std::string dialect;               ///< "native", later "keras", ...
    Problem problem;                   ///< validated
    std::vector<Property> properties;  ///< every property in the dialect's own words, defaults filled in
};

/// Reads and checks a layer file. Unknown keys, missing keys, wrong types and impossible values are Errors that name the key,
/// the value, what is allowed, and the file. Duplicate keys, trailing text, deep nesting and huge numbers are errors too.
Layer load_layer(const std::filesystem::path &file);
/// The same from text; `origin` stands for the file's name in messages.
Layer parse_layer(const std::string &json_text, const std::string &origin);

/// Weights in the layout of the layer's own dialect -> (channels, filters/groups, k...). Throws where the shape is wrong.
Array native_weights(const Layer &layer, const Array &weights);
/// Bias in the dialect's shape -> (filters).
Array native_bias(const Layer &layer, const Array &bias);

}  // namespace tconv
