// The thread that writes the line. It writes by one system call each time: a worker process may be forked at any
// moment, and must find no lock of the standard library held.
#include "generators/cli/progress.h"

#include <unistd.h>

#include <cstdio>

namespace tconv {

namespace {

constexpr auto kPatience = std::chrono::seconds(2);
constexpr auto kInterval = std::chrono::milliseconds(500);

void write_line(const std::string &text) {
    const ssize_t ignored = write(STDERR_FILENO, text.data(), text.size());
    static_cast<void>(ignored);  // a terminal that is gone needs no progress
}

}  // namespace

Progress::Progress(std::string what, int steps) : what_(std::move(what)), steps_(steps) {
    if (can_be_seen()) {
        thread_ = std::thread([this] { show(); });
    }
}

bool Progress::can_be_seen() { return isatty(STDERR_FILENO) != 0; }

Progress::~Progress() {
    {
        const std::lock_guard lock(mutex_);
        finished_ = true;
    }
    finish_.notify_one();
    if (thread_.joinable()) {
        thread_.join();
    }
    if (shown_) {
        write_line("\r\033[K");
    }
}

void Progress::step(const std::string &what) {
    const std::lock_guard lock(mutex_);
    what_ = what;
    done_++;
}

void Progress::show() {
    std::unique_lock lock(mutex_);
    auto pause = std::chrono::duration_cast<std::chrono::milliseconds>(kPatience);
    while (!finish_.wait_for(lock, pause, [this] { return finished_; })) {
        write_line(line());
        shown_ = true;
        pause = kInterval;
    }
}

std::string Progress::line() const {
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start_;
    char numbers[80];
    if (steps_ > 1 && done_ > 0) {
        std::snprintf(numbers, sizeof numbers, "%d of %d, %.0f s, about %.0f s left", done_, steps_, passed.count(),
                      passed.count() / done_ * (steps_ - done_));
    } else {
        std::snprintf(numbers, sizeof numbers, "%.0f s", passed.count());
    }
    return "\r\033[K" + what_ + " (" + numbers + ")";
}

}  // namespace tconv
