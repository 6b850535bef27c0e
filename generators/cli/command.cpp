// posix_spawn; what the program writes goes to files in memory, so that no pipe can fill up or be held open by what it leaves behind.
#include "generators/cli/command.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "generators/cli/files.h"
#include "tconv/error.h"

extern char **environ;

namespace tconv {

namespace {

FileDescriptor file_in_memory() {
    FileDescriptor file(memfd_create("output", MFD_CLOEXEC));
    if (!file)
        throw Error(std::string("cannot make a file in memory: ") + std::strerror(errno));
    return file;
}

std::string text_in(const FileDescriptor &file) {
    std::string text;
    read_all(file, text);
    return text;
}

/// Whether the process has ended within this time; it stays to be waited for.
bool ends_within(pid_t process, double seconds) {
    const FileDescriptor ended(static_cast<int>(syscall(SYS_pidfd_open, process, 0)));
    if (!ended)
        return true;  // a kernel before 5.3: what is waited for without a limit
    pollfd waiting{ended.number(), POLLIN, 0};
    const auto milliseconds = static_cast<int>(std::min(std::ceil(seconds * 1e3), 2e9));
    int found = 0;
    do {
        found = poll(&waiting, 1, milliseconds);
    } while (found < 0 && errno == EINTR);
    return found != 0;
}

int wait_for(pid_t process) {
    int status = 0;
    while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

bool Ended::is_missing() const { return error == ENOENT || error == EACCES; }

std::string Ended::text() const {
    std::string line;
    for (const char c : err + out)
        line += c == '\n' || c == '\r' ? ' ' : c;
    while (!line.empty() && line.back() == ' ')
        line.pop_back();
    return line;
}

Ended run_command(const Command &command) {
    std::vector<char *> arguments;
    for (const std::string &word : command.words)
        arguments.push_back(const_cast<char *>(word.c_str()));
    arguments.push_back(nullptr);
    const FileDescriptor out = file_in_memory(), err = file_in_memory();
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, command.input.c_str(), O_RDONLY, 0);
    if (command.output.empty())
        posix_spawn_file_actions_adddup2(&actions, out.number(), 1);
    else
        posix_spawn_file_actions_addopen(&actions, 1, command.output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&actions, err.number(), 2);
    pid_t process = 0;
    Ended ended;
    ended.error = posix_spawnp(&process, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (ended.error != 0)
        return ended;
    if (command.seconds > 0 && !ends_within(process, command.seconds)) {
        ended.timed_out = true;
        kill(process, SIGKILL);
    }
    ended.status = wait_for(process);
    ended.out = text_in(out);
    ended.err = text_in(err);
    return ended;
}

bool is_in_path(const std::string &program) {
    if (program.find('/') != std::string::npos)
        return access(program.c_str(), X_OK) == 0;
    const char *path = std::getenv("PATH");
    const std::string folders = path == nullptr ? "/usr/bin:/bin" : path;
    for (size_t begin = 0; begin <= folders.size();) {
        const size_t end = std::min(folders.find(':', begin), folders.size());
        const std::string folder = folders.substr(begin, end - begin);
        if (access(((folder.empty() ? "." : folder) + "/" + program).c_str(), X_OK) == 0)
            return true;
        begin = end + 1;
    }
    return false;
}

}  // namespace tconv
