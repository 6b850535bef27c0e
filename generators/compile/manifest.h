// <name>.json: the facts of a compiled library, for programs and people.
#pragma once

#include <string>

#include "generators/compile/compile.h"

namespace tconv {

std::string make_manifest(const LibraryFacts &);
/// What make_manifest printed, read back.
LibraryFacts facts_of_manifest(const std::string &manifest);

}  // namespace tconv
