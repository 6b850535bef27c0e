// A file that is read from front to back, whose size is known before anything is allocated for it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>

namespace tconv {

class InputFile {
public:
    /// Throws Error where there is no regular file that can be read. Messages do not name it: see found_in.
    explicit InputFile(const std::filesystem::path &path);

    uint64_t left() const { return size_ - at_; }
    /// Throws Error where fewer bytes are left.
    void read(void *to, uint64_t bytes);
    void seek(uint64_t position);

private:
    std::ifstream stream_;
    uint64_t size_ = 0, at_ = 0;
};

}  // namespace tconv
