// Numbers from a seed for searches and tests: unlike the standard distributions, the same with every library.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <random>

namespace tconv {

class Random {
public:
    explicit Random(uint64_t seed) : engine_(seed) {}
    int64_t in(int64_t low, int64_t high) {  ///< low <= result <= high
        return low + static_cast<int64_t>(engine_() % static_cast<uint64_t>(high - low + 1));
    }
    /// The same, small ones as likely as large ones in proportion.
    int64_t log_in(int64_t low, int64_t high) {
        const double least = std::log2(static_cast<double>(low) + 1), most = std::log2(static_cast<double>(high) + 2);
        const double share = static_cast<double>(engine_() >> 11) * 0x1p-53;
        return std::clamp(static_cast<int64_t>(std::exp2(least + share * (most - least))) - 1, low, high);
    }
    bool one_in(int64_t times) { return in(1, times) == 1; }
    template <typename T>
    T of(std::initializer_list<T> values) {
        return values.begin()[in(0, static_cast<int64_t>(values.size()) - 1)];
    }
    float real() { return static_cast<float>(in(-(1 << 23), 1 << 23)) / static_cast<float>(1 << 23); }  ///< in [-1, 1]

private:
    std::mt19937_64 engine_;
};

}  // namespace tconv
