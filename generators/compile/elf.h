// The little of the ELF format that object files need here: 64-bit, little-endian, relocatable.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tconv {

/// Sizes of the sections that hold instructions.
int64_t text_bytes(const std::string &object);

/// Every symbol that the object defines becomes hidden: other members of the archive find it, other libraries and programs do
/// not, and no two libraries in one shared object meet.
void hide_symbols(std::string &object);

/// Names of the symbols that the object offers to other objects, in the order of its table.
std::vector<std::string> defined_symbols(const std::string &object);

/// Puts `data` in the place of `placeholder`, with which the object's read-only section begins, at a multiple of `alignment`. Tables that
/// LLVM has put behind it stay, if they begin at no multiple of `alignment` and end before the second one.
void replace_constants(std::string &object, const std::string &placeholder, const std::string &data,
                       uint64_t alignment);

}  // namespace tconv
