// Processes by posix_spawn, their streams caught in files.
#include "tests/cli/program.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>
#include <utility>

extern char **environ;

namespace tconv::test {

namespace fs = std::filesystem;

namespace {

std::vector<std::string> environment_lines(const Environment &changes) {
    std::vector<std::string> lines;
    for (char **line = environ; *line != nullptr; line++) {
        const std::string name(*line, std::strcspn(*line, "="));
        if (!changes.contains(name)) {
            lines.emplace_back(*line);
        }
    }
    for (const auto &[name, value] : changes) {
        if (!value.empty()) {
            lines.push_back(name + "=" + value);
        }
    }
    return lines;
}

std::vector<char *> pointers_to(std::vector<std::string> &texts) {
    std::vector<char *> pointers;
    for (std::string &text : texts) {
        pointers.push_back(text.data());
    }
    pointers.push_back(nullptr);
    return pointers;
}

Environment with_test_cache(Environment environment) {
    environment.emplace("XDG_CACHE_HOME", TCONV_TEST_CACHE);
    return environment;
}

}  // namespace

Process::Process(const std::string &file, const Arguments &arguments, const Environment &environment)
    : folder_(make_folder()) {
    std::vector<std::string> words = {file}, lines = environment_lines(environment);
    words.insert(words.end(), arguments.begin(), arguments.end());
    const std::vector<char *> argv = pointers_to(words), envp = pointers_to(lines);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, (folder_ / "out").c_str(), O_WRONLY | O_CREAT, 0600);
    posix_spawn_file_actions_addopen(&actions, 2, (folder_ / "err").c_str(), O_WRONLY | O_CREAT, 0600);
    const int error = posix_spawn(&child_, file.c_str(), &actions, nullptr, argv.data(), envp.data());
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) {
        throw std::runtime_error("cannot start " + file + ": " + std::strerror(error));
    }
}

Process::Process(Process &&other) noexcept
    : child_(std::exchange(other.child_, -1)), folder_(std::exchange(other.folder_, {})) {}

Process::~Process() {
    if (child_ > 0) {
        wait();
    }
    if (!folder_.empty()) {
        fs::remove_all(folder_);
    }
}

Outcome Process::wait() {
    int status = 0;
    while (waitpid(child_, &status, 0) < 0 && errno == EINTR) {
    }
    child_ = -1;
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), read_text(folder_ / "out"),
            read_text(folder_ / "err")};
}

const char *const kProgram = TCONV_PROGRAM;

Process start_tconv(const Arguments &arguments, const Environment &environment) {
    return {kProgram, arguments, with_test_cache(environment)};
}

Outcome tconv(const Arguments &arguments, const Environment &environment) {
    return start_tconv(arguments, environment).wait();
}

bool is_one_line(const std::string &text) { return !text.empty() && text.find('\n') == text.size() - 1; }

}  // namespace tconv::test
