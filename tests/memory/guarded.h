// Memory for one array between pages that nobody may touch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tconv::test {

/// Which end of the array meets its forbidden page exactly. At the other end, and at an end whose size is no multiple of the
/// alignment, there is some slack first: it holds NaN, and `intact` tells whether anything was written there.
enum class Side { begin, end };

class Guarded {
public:
    Guarded(size_t bytes, Side side);  ///< full of NaN
    Guarded(const std::vector<float> &values, Side side);
    ~Guarded();
    Guarded(const Guarded &) = delete;
    Guarded &operator=(const Guarded &) = delete;

    void *data() const { return data_; }
    float *floats() const { return reinterpret_cast<float *>(data_); }
    std::vector<float> values() const;
    /// From now on a write is a fault.
    void make_read_only();
    bool intact() const;
    /// Where an address is: "5 bytes before its begin", "3 bytes behind its end", "byte 7"; empty where it is far away.
    std::string place_of(const void *address) const;

private:
    size_t inside_, bytes_;  ///< what can be touched, and what of it is the array
    uint8_t *mapping_, *data_;
};

}  // namespace tconv::test
