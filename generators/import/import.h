// Layers out of a model: every ConvTranspose of an ONNX file as a layer of the ONNX dialect with its weights.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tconv/layer.h"

namespace tconv {

/// What stands in double quotes in a report is as the model has it: any bytes.
struct ImportedLayer {
    Layer layer;
    std::string json;                 ///< its layer file
    std::string node, place;          ///< the node's name, or its output's; the graph that it stands in
    std::string input, output;        ///< the model's values that the layer takes and gives
    Array weight, bias;               ///< `bias` is for a layer that has one
    std::vector<std::string> folded;  ///< nodes that the layer computes too, in order
    std::string not_folded;           ///< why not the next one, where one would expect it; else empty
    std::vector<std::string> notes;   ///< sentences without a full stop
};

struct SkippedNode {
    std::string node, place, reason;
};

struct Import {
    int64_t opset = 0;
    std::vector<ImportedLayer> layers;
    std::vector<SkippedNode> skipped;
    std::vector<std::string> notes;  ///< about the whole model
};

/// `fold`: bias, normalization and activation nodes that follow become parts of their layers. Throws Error for a file that is no
/// model, or a damaged one.
Import import_model(const std::filesystem::path &model, bool fold);

/// The names of a layer's two files.
std::string layer_file(const ImportedLayer &);
std::string weight_file(const ImportedLayer &);

/// Writes the files of every layer, all or none; makes the folder where it is missing.
void write_import(const Import &, const std::filesystem::path &directory);

}  // namespace tconv
