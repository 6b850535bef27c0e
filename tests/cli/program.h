// The program under test as a user has it: a process with arguments, an environment, two output streams and an exit
// status.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <sys/types.h>

#include "tests/files/folder.h"

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
    pid_t id() const { return child_; }

private:
    pid_t child_ = -1;
    std::filesystem::path folder_;  ///< where its streams are caught
};

/// The program's path.
extern const char *const kProgram;
/// Runs tconv to its end. Compiled layers are cached in the build folder, so that a second run of the tests is quick.
Outcome tconv(const Arguments &arguments, const Environment &environment = {});
Process start_tconv(const Arguments &arguments, const Environment &environment = {});

/// Lines that a message takes, each ended by a line break.
bool is_one_line(const std::string &text);

}  // namespace tconv::test
