// posix_spawn, a pipe each way, and a file in memory for standard error.
#include "bench/process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "generators/measure/machine.h"
#include "tconv/error.h"

namespace tconv::bench {

using measure::seconds_now;

namespace {

constexpr off_t kMostErrorBytes = 4096;  // of the end of standard error that are looked at
constexpr double kSecondsToEnd = 3;      // of a process whose input is closed

/// This process's environment with these entries in place of its own of the same names.
std::vector<std::string> environment_with(const std::vector<std::string> &entries) {
    std::vector<std::string> all = entries;
    for (char **entry = environ; *entry != nullptr; entry++) {
        const std::string name(*entry, std::strcspn(*entry, "="));
        if (std::ranges::none_of(entries, [&](const std::string &other) { return other.starts_with(name + "="); })) {
            all.emplace_back(*entry);
        }
    }
    return all;
}

std::vector<char *> pointers_to(std::vector<std::string> &texts) {
    std::vector<char *> pointers;
    for (std::string &text : texts) {
        pointers.push_back(text.data());
    }
    pointers.push_back(nullptr);
    return pointers;
}

}  // namespace

LineProcess::LineProcess(const std::vector<std::string> &command, const std::vector<std::string> &environment)
    : program_(command.at(0)) {
    std::signal(SIGPIPE, SIG_IGN);  // a peer that ends is an Error of ask(), not the end of the benchmark
    int to[2], from[2];
    const auto make_pipe = [](int *ends) {
        return pipe2(ends, O_CLOEXEC) == 0 ? "" : std::string("cannot make a pipe: ") + std::strerror(errno);
    };
    if (const std::string fault = make_pipe(to); !fault.empty()) {
        throw Error(fault);
    }
    if (const std::string fault = make_pipe(from); !fault.empty()) {
        close(to[0]);
        close(to[1]);
        throw Error(fault);
    }
    to_ = to[1];
    from_ = from[0];
    errors_ = memfd_create("tconv_bench_errors", MFD_CLOEXEC);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, to[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, from[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, errors_, STDERR_FILENO);
    std::vector<std::string> entries = environment_with(environment), arguments = command;
    const int status = posix_spawn(&process_, program_.c_str(), &actions, nullptr, pointers_to(arguments).data(),
                                   pointers_to(entries).data());
    posix_spawn_file_actions_destroy(&actions);
    close(to[0]);
    close(from[1]);
    if (status != 0) {
        for (const int descriptor : {to_, from_, errors_}) {
            close(descriptor);
        }
        throw Error("cannot start " + program_ + ": " + std::strerror(status));
    }
}

LineProcess::~LineProcess() {
    close(to_);
    for (const double start = seconds_now(); alive_ && seconds_now() - start < kSecondsToEnd; usleep(5000)) {
        alive_ = waitpid(process_, nullptr, WNOHANG) == 0;
    }
    end();
    close(from_);
    close(errors_);
}

void LineProcess::end() {
    if (alive_) {
        kill(process_, SIGKILL);
        waitpid(process_, nullptr, 0);
        alive_ = false;
    }
}

std::string LineProcess::last_error_line() const {
    std::array<char, kMostErrorBytes> end{};
    const off_t size = lseek(errors_, 0, SEEK_END);
    const ssize_t length = pread(errors_, end.data(), end.size(), std::max<off_t>(0, size - kMostErrorBytes));
    std::string text(end.data(), static_cast<size_t>(std::max<ssize_t>(0, length)));
    while (!text.empty() && text.back() == '\n') {
        text.pop_back();
    }
    return text.substr(text.rfind('\n') + 1);  // npos + 1 is 0
}

std::string LineProcess::ask(const std::string &line, double limit_seconds) {
    if (!alive_) {
        throw Error(program_ + " has ended");
    }
    const std::string sent = line + "\n";
    // A process that is gone shows where its answer is read.
    for (size_t place = 0; place < sent.size();) {
        const ssize_t written = write(to_, sent.data() + place, sent.size() - place);
        if (written < 0 && errno != EINTR) {
            break;
        }
        place += static_cast<size_t>(std::max<ssize_t>(0, written));
    }
    const double start = seconds_now();
    for (size_t newline = 0; (newline = unread_.find('\n')) == std::string::npos;) {
        pollfd readable = {from_, POLLIN, 0};
        const double left = limit_seconds - (seconds_now() - start);
        if (left <= 0 || poll(&readable, 1, static_cast<int>(left * 1000) + 1) == 0) {
            end();
            throw Error("no answer within " + std::to_string(static_cast<int>(limit_seconds)) + " s");
        }
        std::array<char, 1024> part{};
        const ssize_t length = read(from_, part.data(), part.size());
        if (length == 0 || (length < 0 && errno != EINTR)) {
            end();
            const std::string last = last_error_line();
            throw Error("ended unasked" + (last.empty() ? "" : ": " + last));
        }
        unread_.append(part.data(), static_cast<size_t>(std::max<ssize_t>(0, length)));
    }
    const size_t newline = unread_.find('\n');
    const std::string answer = unread_.substr(0, newline);
    unread_.erase(0, newline + 1);
    return answer;
}

}  // namespace tconv::bench
