// How systems print a layer: Dialect::display of those that have a file of its own for it.
#pragma once

#include <string>

#include "runtime/json/strict_json.h"
#include "tconv/layer.h"

namespace tconv {

/// repr(layer), and its row of model.summary() as an 80-column terminal shows it, drawn in ASCII (keras_display.cpp). R prints the same.
std::string keras_display(const Layer &layer);
/// repr(module) (torch_display.cpp).
std::string torch_display(const Layer &layer);
/// The node as onnx.printer writes it (onnx_display.cpp).
std::string onnx_display(const Layer &layer);

/// One property of the layer; null where it has none of the name.
nlohmann::json property_value(const Layer &layer, const std::string &name);

}  // namespace tconv
