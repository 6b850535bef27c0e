// Element types that array files hold, and their conversion to float32: one table for .npy and .safetensors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "runtime/arrays/input_file.h"
#include "runtime/arrays/output_file.h"

namespace tconv {

struct ElementType {
    const char *npy;          ///< kind and size, without the byte order; nullptr: .npy has no such type
    const char *safetensors;  ///< nullptr: .safetensors has no such type
    size_t bytes;
    /// `count` elements in this machine's byte order -> float32.
    void (*convert)(const unsigned char *from, size_t count, float *to);
};

/// Whether this machine keeps the lowest byte first.
bool machine_is_little();

/// nullptr where there is no such type.
const ElementType *find_npy_type(const std::string &kind_and_size);
const ElementType *find_safetensors_type(const std::string &name);

/// Reads `count` elements at the file's position, block by block. `swap`: their byte order is not this machine's.
void read_elements(InputFile &file, const ElementType &type, bool swap, size_t count, float *to);

/// Appends `count` elements as float32, lowest byte first.
void write_elements(OutputFile &file, const float *from, size_t count);

}  // namespace tconv
