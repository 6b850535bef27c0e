// posix_spawn, and a pipe each way.
#include "bench/process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "tconv/error.h"

namespace tconv::bench {

namespace {

/// This process's environment with these entries in place of its own of the same names.
std::vector<std::string> environment_with(const std::vector<std::string> &entries) {
    std::vector<std::string> all = entries;
    for (char **entry = environ; *entry != nullptr; entry++) {
        const std::string name(*entry, std::strcspn(*entry, "="));
        bool replaced = false;
        for (const std::string &other : entries) {
            replaced = replaced || other.starts_with(name + "=");
        }
        if (!replaced) {
            all.emplace_back(*entry);
        }
    }
    return all;
}

}  // namespace

LineProcess::LineProcess(const std::filesystem::path &program, const std::vector<std::string> &environment)
    : program_(program.string()) {
    std::signal(SIGPIPE, SIG_IGN);  // a peer that ends is an Error of ask(), not the end of the benchmark
    int to[2], from[2];
    if (pipe2(to, O_CLOEXEC) != 0 || pipe2(from, O_CLOEXEC) != 0) {
        throw Error(std::string("cannot make a pipe: ") + std::strerror(errno));
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, to[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, from[1], STDOUT_FILENO);
    std::vector<std::string> entries = environment_with(environment);
    std::vector<char *> environment_pointers;
    for (std::string &entry : entries) {
        environment_pointers.push_back(entry.data());
    }
    environment_pointers.push_back(nullptr);
    char *arguments[] = {program_.data(), nullptr};
    const int status =
        posix_spawn(&process_, program_.c_str(), &actions, nullptr, arguments, environment_pointers.data());
    posix_spawn_file_actions_destroy(&actions);
    close(to[0]);
    close(from[1]);
    to_ = fdopen(to[1], "w");
    from_ = fdopen(from[0], "r");
    if (status != 0) {
        std::fclose(to_);
        std::fclose(from_);
        throw Error("cannot start " + program_ + ": " + std::strerror(status));
    }
}

LineProcess::~LineProcess() {
    std::fclose(to_);
    std::fclose(from_);
    waitpid(process_, nullptr, 0);
}

std::string LineProcess::ask(const std::string &line) {
    std::fprintf(to_, "%s\n", line.c_str());
    std::fflush(to_);
    char *answer = nullptr;
    size_t capacity = 0;
    const ssize_t length = getline(&answer, &capacity, from_);
    std::string text = length > 0 ? std::string(answer, static_cast<size_t>(length)) : std::string();
    std::free(answer);
    if (text.empty()) {
        throw Error(program_ + " ended unasked");
    }
    text.pop_back();  // the newline
    return text;
}

}  // namespace tconv::bench
