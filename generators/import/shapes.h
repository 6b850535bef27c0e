// Shapes of the values that ConvTranspose nodes take.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "generators/import/messages.h"

namespace tconv {

/// kOpen for what is symbolic or unknown; none where even the number of dimensions is unknown.
using Shape = std::optional<std::vector<int64_t>>;

struct InputShapes {
    std::vector<Shape> shapes;  ///< of each ConvTranspose, scope by scope (scopes_of), in the order of the nodes
    std::string note;           ///< a sentence, where not all was inferred that could be
};

/// By ONNX's own shape inference; where that fails, what the model itself declares.
InputShapes input_shapes(const ModelProto &model);

}  // namespace tconv
