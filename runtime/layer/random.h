// Random numbers that depend on a seed and an index alone: element i of an array is the same on every machine, in
// whatever order the elements are made. Only +, -, *, / and sqrt are used on floating-point numbers, which IEEE 754
// fixes to the last bit (this file's users are compiled without contraction to fused multiply-adds); libm's log and cos
// are not so fixed.
#pragma once

#include <array>
#include <cstdint>

namespace tconv {

/// Philox 4x32 with 10 rounds (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3; SC 2011).
std::array<uint32_t, 4> philox(std::array<uint32_t, 4> counter, std::array<uint32_t, 2> key);

/// Number `index` of the sequence that belongs to `seed`: uniform in the open interval (0, 1), an odd multiple of
/// 2^-53. A seed has a sequence for each stream (weights, bias) and each attempt (where a number is drawn anew).
double uniform(uint64_t seed, uint64_t index, uint32_t stream = 0, uint32_t attempt = 0);

/// The x with P(X <= x) = p for a standard normal X and p in (0, 1), to about 16 digits
/// (Wichura: algorithm AS 241, PPND16; Applied Statistics 37, 1988).
double normal_quantile(double p);

}  // namespace tconv
