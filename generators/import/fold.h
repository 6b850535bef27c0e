// Nodes behind a ConvTranspose that its layer can compute too: bias, normalization, activation.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "generators/import/scope.h"
#include "tconv/array.h"
#include "tconv/problem.h"

namespace tconv {

/// A layer's parameters while nodes are folded into them: y[f] = activation(scale[f] * conv[f] + bias[f]). Doubles: what several nodes
/// do is rounded once.
struct Folding {
    Folding(const Array &weights, int64_t groups, const std::optional<Array> &bias_values);

    std::vector<double> scale, bias;  ///< one for each filter
    std::vector<double> largest;      ///< of each filter's weights, in magnitude
    bool has_bias = false;
    size_t dimensions = 0;  ///< of the output, batch and channels among them
    Activation activation = Activation::linear;

    size_t filters() const { return scale.size(); }
    /// scale[f] * a[f], bias[f] * a[f] + b[f]. Throws NotPossible, and changes nothing, where a float32 could not hold the result.
    void multiply_add(const std::vector<double> &a, const std::vector<double> &b);
    /// The weights of the layer: those given, scaled, and rounded.
    Array weights_of(const Array &weights, int64_t groups) const;
    Array bias_array() const;
};

struct Folded {
    std::string output;              ///< the value that the layer gives in the end
    std::vector<std::string> nodes;  ///< a line for each node that is in the layer now
    std::string stopped;             ///< why the next one is not, where one would expect it; else empty
};

/// Follows the value `output` through nodes that only it feeds, while nothing else reads what is between.
Folded fold_followers(const Scope &scope, const std::string &output, Folding &folding,
                      const std::filesystem::path &model);

}  // namespace tconv
