// Tensors of a model as arrays of float32.
#pragma once

#include <filesystem>
#include <string>

#include "generators/import/messages.h"
#include "tconv/array.h"

namespace tconv {

struct Constant {
    Array array;
    std::string type = "float32";  ///< the tensor's own
};

/// float32, float64, float16 and bfloat16, in raw form, in typed fields or in a file beside `model`.
/// Throws NotPossible for other types, Error for a tensor that contradicts itself, or that its file does not hold.
Constant read_tensor(const TensorProto &tensor, const std::filesystem::path &model);

}  // namespace tconv
