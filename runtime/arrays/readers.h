// What the readers of array files share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tconv/array.h"

namespace tconv {

/// The product of the sizes; throws Error for kMaxElements and more. Sizes above it beside a 0 are refused as well.
size_t elements_of(const std::vector<int64_t> &shape);

/// One tensor of a .safetensors file; the others are not read.
Array read_safetensor(const std::filesystem::path &file, const std::string &name);

}  // namespace tconv
