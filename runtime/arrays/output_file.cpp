// A file that appears whole or not at all.
#include "runtime/arrays/output_file.h"

#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>

#include "tconv/error.h"

namespace tconv {

OutputFile::OutputFile(const std::filesystem::path &path) : path_(path), temporary_(path) {
    static std::atomic<unsigned> count{0};
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) {
        throw Error("cannot be written: it is a directory");
    }
    if (std::filesystem::is_symlink(path, ignored)) {  // the link stays, the file that it names is replaced
        if (std::filesystem::path target = std::filesystem::canonical(path, ignored); !ignored) {
            path_ = temporary_ = std::move(target);
        }
    }
    // The process and a count keep writers of the same file apart; each of them replaces it whole.
    temporary_ += "." + std::to_string(getpid()) + "." + std::to_string(count++) + ".tmp";
    file_ = std::fopen(temporary_.c_str(), "wb");
    if (file_ == nullptr) {
        fail("cannot be written");
    }
}

OutputFile::~OutputFile() {
    if (file_ != nullptr) {
        std::fclose(file_);
        std::error_code ignored;
        std::filesystem::remove(temporary_, ignored);
    }
}

void OutputFile::write(const void *bytes, size_t count) {
    if (count > 0 && std::fwrite(bytes, 1, count, file_) != count) {  // an empty array may have no address
        fail("cannot be written");
    }
}

void OutputFile::commit() {
    if (std::fflush(file_) != 0 || std::rename(temporary_.c_str(), path_.c_str()) != 0) {
        fail("cannot be written");
    }
    std::fclose(file_);
    file_ = nullptr;
}

void OutputFile::fail(const char *what) const { throw Error(std::string(what) + ": " + std::strerror(errno)); }

}  // namespace tconv
