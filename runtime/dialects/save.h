// Layers and their values as files.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "tconv/layer.h"

namespace tconv {

/// `weight` and `bias`, those that the layer has values for, in its own shapes.
std::map<std::string, Array> value_tensors(const Layer &layer);
/// Writes a layer file and, where there are tensors, their file: no file where one of them cannot be written. Messages name the file.
void write_layer_file(const std::filesystem::path &file, const std::string &text, const std::filesystem::path &values,
                      const std::map<std::string, Array> &tensors);

}  // namespace tconv
