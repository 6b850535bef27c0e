// What an initializer says, once names and parameters are read: a distribution and its size.
#pragma once

#include <cstdint>
#include <optional>

namespace tconv {

enum class Distribution {
    constant,          ///< `mean` everywhere
    uniform,           ///< from `low` to `high`
    normal,            ///< `mean`, `deviation`
    truncated_normal,  ///< the same, drawn anew where it is more than two deviations from the mean
    orthogonal,        ///< rows or columns, whichever are fewer, are orthonormal
    bilinear,          ///< interpolation of each channel by itself
};

/// What the variance is divided by: how many weights meet in one output, or leave one input, as the system counts them.
enum class Fan { none, in, out, average };

struct InitializerRule {
    Distribution distribution = Distribution::constant;
    Fan fan = Fan::none;   ///< none: the numbers below say the size
    double scale = 1;      ///< variance = scale / fan; uniform numbers then go to sqrt(3 * variance) on both sides
    double gain = 1;       ///< times every number
    double mean = 0;       ///< or the constant
    double deviation = 0;  ///< where fan is none
    double low = 0, high = 0;
    std::optional<uint64_t> seed;

    bool is_random() const { return distribution != Distribution::constant && distribution != Distribution::bilinear; }
};

}  // namespace tconv
