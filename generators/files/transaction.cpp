// Files under temporary names, and their renames.
#include "generators/files/transaction.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

#include "tconv/error.h"

namespace tconv {

namespace fs = std::filesystem;

namespace {

/// The folder, for one program at a time; without effect where the file system has no locks.
class Lock {
public:
    explicit Lock(const fs::path &directory) : folder_(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
        if (folder_ >= 0) {
            flock(folder_, LOCK_EX);
        }
    }
    ~Lock() {
        if (folder_ >= 0) {
            close(folder_);
        }
    }
    Lock(const Lock &) = delete;
    Lock &operator=(const Lock &) = delete;

private:
    int folder_;
};

}  // namespace

SignalsWait::SignalsWait() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
        sigaddset(&signals, signal);
    }
    pthread_sigmask(SIG_BLOCK, &signals, &before_);
}

SignalsWait::~SignalsWait() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

Transaction::Transaction(const fs::path &directory) : directory_(directory) {
    std::error_code error;
    directory_is_new_ = fs::create_directories(directory, error);
    if (error) {
        throw Error("cannot make directory " + directory.string() + ": " + error.message());
    }
}

Transaction::~Transaction() {
    std::error_code ignored;
    for (const fs::path &file : made_) {
        fs::remove(file, ignored);
    }
    if (directory_is_new_ && !done_) {
        fs::remove(directory_, ignored);  // only where it is empty
    }
}

fs::path Transaction::add(const std::string &name) {
    const fs::path temporary = directory_ / ("." + name + "." + std::to_string(getpid()));
    made_.push_back(temporary);
    renames_.push_back({temporary, directory_ / name});
    return temporary;
}

void Transaction::add(const std::string &name, const std::string &bytes) {
    std::ofstream file(add(name), std::ios::binary);
    if (file) {
        file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        file.close();
    }
    if (!file) {
        throw Error("cannot write " + (directory_ / name).string() + ": " + std::strerror(errno));
    }
}

void Transaction::commit() {
    const Lock lock(directory_);  // of two programs that write the same names one comes after the other
    for (const auto &[from, to] : renames_) {
        // A folder is what a rename can fail at: told before an old file has gone.
        std::error_code ignored;
        if (fs::is_directory(fs::symlink_status(to, ignored))) {
            throw Error("cannot write " + to.string() + ": it is a directory");
        }
    }
    unlink(renames_.back().second.c_str());
    for (const auto &[from, to] : renames_) {
        std::error_code error;
        fs::rename(from, to, error);
        if (error) {
            throw Error("cannot write " + to.string() + ": " + error.message());
        }
        made_.push_back(to);
    }
    made_.clear();
    done_ = true;
}

}  // namespace tconv
