// The header of a .npy file: a Python dictionary of three entries.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tconv {

struct NpyHeader {
    std::string descr;
    bool fortran_order = false;
    std::vector<int64_t> shape;
};

/// Throws Error unless the text is a dictionary literal with exactly the keys descr (a string), fortran_order (True or False)
/// and shape (a tuple of at most 32 numbers), with nothing but white space behind it.
NpyHeader parse_npy_header(const std::string &text);

}  // namespace tconv
