// A model file: protobuf, behind checks that say what is wrong with it.
#pragma once

#include <filesystem>

#include "generators/import/messages.h"

namespace tconv {

/// ConvTranspose has a version in opsets 1, 11 and 22; later ones leave it as it is.
constexpr int64_t kNewestOpset = 22;

/// The version of ONNX's own operators among the imports of a model or a function; 1 where there is none, as it was before there were
/// imports.
int64_t opset_of(const google::protobuf::RepeatedPtrField<::onnx::OperatorSetIdProto> &imports);

/// Throws Error for what is no ONNX model, or not a whole one. External data is not read.
ModelProto read_model(const std::filesystem::path &file);

}  // namespace tconv
