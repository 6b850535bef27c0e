// SHA-256 (FIPS 180-4): names and checks the entries of the cache.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace tconv {

/// Takes bytes in any number of pieces, then gives their digest once.
class Sha256 {
public:
    Sha256 &add(std::string_view bytes);
    /// 64 hexadecimal digits.
    std::string hex_digest();

private:
    void take_block(const unsigned char *block);

    std::array<uint32_t, 8> state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    std::array<unsigned char, 64> pending_{};
    uint64_t length_ = 0;  ///< bytes so far
};

}  // namespace tconv
