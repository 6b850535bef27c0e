// A file that is read from front to back.
#include "runtime/arrays/input_file.h"

#include <string>
#include <system_error>

#include "tconv/error.h"

namespace tconv {

InputFile::InputFile(const std::filesystem::path &path) {
    std::error_code status;
    if (!std::filesystem::exists(path, status)) {
        throw Error("the file does not exist");
    }
    if (!std::filesystem::is_regular_file(path, status)) {
        throw Error("not a regular file");
    }
    size_ = std::filesystem::file_size(path, status);
    stream_.open(path, std::ios::binary);
    if (status || !stream_) {
        throw Error("the file cannot be opened");
    }
}

void InputFile::read(void *to, uint64_t bytes) {
    if (bytes <= left()) {
        stream_.read(static_cast<char *>(to), static_cast<std::streamsize>(bytes));
    }
    if (bytes > left() || !stream_) {
        throw Error("the file is truncated: " + std::to_string(bytes) + " bytes are missing at byte " +
                    std::to_string(at_));
    }
    at_ += bytes;
}

void InputFile::seek(uint64_t position) {
    stream_.seekg(static_cast<std::streamoff>(position));
    at_ = position;
}

}  // namespace tconv
