// Files that appear together or not at all, and never those of two writers, wherever the program is ended.
#pragma once

#include <csignal>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace tconv {

/// What a user ends a program with waits until the files are there: writing them takes milliseconds.
class SignalsWait {
public:
    SignalsWait();
    ~SignalsWait();
    SignalsWait(const SignalsWait &) = delete;
    SignalsWait &operator=(const SignalsWait &) = delete;

private:
    sigset_t before_;
};

/// Files that exist under temporary names until all of them can get their own; what is left is removed. Errors name the file.
class Transaction {
public:
    /// Makes the folder where it is missing.
    explicit Transaction(const std::filesystem::path &directory);
    ~Transaction();
    Transaction(const Transaction &) = delete;
    Transaction &operator=(const Transaction &) = delete;

    /// Where the caller writes the file of this name.
    std::filesystem::path add(const std::string &name);
    void add(const std::string &name, const std::string &bytes);

    /// Each file gets its name, in the order in which they were added. The last one's old version goes first: whoever finds that
    /// file finds the others of the same library, even where a signal that cannot wait comes between.
    void commit();

private:
    SignalsWait until_written_;
    std::filesystem::path directory_;
    bool directory_is_new_ = false, done_ = false;
    std::vector<std::filesystem::path> made_;
    std::vector<std::pair<std::filesystem::path, std::filesystem::path>> renames_;
};

}  // namespace tconv
