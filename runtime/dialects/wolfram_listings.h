// What Wolfram lists of a DeconvolutionLayer: Options[DeconvolutionLayer], its defaults, and Information[layer], its report.
#pragma once

#include <string>
#include <vector>

#include "runtime/dialects/fields.h"
#include "tconv/layer.h"

namespace tconv {

/// The default of an option, as JSON text.
const char *wolfram_default(const std::string &option);

/// Every option with its default, in Wolfram's order.
std::vector<Property> wolfram_options();

/// What a port takes: one element of a batch, so the shape of the array without its first axis; null for an open size.
nlohmann::json wolfram_port(const std::vector<int64_t> &array_shape);

/// Every property of the report that says something of one layer (the others are pictures, or speak of nets). The problem must be
/// valid.
std::vector<Property> wolfram_information(const Layer &layer);

/// With the report's names as keys that are read-only.
std::vector<Key> with_wolfram_information(std::vector<Key> keys);

}  // namespace tconv
