// Folders and files of tests.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tconv::test {

/// A new empty folder, which the caller removes.
std::filesystem::path make_folder();

/// A folder of one test's own, removed after it.
class Folder {
public:
    Folder();
    ~Folder();
    Folder(const Folder &) = delete;
    Folder &operator=(const Folder &) = delete;

    std::string operator/(const std::string &name) const { return (path_ / name).string(); }
    const std::filesystem::path &path() const { return path_; }
    /// Writes a text file and gives its path.
    std::string write(const std::string &name, const std::string &text) const;
    /// Names of what is in it, sorted.
    std::vector<std::string> names() const;

private:
    std::filesystem::path path_;
};

std::string read_text(const std::filesystem::path &file);

}  // namespace tconv::test
