// Values that a model has as constants.
#pragma once

#include <filesystem>

#include "generators/import/scope.h"
#include "generators/import/tensor.h"

namespace tconv {

/// The value of this name in a scope: an initializer or a Constant node, through any Identity nodes and Casts to float32. Throws
/// NotPossible, saying what it is, for one that is no such constant.
Constant find_constant(const Scope &scope, const std::string &name, const std::filesystem::path &model);

}  // namespace tconv
