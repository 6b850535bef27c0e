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

/// Puts `data` in the place of the read-only section, which must hold exactly `placeholder`, at a multiple of `alignment`.
/// Code keeps its references: they are to the section's start.
void replace_constants(std::string &object, const std::string &placeholder, const std::string &data,
                       uint64_t alignment);

}  // namespace tconv
