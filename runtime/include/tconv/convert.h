// A layer of one system as a layer of another.
#pragma once

#include <string>
#include <vector>

#include "tconv/layer.h"

namespace tconv {

struct Conversion {
    Layer layer;  ///< computes what the given one does; with its weights and bias, in the new layer's own layouts
    /// Its layer file without values: what the new system takes as sizes and flags by itself is not stated. Of a layer that stays in its
    /// system, layer_text.
    std::string text;
    /// What the new layer does otherwise, or does not carry on, a sentence each without a full stop: arrays in another layout, an
    /// initializer that the system does not have.
    std::vector<std::string> notes;
};

/// `type` is one of the dialect's constructors; empty: its first of the layer's rank. Throws Error naming the property that has no
/// place in the new system, and what that system has in its place: a layer comes out that computes the same numbers, or none.
Conversion convert(const Layer &layer, const std::string &dialect, const std::string &type = "");

}  // namespace tconv
