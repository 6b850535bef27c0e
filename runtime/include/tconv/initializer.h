// Initializers: weights and bias by rule in place of a file. Each system has its own names, and its own way to count
// what a weight is connected to (docs/initializers.md). The numbers come from a counter-based generator (Philox
// 4x32-10) and from arithmetic that rounds the same way everywhere: a layer, a name and a seed mean the same array on
// every machine.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tconv/layer.h"

namespace tconv {

/// One name in a system's table.
struct Initializer {
    const char *name;  ///< "glorot"
    const char *what;  ///< the rule, one line
    bool for_weights;
    bool for_bias;
};

/// The dialects that have a table: all of them.
std::vector<std::string> initializer_dialects();
/// Every initializer of a dialect (semantics.md, section 5), in its own words. Throws Error for an unknown dialect.
std::vector<Initializer> initializers(const std::string &dialect);

/// What `initializer` may be, here and below: a name in the dialect's table ("he"), that system's own words as JSON
/// ({"class_name": "VarianceScaling", "config": {"scale": 2}}, or {"name": "xavier", "scale": 0.5}), or a number, for
/// all elements alike. Throws Error naming what is allowed.
void check_weight_initializer(const std::string &dialect, const std::string &initializer);
void check_bias_initializer(const std::string &dialect, const std::string &initializer);

/// Weights in the layer's own layout and shape (`own_weights`; for native layers (channels, filters/groups, k...)).
/// Element i in C order depends on i, the seed, the initializer and the layer's sizes alone. An empty initializer is the
/// layer's own: Layer::weights.value where it is given, else what Layer::weights.initialize gives, else by
/// Layer::weights.initializer. Without a seed it is the one
/// that the initializer states ({"config": {"seed": 7}}), else 0. Throws Error as check_weight_initializer does.
Array initial_weights(const Layer &layer, const std::string &initializer = "", std::optional<uint64_t> seed = {});
/// The same for the bias, in the layer's own shape; its numbers are others than those of the weights. Throws where the
/// layer has none.
Array initial_bias(const Layer &layer, const std::string &initializer = "", std::optional<uint64_t> seed = {});

}  // namespace tconv
