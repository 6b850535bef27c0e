// The three files of a library onto disk: all or none, and never those of two libraries, wherever the program is ended.
#include <fcntl.h>
#include <pthread.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <vector>

#include "generators/compile/compile.h"

namespace tconv {
namespace {

namespace fs = std::filesystem;

/// What a user ends a program with waits until the files are there: writing them takes milliseconds.
class SignalsWait {
public:
    SignalsWait() {
        sigset_t signals;
        sigemptyset(&signals);
        for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
            sigaddset(&signals, signal);
        }
        pthread_sigmask(SIG_BLOCK, &signals, &before_);
    }
    ~SignalsWait() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    SignalsWait(const SignalsWait &) = delete;
    SignalsWait &operator=(const SignalsWait &) = delete;

private:
    sigset_t before_;
};

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

/// Files that exist under temporary names until all of them can get their own; what is left is removed.
class Transaction {
public:
    ~Transaction() {
        std::error_code ignored;
        for (const fs::path &file : made_) {
            fs::remove(file, ignored);
        }
        if (directory_is_new_ && !done_) {
            fs::remove(directory_, ignored);  // only where it is empty
        }
    }

    void make_directory(const fs::path &directory) {
        directory_ = directory;
        std::error_code error;
        directory_is_new_ = fs::create_directories(directory, error);
        if (error) {
            throw Error("cannot make directory " + directory.string() + ": " + error.message());
        }
    }

    void add(const std::string &name, const std::string &bytes) {
        const fs::path temporary = directory_ / ("." + name + "." + std::to_string(getpid()));
        std::ofstream file(temporary, std::ios::binary);
        if (file) {
            made_.push_back(temporary);
            renames_.push_back({temporary, directory_ / name});
            file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
            file.close();
        }
        if (!file) {
            throw Error("cannot write " + (directory_ / name).string() + ": " + std::strerror(errno));
        }
    }

    /// Each file gets its name, in the order in which they were added. The last one's old version goes first: whoever finds that
    /// file finds the others of the same library, even where a signal that cannot wait comes between.
    void commit() {
        const Lock lock(directory_);             // of two programs that write the same names one comes after the other
        unlink(renames_.back().second.c_str());  // of a folder in its place the rename tells
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

private:
    fs::path directory_;
    bool directory_is_new_ = false, done_ = false;
    std::vector<fs::path> made_;
    std::vector<std::pair<fs::path, fs::path>> renames_;
};

}  // namespace

void write_library(const CompiledLibrary &library, const std::filesystem::path &directory) {
    const std::string &name = library.facts.name;
    const SignalsWait until_written;
    Transaction files;
    files.make_directory(directory);
    files.add("lib" + name + ".a", library.archive);
    files.add(name + ".json", library.manifest);
    files.add(name + ".h", library.header);  // the one that programs ask for
    files.commit();
}

}  // namespace tconv
