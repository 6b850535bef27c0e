// A child process that answers one line for each line it is sent.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace tconv::bench {

class LineProcess {
public:
    /// Starts command[0] with the arguments behind it; `environment` ("NAME=value") goes over this process's own. It may run where
    /// the calling thread may. Throws Error where it cannot be started.
    LineProcess(const std::vector<std::string> &command, const std::vector<std::string> &environment);
    ~LineProcess();
    LineProcess(const LineProcess &) = delete;
    LineProcess &operator=(const LineProcess &) = delete;

    /// Throws Error where the process is gone, with the last line that it wrote to standard error, or has not answered within
    /// `limit_seconds`, which ends it.
    std::string ask(const std::string &line, double limit_seconds);
    bool alive() const { return alive_; }

private:
    std::string last_error_line() const;
    void end();

    std::string program_, unread_;
    pid_t process_ = -1;
    int to_ = -1, from_ = -1, errors_ = -1;
    bool alive_ = true;
};

}  // namespace tconv::bench
