// How a layer's sizes and crops come about, axis by axis: the rule of its own system with the numbers of this layer, where that rule is
// written, and a picture of which taps of which inputs reach which cells of the output.
//
// An axis whose size is open is shown with a small input as an example, and says so. Of a long axis the ends are shown.
#pragma once

#include <string>

#include "tconv/layer.h"

namespace tconv {

/// Lines of at most 100 printable ASCII characters, each ended.
std::string explain(const Layer &layer);
/// The same as one SVG file that needs nothing else, readable on light and dark grounds.
std::string explain_svg(const Layer &layer);

}  // namespace tconv
