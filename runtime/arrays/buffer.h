// Memory as generated libraries want it.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

namespace tconv {

/// What the address of every buffer of a generated library's callers is a multiple of, in bytes: a vector of the widest instruction
/// set, and a cache line.
constexpr int kBufferAlignment = 64;

/// Floats at that alignment.
class FloatBuffer {
public:
    explicit FloatBuffer(int64_t bytes);
    explicit FloatBuffer(const std::vector<float> &values);

    float *data() { return static_cast<float *>(memory_.get()); }
    const float *data() const { return static_cast<const float *>(memory_.get()); }

private:
    struct Free {
        void operator()(void *memory) const;
    };
    std::unique_ptr<void, Free> memory_;
};

}  // namespace tconv
