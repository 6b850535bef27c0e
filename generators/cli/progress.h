// A line on the terminal while work takes long: nothing for the first two seconds, nothing where standard error is no
// terminal.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace tconv {

class Progress {
public:
    /// `steps` 1 or more: with more than one, the time left is told from the steps done.
    explicit Progress(std::string what, int steps = 1);
    ~Progress();  ///< wipes the line
    Progress(const Progress &) = delete;
    Progress &operator=(const Progress &) = delete;

    /// Whether there is a terminal to show it on.
    static bool can_be_seen();

    /// One step is done; the next one is `what`.
    void step(const std::string &what);

private:
    void show();
    std::string line() const;

    std::mutex mutex_;
    std::condition_variable finish_;
    std::string what_;
    int steps_, done_ = 0;
    bool finished_ = false, shown_ = false;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    std::thread thread_;
};

}  // namespace tconv
