// Arrays and the files that hold them: .npy and .safetensors.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tconv/error.h"

namespace tconv {

/// A dense float32 array in C order. `shape` may be empty (a scalar), an entry may be 0.
struct Array {
    std::vector<int64_t> shape;
    std::vector<float> data;

    int64_t size() const;
};

/// "[1, 16, 16, 256]"; open sizes print as `any`.
std::string shape_text(const std::vector<int64_t> &shape);
/// Throws Error unless the array has as many numbers as its shape says; `what` is one: "input".
void check_whole(const std::string &what, const Array &array);
/// Throws Error unless the array has the shape; `what` is several: "weights", "bias values (filters)".
void check_shape(const std::string &what, const Array &array, const std::vector<int64_t> &shape);

/// Reads format versions 1 to 3, both byte orders, C and Fortran order; float32, float64, float16 and the integer types are
/// converted to float32. Throws Error (naming the file, and what is wrong in it) for anything that is not such a file, has
/// kMaxElements or more elements, is truncated, or has bytes after its data. Reads no more than the header promises.
Array read_npy(const std::filesystem::path &file);
/// Writes version 1.0, little-endian float32, C order; through a temporary file and a rename, so that no half file stays.
void write_npy(const std::filesystem::path &file, const Array &array);

/// Every tensor of the file, by name (F32, F64, F16, BF16 converted to float32). Throws Error as read_npy does.
std::map<std::string, Array> read_safetensors(const std::filesystem::path &file);
/// Whether the file has a tensor of this name; no tensor is read. Throws Error for what is not such a file.
bool has_safetensor(const std::filesystem::path &file, const std::string &name);
/// Writes float32 tensors in the order of their names, byte for byte as the safetensors library does; through a
/// temporary file and a rename.
void write_safetensors(const std::filesystem::path &file, const std::map<std::string, Array> &tensors);

/// Weights or bias from a file a user named: a .npy, or the tensor `name` ("weight", "bias") of a .safetensors.
Array read_parameter(const std::filesystem::path &file, const std::string &name);

}  // namespace tconv
