#include "runtime/arrays/buffer.h"

#include <algorithm>
#include <cstdlib>
#include <new>

namespace tconv {

FloatBuffer::FloatBuffer(int64_t bytes) {
    // A multiple of the alignment, and never none: an array without elements has an address too.
    const auto alignment = static_cast<size_t>(kBufferAlignment);
    const size_t rounded = (static_cast<size_t>(bytes) / alignment + 1) * alignment;
    memory_.reset(std::aligned_alloc(alignment, rounded));
    if (!memory_) {
        throw std::bad_alloc();
    }
}

FloatBuffer::FloatBuffer(const std::vector<float> &values)
    : FloatBuffer(static_cast<int64_t>(values.size() * sizeof(float))) {
    std::copy(values.begin(), values.end(), data());
}

void FloatBuffer::Free::operator()(void *memory) const { std::free(memory); }

}  // namespace tconv
