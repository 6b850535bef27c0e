// Layer names: they become file names, macros and symbols of C.
#pragma once

#include <string>

namespace tconv {

/// Throws Error unless `name` is a C identifier of at most 64 characters that is no keyword of C or C++, and names
/// no header that the C and C++ standard libraries need.
void check_layer_name(const std::string &name);

}  // namespace tconv
