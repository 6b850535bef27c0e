// ONNX's shape inference, kept from what its version in Debian 12 gets wrong.
#pragma once

#include "generators/import/messages.h"

namespace tconv {

/// Adds what can be inferred to the value_info of the model's graphs. Large constants lose their numbers. Throws anything, or crashes, for
/// a model that is not sound. `propagate`: the values of shapes are followed through the graph too.
void infer_shapes(ModelProto &model, bool propagate);

}  // namespace tconv
