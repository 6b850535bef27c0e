// Entries on disk: see cache.h for their form.
#include "generators/cli/cache.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "generators/cli/sha256.h"
#include "tconv/error.h"

namespace tconv {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kSuffix = ".tconv";
constexpr std::string_view kTemporary = ".new-";
/// A temporary file this old belongs to a process that was killed.
constexpr auto kAbandoned = std::chrono::hours(1);

/// The last bytes of an entry: manifest's size in 16 hexadecimal digits, then the digest in 64.
constexpr size_t kSizeDigits = 16, kFooter = kSizeDigits + 64;

std::string footer(const std::string &key, std::string_view image, std::string_view manifest) {
    std::array<char, kSizeDigits + 1> size{};
    std::snprintf(size.data(), size.size(), "%016zx", manifest.size());
    return size.data() + Sha256().add(key).add(size.data()).add(image).add(manifest).hex_digest();
}

/// The manifest of a whole entry, nothing of any other bytes.
std::optional<std::string> manifest_of(const std::string &key, const std::string &bytes) {
    if (bytes.size() < kFooter) {
        return {};
    }
    const size_t body = bytes.size() - kFooter;
    const std::string size_text = bytes.substr(body, kSizeDigits);
    const size_t size = std::strtoull(size_text.c_str(), nullptr, 16);
    if (size > body) {
        return {};
    }
    const std::string_view image(bytes.data(), body - size), manifest(bytes.data() + body - size, size);
    if (bytes.compare(body, kFooter, footer(key, image, manifest)) != 0) {
        return {};
    }
    return std::string(manifest);
}

fs::path user_folder() {
    const char *cache = std::getenv("XDG_CACHE_HOME");
    if (cache != nullptr && cache[0] == '/') {  // the XDG specification: a relative path is to be ignored
        return fs::path(cache) / "tconv";
    }
    const char *home = std::getenv("HOME");
    return home != nullptr && home[0] == '/' ? fs::path(home) / ".cache" / "tconv" : fs::path();
}

CacheEntry in_memory(const std::string &bytes, const std::string &manifest) {
    FileDescriptor file(memfd_create("tconv", MFD_CLOEXEC));
    if (!file || !write_all(file, bytes)) {
        throw Error("cannot keep the compiled library: neither the cache folder nor memory takes " +
                    std::to_string(bytes.size()) + " bytes");
    }
    return {std::move(file), manifest};
}

}  // namespace

Cache::Cache() : Cache(user_folder()) {}

Cache::Cache(fs::path folder, int64_t limit) : folder_(std::move(folder)), limit_(limit) {
    std::error_code error;
    if (!folder_.empty() && fs::create_directories(folder_, error)) {
        fs::permissions(folder_, fs::perms::owner_all, error);  // code that will be run: nobody else's to write
    }
}

fs::path Cache::file_of(const std::string &key) const {
    return folder_ / (Sha256().add(key).hex_digest() + std::string(kSuffix));
}

std::optional<CacheEntry> Cache::find(const std::string &key) const {
    if (folder_.empty()) {
        return {};
    }
    FileDescriptor file(open(file_of(key).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    struct stat status {};
    std::string bytes;
    if (!file || fstat(file.number(), &status) != 0 || status.st_uid != geteuid() || !read_all(file, bytes)) {
        return {};
    }
    std::optional<std::string> manifest = manifest_of(key, bytes);
    if (!manifest) {
        return {};
    }
    futimens(file.number(), nullptr);
    return CacheEntry{std::move(file), std::move(*manifest)};
}

CacheEntry Cache::store(const std::string &key, const std::string &image, const std::string &manifest) const {
    const std::string bytes = image + manifest + footer(key, image, manifest);
    if (folder_.empty()) {
        return in_memory(bytes, manifest);
    }
    const fs::path entry = file_of(key);
    std::string temporary = (folder_ / kTemporary).string() + "XXXXXX";
    FileDescriptor file(mkostemp(temporary.data(), O_CLOEXEC));
    if (!file) {
        return in_memory(bytes, manifest);
    }
    if (!write_all(file, bytes) || rename(temporary.c_str(), entry.c_str()) != 0) {
        unlink(temporary.c_str());
        return in_memory(bytes, manifest);
    }
    remove_oldest(entry);
    return {std::move(file), manifest};
}

void Cache::remove_oldest(const fs::path &keep) const {
    struct Candidate {
        fs::file_time_type used;
        int64_t bytes;
        fs::path file;
    };
    std::vector<Candidate> candidates;
    int64_t total = 0;
    std::error_code error;  // whatever vanishes meanwhile was removed by another process: fine
    for (fs::directory_iterator item(folder_, error), end; !error && item != end; item.increment(error)) {
        const fs::path &file = item->path();
        std::error_code gone;
        const fs::file_time_type used = fs::last_write_time(file, gone);
        const auto bytes = static_cast<int64_t>(gone ? 0 : fs::file_size(file, gone));
        if (gone) {
            continue;
        }
        if (file.filename().string().starts_with(kTemporary)) {
            if (fs::file_time_type::clock::now() - used > kAbandoned) {
                fs::remove(file, gone);
            }
        } else if (file.extension() == kSuffix) {
            total += bytes;
            if (file != keep) {
                candidates.push_back({used, bytes, file});
            }
        }
    }
    std::sort(candidates.begin(), candidates.end(),
              [](const Candidate &a, const Candidate &b) { return a.used < b.used; });
    for (const Candidate &oldest : candidates) {
        if (total <= limit_) {
            break;
        }
        fs::remove(oldest.file, error);
        total -= oldest.bytes;
    }
}

}  // namespace tconv
