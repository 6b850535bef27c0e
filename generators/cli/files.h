// Files as the program needs them: descriptors and folders that clean up after themselves, and whole-file reads and
// writes.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace tconv {

/// Owns a file descriptor; -1 is none.
class FileDescriptor {
public:
    FileDescriptor() = default;
    explicit FileDescriptor(int number) : number_(number) {}
    FileDescriptor(FileDescriptor &&other) noexcept : number_(std::exchange(other.number_, -1)) {}
    FileDescriptor &operator=(FileDescriptor &&other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~FileDescriptor();

    int number() const { return number_; }
    explicit operator bool() const { return number_ >= 0; }

private:
    int number_ = -1;
};

/// A private folder below TMPDIR (else /tmp) that goes with the object, contents included. Throws Error where none can
/// be made.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder &) = delete;
    TemporaryFolder &operator=(const TemporaryFolder &) = delete;

    const std::filesystem::path &path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// The file's bytes from its start, whatever the position; false where reading fails.
bool read_all(const FileDescriptor &file, std::string &bytes);
/// Appends at the current position; false where the disk is full, or any other reason.
bool write_all(const FileDescriptor &file, const std::string &bytes);
/// The same by name; these throw Error.
std::string read_file(const std::filesystem::path &file);
void write_file(const std::filesystem::path &file, const std::string &bytes);

/// Throws Error where a file of this name cannot be made: its folder is missing or not writable, or the
/// name is a folder's or a device's (which a rename would replace).
/// For outputs whose making takes long: better told before than after. `option` names what the user gave.
void check_writable(const std::filesystem::path &file, const std::string &option);

/// A file that a verb reads, and how the user calls it: "--weights", "the layer file". An empty name is none.
struct ReadFile {
    std::string what, file;
};
/// Throws Error where what `option` would write takes the place of one of these.
void check_not_read(const std::filesystem::path &file, const std::string &option, const std::vector<ReadFile> &read);

}  // namespace tconv
