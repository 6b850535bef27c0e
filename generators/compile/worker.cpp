// Worker processes: fork, a pipe each, results as length-prefixed strings.
#include "generators/compile/worker.h"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <thread>

#include "Halide.h"
#include "tconv/error.h"

namespace tconv {
namespace {

// The first byte of a message.
constexpr char kDone = 'd', kUserError = 'u', kBug = 'b';

/// Halide's default is to print and to abort. A warning about folded storage is an error: the fold is too small, and kernels
/// without assertions would compute with overwritten values.
class ThrowErrors : public Halide::CompileTimeErrorReporter {
public:
    void warning(const char *message) override {
        if (std::strstr(message, "fold")) {
            error(message);
        }
    }
    [[noreturn]] void error(const char *message) override { throw std::logic_error(std::string("Halide: ") + message); }
};

std::string one_line(std::string text) {
    while (!text.empty() && text.back() == '\n') {
        text.pop_back();
    }
    for (char &c : text) {
        c = c == '\n' ? ' ' : c;
    }
    return text;
}

std::string encode(const Parts &parts) {
    std::string bytes;
    for (const std::string &part : parts) {
        const uint64_t size = part.size();
        bytes.append(reinterpret_cast<const char *>(&size), sizeof size);
        bytes += part;
    }
    return bytes;
}

Parts decode(const std::string &bytes, size_t at) {
    Parts parts;
    while (at < bytes.size()) {
        uint64_t size = 0;
        std::memcpy(&size, bytes.data() + at, sizeof size);
        parts.push_back(bytes.substr(at + sizeof size, size));
        at += sizeof size + size;
    }
    return parts;
}

[[noreturn]] void be_worker(const Work &work, int to_parent) {
    std::string message;
    try {
        ThrowErrors reporter;
        Halide::set_custom_compile_time_error_reporter(&reporter);
        message = std::string(1, kDone) + encode(work.run());
    } catch (const Error &error) {
        message = std::string(1, kUserError) + error.what();
    } catch (const std::exception &error) {
        message = std::string(1, kBug) + one_line(error.what());
    }
    for (size_t sent = 0; sent < message.size();) {
        const ssize_t n = write(to_parent, message.data() + sent, message.size() - sent);
        if (n < 0 && errno != EINTR) {
            _exit(1);
        }
        sent += n > 0 ? static_cast<size_t>(n) : 0;
    }
    _exit(0);  // no destructors: what they would clean up belongs to the parent
}

/// A running child. Its pipe is read to the end before it is waited for.
struct Child {
    size_t work;
    pid_t process;
    int pipe;
    std::string message;
};

Child start(const Work &work, size_t index, const std::vector<Child> &others) {
    int ends[2];
    if (pipe(ends) != 0) {
        throw Error("cannot make a pipe to a worker process: " + std::string(std::strerror(errno)));
    }
    std::fflush(nullptr);
    const pid_t parent = getpid();
    const pid_t process = fork();
    if (process == 0) {
        // Nobody waits for the result of a program that was killed.
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) {
            _exit(1);
        }
        close(ends[0]);
        for (const Child &other : others) {
            close(other.pipe);
        }
        be_worker(work, ends[1]);
    }
    close(ends[1]);
    if (process < 0) {
        close(ends[0]);
        throw Error("cannot start a worker process: " + std::string(std::strerror(errno)));
    }
    return {index, process, ends[0], {}};
}

/// Reads what there is; false at the end of the message.
bool receive(Child &child) {
    char block[65536];
    const ssize_t n = read(child.pipe, block, sizeof block);
    if (n < 0) {
        return errno == EINTR;
    }
    child.message.append(block, static_cast<size_t>(n));
    return n > 0;
}

/// The first sign of trouble, or nothing.
std::string finish(const Child &child, const std::string &name) {
    close(child.pipe);
    int status = 0;
    while (waitpid(child.process, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFSIGNALED(status)) {
        return kBug + ("worker for " + name + " was ended by signal " + std::to_string(WTERMSIG(status)));
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || child.message.empty()) {
        return kBug + ("worker for " + name + " ended without a result");
    }
    return child.message[0] == kDone ? "" : child.message;
}

}  // namespace

std::vector<Parts> run_workers(const std::vector<Work> &work, int jobs) {
    const size_t most = jobs > 0 ? static_cast<size_t>(jobs) : std::max(1U, std::thread::hardware_concurrency());
    std::vector<Parts> results(work.size());
    std::vector<std::string> troubles(work.size());
    std::vector<Child> children;
    size_t next = 0;
    while (next < work.size() || !children.empty()) {
        while (next < work.size() && children.size() < most) {
            try {
                children.push_back(start(work[next], next, children));
            } catch (const Error &error) {
                troubles[next] = kUserError + std::string(error.what());
            }
            next++;
        }
        std::vector<pollfd> waiting;
        for (const Child &child : children) {
            waiting.push_back({child.pipe, POLLIN, 0});
        }
        poll(waiting.data(), waiting.size(), -1);
        for (size_t i = children.size(); i-- > 0;) {
            if (waiting[i].revents != 0 && !receive(children[i])) {
                const Child child = std::move(children[i]);
                children.erase(children.begin() + static_cast<std::ptrdiff_t>(i));
                troubles[child.work] = finish(child, work[child.work].name);
                if (troubles[child.work].empty()) {
                    results[child.work] = decode(child.message, 1);
                }
            }
        }
    }
    for (const std::string &trouble : troubles) {
        if (!trouble.empty()) {
            const std::string what = trouble.substr(1);
            trouble[0] == kUserError ? throw Error(what) : throw std::logic_error(what);
        }
    }
    return results;
}

}  // namespace tconv
