// The program under test as a user has it: a process with arguments, an environment, two output streams and an exit
// status.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <sys/types.h>

namespace tconv::test {

struct Outcome {
    int status = 0;  ///< exit status, or 128 + signal
    std::string out, err;
};

using Arguments = std::vector<std::string>;
/// Variables to set beside this process's own; an empty value removes one.
using Environment = std::map<std::string, std::string>;

/// A program that has been started; `wait` ends it.
class Process {
public:
    Process(const std::string &file, const Arguments &arguments, const Environment &environment = {});
    ~Process();
    Process(Process &&other) noexcept;
    Process(const Process &) = delete;
    Process &operator=(const Process &) = delete;

    Outcome wait();

private:
    pid_t child_ = -1;
    std::filesystem::path folder_;  ///< where its streams are caught
};

/// The program's path.
extern const char *const kProgram;
/// Runs tconv to its end. Compiled layers are cached in the build folder, so that a second run of the tests is quick.
Outcome tconv(const Arguments &arguments, const Environment &environment = {});
Process start_tconv(const Arguments &arguments, const Environment &environment = {});

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

/// Lines that a message takes, each ended by a line break.
bool is_one_line(const std::string &text);

}  // namespace tconv::test
