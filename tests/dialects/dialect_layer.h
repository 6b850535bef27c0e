// Layers of dialects in tests: from JSON text, what they say, and what they compute by the references.
#pragma once

#include <string>
#include <vector>

#include "tconv/layer.h"

namespace tconv::test {

/// Parses the text as a layer file; single quotes stand for double ones.
Layer layer_of(std::string text);
/// The message of the Error that this text gives, or "" where it is a layer. Without the file's name.
std::string message_of(const std::string &text);
/// One property as JSON text, or "(none)".
std::string property(const Layer &layer, const std::string &name);
/// "b1 o32" of each axis, slowest first: begin crop and output.
std::string axes_of(const Layer &layer);
/// What the layer computes, by the reference: input, weights and bias (empty: zeros) in the layer's own layouts.
std::vector<float> output_of(const Layer &layer, const Array &input, const Array &weights, const Array &bias = {});
/// 0, 1, ..., n-1 in this shape.
Array counting(std::vector<int64_t> shape);

}  // namespace tconv::test
