// Tensors whose numbers are in a file beside the model.
#pragma once

#include <filesystem>
#include <vector>

#include "generators/import/messages.h"
#include "runtime/arrays/element.h"

namespace tconv {

/// Reads `elements` numbers of a tensor from where its external_data says. Throws Error where that is outside of the model's
/// folder, or the file is missing or too short.
void read_external_data(const TensorProto &tensor, const std::filesystem::path &model, const ElementType &element,
                        size_t elements, std::vector<float> &to);

}  // namespace tconv
