// How systems print a layer: Dialect::display, each in <dialect>_display.cpp.
#pragma once

#include <string>

#include "runtime/json/strict_json.h"
#include "tconv/layer.h"

namespace tconv {

/// The layer's properties in their two groups, as MATLAB shows an object.
std::string matlab_display(const Layer &layer);
/// repr(layer), and its row of model.summary() as an 80-column terminal shows it, drawn in ASCII. R prints the same.
std::string keras_display(const Layer &layer);
/// The summary box, opened.
std::string wolfram_display(const Layer &layer);
/// The function and its parameters, as print shows them.
std::string cntk_display(const Layer &layer);
/// repr(module).
std::string torch_display(const Layer &layer);
/// The node as onnx.printer writes it.
std::string onnx_display(const Layer &layer);

/// One property of the layer; null where it has none of the name.
nlohmann::json property_value(const Layer &layer, const std::string &name);

}  // namespace tconv
