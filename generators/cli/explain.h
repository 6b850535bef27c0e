// tconv inspect --explain and --svg: how a layer's sizes and crops come about. Nothing is compiled.
#pragma once

#include <string>

namespace tconv {

struct ExplainOptions {
    std::string layer;  ///< file
    std::string svg;    ///< file to write the picture to; empty: none
    bool json = false;
};

/// Prints the explanation, as text or as JSON, and writes the picture.
void explain_layer(const ExplainOptions &options);

}  // namespace tconv
