// <name>.h: the C99 header of a compiled library.
#pragma once

#include <string>

#include "generators/compile/compile.h"

namespace tconv {

std::string make_header(const CompileRequest &, const LibraryFacts &);

}  // namespace tconv
