// Buffers with forbidden pages on both sides.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

/// Memory of `bytes` at a multiple of 64, against a forbidden page: at its begin (`at_end` false), or its end, with less than 64 bytes
/// between where the size is no multiple of 64; those, and the rest of the page, hold a pattern that `intact` checks.
class Guarded {
public:
    Guarded(size_t bytes, bool at_end);
    ~Guarded();
    Guarded(const Guarded &) = delete;
    Guarded &operator=(const Guarded &) = delete;

    float *floats() const { return reinterpret_cast<float *>(data_); }
    void *data() const { return data_; }
    size_t bytes() const { return bytes_; }
    bool intact() const;
    void fill_with_nan();
    void assign(const std::vector<float> &values);
    std::vector<float> values() const;

private:
    uint8_t *mapping_, *data_;
    size_t mapped_, bytes_;
};
