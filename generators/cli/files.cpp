// POSIX calls behind files.h.
#include "generators/cli/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "tconv/error.h"

namespace tconv {

namespace fs = std::filesystem;

FileDescriptor::~FileDescriptor() {
    if (number_ >= 0) {
        close(number_);
    }
}

TemporaryFolder::TemporaryFolder() {
    const char *root = std::getenv("TMPDIR");
    std::string name = std::string(root != nullptr && root[0] != '\0' ? root : "/tmp") + "/tconv-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) {
        throw Error("cannot make a temporary folder " + name + ": " + std::strerror(errno) +
                    " (TMPDIR names where to make it)");
    }
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;  // a temporary file that stays is no reason to fail
    fs::remove_all(path_, ignored);
}

bool read_all(const FileDescriptor &file, std::string &bytes) {
    struct stat status {};
    if (fstat(file.number(), &status) != 0 || !S_ISREG(status.st_mode)) {
        return false;
    }
    bytes.resize(static_cast<size_t>(status.st_size));
    size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t got = pread(file.number(), bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
        if (got == 0 || (got < 0 && errno != EINTR)) {
            return false;
        }
        done += got > 0 ? static_cast<size_t>(got) : 0;
    }
    return true;
}

bool write_all(const FileDescriptor &file, const std::string &bytes) {
    size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t put = write(file.number(), bytes.data() + done, bytes.size() - done);
        if (put < 0 && errno != EINTR) {
            return false;
        }
        done += put > 0 ? static_cast<size_t>(put) : 0;
    }
    return true;
}

std::string read_file(const fs::path &file) {
    const FileDescriptor descriptor(open(file.c_str(), O_RDONLY | O_CLOEXEC));
    std::string bytes;
    if (!descriptor || !read_all(descriptor, bytes)) {
        throw Error("cannot read " + file.string() + ": " + std::strerror(errno));
    }
    return bytes;
}

void write_file(const fs::path &file, const std::string &bytes) {
    const FileDescriptor descriptor(open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!descriptor || !write_all(descriptor, bytes)) {
        throw Error("cannot write " + file.string() + ": " + std::strerror(errno));
    }
}

void check_writable(const fs::path &file, const std::string &option) {
    std::error_code ignored;
    const std::string given = option + " is '" + file.string() + "': ";
    const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    if (!file.has_filename() || (fs::exists(file, ignored) && !fs::is_regular_file(file, ignored))) {
        throw Error(given + "must name a file, not a folder or a device");
    }
    if (!fs::is_directory(folder, ignored)) {
        throw Error(given + "there is no folder " + folder.string());
    }
    if (access(folder.c_str(), W_OK | X_OK) != 0) {
        throw Error(given + "cannot write in folder " + folder.string() + ": " + std::strerror(errno));
    }
}

void check_not_read(const fs::path &file, const std::string &option, const std::vector<ReadFile> &read) {
    std::error_code ignored;
    const fs::path written = fs::weakly_canonical(file, ignored);
    for (const ReadFile &row : read) {
        if (!row.file.empty() && fs::weakly_canonical(row.file, ignored) == written) {
            throw Error(option + " is '" + file.string() + "': must be another file than " + row.what);
        }
    }
}

}  // namespace tconv
