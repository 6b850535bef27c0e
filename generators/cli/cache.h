// The cache of compiled libraries: one file per entry, below $XDG_CACHE_HOME/tconv (else ~/.cache/tconv).
//
// An entry is a shared object with its manifest and a footer behind it (loaders ignore what follows an ELF file's own
// bytes). The footer's digest covers the key too, so a damaged or renamed entry is no entry. Entries come by rename and
// are used through an open descriptor: any number of processes may look up, store and remove at once.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "generators/cli/files.h"

namespace tconv {

struct CacheEntry {
    FileDescriptor image;  ///< starts with the shared object; dlopen takes it as /proc/self/fd/N
    std::string manifest;
};

class Cache {
public:
    static constexpr int64_t kDefaultLimit = int64_t{1} << 30;

    /// The user's cache. A folder that cannot be made or used makes every look-up a miss and every entry a private one.
    Cache();
    /// The cache in this folder, whose entries may have `limit` bytes together.
    explicit Cache(std::filesystem::path folder, int64_t limit = kDefaultLimit);

    /// The entry of this key, if there is a whole one; it becomes the most recently used.
    std::optional<CacheEntry> find(const std::string &key) const;
    /// Keeps the entry, and removes the least recently used ones above the limit. Where the folder takes no file (full,
    /// read-only, none), the entry returned lives in memory only. Throws Error where not even that is possible.
    CacheEntry store(const std::string &key, const std::string &image, const std::string &manifest) const;

    const std::filesystem::path &folder() const { return folder_; }

private:
    std::filesystem::path file_of(const std::string &key) const;
    void remove_oldest(const std::filesystem::path &keep) const;

    std::filesystem::path folder_;  ///< empty: none
    int64_t limit_ = kDefaultLimit;
};

}  // namespace tconv
