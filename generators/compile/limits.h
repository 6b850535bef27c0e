// Legal layers that are too large for the 32-bit positions of kernels, whatever array it is that would have too many elements.
#pragma once

#include <stdexcept>
#include <string>

#include "tconv/problem.h"

namespace tconv {

[[noreturn]] void refuse_too_large();

/// Whether a message of Halide's is about sizes of the problem that it cannot count.
bool is_about_size(const std::string &message, const Problem &);

/// Runs `work`, which uses Halide. What that says about sizes becomes the Error of refuse_too_large.
template <typename Work>
auto refusing_too_large(const Problem &problem, Work &&work) {
    try {
        return work();
    } catch (const std::logic_error &error) {
        if (is_about_size(error.what(), problem)) {
            refuse_too_large();
        }
        throw;
    }
}

}  // namespace tconv
