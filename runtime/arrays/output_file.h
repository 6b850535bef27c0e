// A file that appears whole or not at all: written beside its place under another name, and renamed at the end.
#pragma once

#include <cstddef>
#include <cstdio>
#include <filesystem>

namespace tconv {

class OutputFile {
public:
    /// Throws Error where the file cannot be made. Messages do not name it: see found_in.
    explicit OutputFile(const std::filesystem::path &path);
    ~OutputFile();  ///< without commit: nothing is left
    OutputFile(const OutputFile &) = delete;
    OutputFile &operator=(const OutputFile &) = delete;

    void write(const void *bytes, size_t count);
    void commit();

private:
    [[noreturn]] void fail(const char *what) const;

    std::filesystem::path path_, temporary_;
    std::FILE *file_ = nullptr;
};

}  // namespace tconv
