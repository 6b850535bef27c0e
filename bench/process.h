// A child process that answers one line for each line it is sent.
#pragma once

#include <sys/types.h>

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

namespace tconv::bench {

class LineProcess {
public:
    /// Starts `program`; `environment` ("NAME=value") goes over this process's own. It may run where the calling thread may.
    LineProcess(const std::filesystem::path &program, const std::vector<std::string> &environment);
    ~LineProcess();
    LineProcess(const LineProcess &) = delete;
    LineProcess &operator=(const LineProcess &) = delete;

    /// Throws Error where the process is gone.
    std::string ask(const std::string &line);

private:
    std::string program_;
    pid_t process_ = -1;
    FILE *to_ = nullptr;
    FILE *from_ = nullptr;
};

}  // namespace tconv::bench
