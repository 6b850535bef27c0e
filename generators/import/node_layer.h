// One ConvTranspose node as a layer.
#pragma once

#include <filesystem>

#include "generators/import/import.h"
#include "generators/import/scope.h"
#include "generators/import/shapes.h"

namespace tconv {

/// `shape` is that of its input. Throws NotPossible, saying why, for a node that is no layer of tconv's.
ImportedLayer layer_of(const Scope &scope, const NodeProto &node, const Shape &shape, const std::string &name,
                       const std::filesystem::path &model, bool fold);

}  // namespace tconv
