// A layer's arrays, shared by every contender: random normal data in memory that peer processes map as well.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "tconv/problem.h"

namespace tconv::bench {

/// x, w, bias, y one behind the other: x and y as the problem's layout says, w as (channels, filters/groups, k...).
class SharedArrays {
public:
    /// Every size of the problem must be given. x, w and bias are filled with seeded standard normal numbers.
    SharedArrays(const Problem &, uint64_t seed);
    ~SharedArrays();
    SharedArrays(const SharedArrays &) = delete;
    SharedArrays &operator=(const SharedArrays &) = delete;

    std::span<float> input() { return input_; }
    std::span<float> weights() { return weights_; }
    std::span<float> bias() { return bias_; }      ///< empty where the problem has none
    std::span<float> output() { return output_; }  ///< where peer processes write theirs

    /// A path by which a process with the same user can open the memory, as long as this one lives.
    std::string path() const;
    int64_t bytes() const { return static_cast<int64_t>(size_bytes_); }

private:
    int descriptor_ = -1;
    size_t size_bytes_ = 0;
    float *data_ = nullptr;
    std::span<float> input_, weights_, bias_, output_;
};

}  // namespace tconv::bench
