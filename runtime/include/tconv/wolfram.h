// Wolfram's DeconvolutionLayer as C++ that reads like the original. DeconvolutionLayer[16, {4, 4}, "Stride" -> 2, PaddingSize ->
// "Same", "Input" -> {3, 32, 32}] is
//
//     using namespace tconv::wolfram;
//     tconv::Layer up = DeconvolutionLayer(16, {4, 4}, {{"Stride", 2}, {"PaddingSize", "Same"}, {"Input", {3, 32, 32}}});
//
// The rules are those of layer files with "dialect": "wolfram", and so are the messages.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tconv/value.h"

namespace tconv::wolfram {

constexpr const char *Automatic = "Automatic";
constexpr std::nullptr_t None = nullptr;

/// n output channels; sz is s, {s}, {h, w} or {d, h, w}. Options: Biases, ChannelGroups (GroupNumber), Dilation, Interleaving,
/// LearningRateMultipliers, PaddingSize, Stride, Weights, Input ({channels, sizes}, None for any size); and as in a layer file channels,
/// input_size, batch and name. Throws Error naming the option, its value and what is allowed.
Layer DeconvolutionLayer(const Value &n, const Value &sz, const Rules &options = {});

/// Options[DeconvolutionLayer]: every option with its default.
std::vector<Property> Options();

/// Information[layer]: every property of the report. Throws Error for a layer of another dialect, here and below.
std::vector<Property> Information(const Layer &layer);
/// Information[layer, property], as JSON text. Throws Error naming those that there are.
std::string Information(const Layer &layer, const std::string &property);

/// NetExtract[layer, "Weights"] or "Biases": the array, or nothing where it is Automatic, or None.
std::optional<Array> NetExtract(const Layer &layer, const std::string &array);

}  // namespace tconv::wolfram
