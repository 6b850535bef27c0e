// One process, started without a shell.
#include "generators/cli/linker.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "generators/cli/files.h"
#include "tconv/error.h"

extern char **environ;

namespace tconv {

namespace {

/// Programs that link, best known first; all take the same arguments.
constexpr const char *kLinkers[] = {"ld", "ld.bfd", "ld.lld", "ld.gold", "ld.mold"};

/// What became of a command: its errno where it could not be started, else its exit status (128 + signal where it was
/// killed).
struct Outcome {
    int error = 0;
    int status = 0;
};

Outcome run_command(const std::vector<std::string> &command, const std::string &log) {
    std::vector<char *> arguments;
    for (const std::string &argument : command) {
        arguments.push_back(const_cast<char *>(argument.c_str()));
    }
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    pid_t child = 0;
    const int error = posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) {
        return {error, 0};
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) {
            return {errno, 0};
        }
    }
    return {0, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status)};
}

}  // namespace

std::string link_shared_object(const std::string &archive) {
    const TemporaryFolder folder;
    const std::string input = folder.path() / "library.a", output = folder.path() / "library.so",
                      log = folder.path() / "log";
    write_file(input, archive);
    std::string tried;
    for (const char *linker : kLinkers) {
        // -Bsymbolic: a library's own functions are its own, whatever this program exports.
        const Outcome outcome = run_command(
            {linker, "-shared", "-Bsymbolic", "-z", "now", "-z", "noexecstack", "-o", output, "--whole-archive", input},
            log);
        if (outcome.error == ENOENT || outcome.error == EACCES) {
            tried += (tried.empty() ? "" : ", ") + std::string(linker);
            continue;
        }
        if (outcome.error != 0) {
            throw Error(std::string("cannot start the linker ") + linker + ": " + std::strerror(outcome.error));
        }
        if (outcome.status != 0) {
            throw Error(std::string("the linker ") + linker + " failed with status " + std::to_string(outcome.status) +
                        ": " + read_file(log));
        }
        return read_file(output);
    }
    throw Error("no linker found in PATH (tried " + tried +
                "): needed to load a compiled layer; Debian has one in binutils");
}

}  // namespace tconv
