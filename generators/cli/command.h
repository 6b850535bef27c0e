// Another program, started without a shell: what it is called with is what it gets.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tconv {

struct Command {
    std::vector<std::string> words;  ///< the program, looked for in PATH, and its arguments
    std::filesystem::path input = "/dev/null";
    std::filesystem::path output = {};  ///< empty: kept in Ended::out
    double seconds = 0;                 ///< until it is killed; 0: it may take as long as it likes
};

struct Ended {
    int error = 0;   ///< errno where it could not be started
    int status = 0;  ///< exit status, or 128 + signal
    bool timed_out = false;
    std::string out, err;

    bool is_missing() const;
    /// What it wrote to both streams, in one line; for messages.
    std::string text() const;
};

Ended run_command(const Command &);

/// Whether PATH has a program of this name (or the path is one).
bool is_in_path(const std::string &program);

}  // namespace tconv
