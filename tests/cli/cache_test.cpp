// The cache of compiled libraries: hits, damage, limits, several processes at once, and places that cannot be written.
#include "generators/cli/cache.h"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>

#include "generators/cli/sha256.h"
#include "tests/cli/layer_case.h"
#include "tests/cli/program.h"

namespace tconv::test {
namespace {

namespace fs = std::filesystem;

std::string bytes_of(const CacheEntry &entry) {
    std::string bytes;
    EXPECT_TRUE(read_all(entry.image, bytes));
    return bytes;
}

// FIPS 180-4's examples, and a million times `a` in uneven pieces.
TEST(Sha256, KnownAnswers) {
    EXPECT_EQ(Sha256().hex_digest(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(Sha256().add("abc").hex_digest(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(Sha256().add("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq").hex_digest(),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    Sha256 million;
    for (int i = 0; i < 1000; i++) {
        million.add(std::string(static_cast<size_t>(i), 'a')).add(std::string(static_cast<size_t>(1000 - i), 'a'));
    }
    EXPECT_EQ(million.hex_digest(), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Cache, KeepsWhatWasStored) {
    const Folder folder;
    const Cache cache(folder.path() / "made" / "when missing");
    EXPECT_FALSE(cache.find("a"));
    EXPECT_EQ(cache.store("a", "image", "manifest").manifest, "manifest");
    const std::optional<CacheEntry> found = cache.find("a");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->manifest, "manifest");
    EXPECT_EQ(bytes_of(*found).substr(0, 5), "image");
    EXPECT_FALSE(cache.find("b"));
    cache.store("a", "another", "");
    EXPECT_EQ(bytes_of(*cache.find("a")).substr(0, 7), "another");
    EXPECT_EQ(fs::status(cache.folder()).permissions(), fs::perms::owner_all);
}

TEST(Cache, DamagedEntriesAreNone) {
    const Folder folder;
    const Cache cache(folder.path());
    cache.store("a", std::string(1000, 'i'), "manifest");
    const fs::path file = folder.path() / folder.names().front();
    const std::string whole = read_text(file);
    const auto is_found_as = [&](const std::string &bytes) {
        std::ofstream(file, std::ios::binary) << bytes;
        return cache.find("a").has_value();
    };
    for (const size_t size : {size_t{0}, size_t{1}, size_t{79}, size_t{500}, whole.size() - 1}) {
        EXPECT_FALSE(is_found_as(whole.substr(0, size))) << "cut to " << size;
    }
    for (const size_t at : {size_t{0}, size_t{999}, size_t{1003}, size_t{1010}, whole.size() - 1}) {
        std::string changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ 1);
        EXPECT_FALSE(is_found_as(changed)) << "changed at " << at;
    }
    EXPECT_TRUE(is_found_as(whole));
    // An entry under another key's name.
    cache.store("b", "image", "manifest");
    const std::vector<std::string> names = folder.names();
    const fs::path other = folder.path() / (folder.path() / names.front() == file ? names.back() : names.front());
    fs::copy_file(file, other, fs::copy_options::overwrite_existing);
    EXPECT_FALSE(cache.find("b"));
}

TEST(Cache, RemovesTheLeastRecentlyUsedAboveItsLimit) {
    const Folder folder;
    const Cache cache(folder.path(), 3500);
    for (const char *key : {"a", "b", "c"}) {
        cache.store(key, std::string(1000, 'i'), "");
    }
    const auto now = fs::file_time_type::clock::now();
    for (const fs::directory_entry &item : fs::directory_iterator(folder.path())) {
        fs::last_write_time(item.path(), now - std::chrono::hours(2));
    }
    EXPECT_TRUE(cache.find("a"));  // used now
    cache.store("d", std::string(1000, 'i'), "");
    EXPECT_TRUE(cache.find("a"));
    EXPECT_TRUE(cache.find("d"));
    EXPECT_EQ(folder.names().size(), 3U);
    cache.store("e", std::string(9000, 'i'), "");
    EXPECT_TRUE(cache.find("e")) << "the newest entry stays, whatever its size";
    EXPECT_EQ(folder.names().size(), 1U);
}

TEST(Cache, RemovesWhatKilledProcessesLeft) {
    const Folder folder;
    const Cache cache(folder.path());
    fs::last_write_time(folder.write(".new-old", ""), fs::file_time_type::clock::now() - std::chrono::hours(2));
    folder.write(".new-young", "");
    cache.store("a", "image", "");
    EXPECT_FALSE(fs::exists(folder / ".new-old"));
    EXPECT_TRUE(fs::exists(folder / ".new-young"));
}

TEST(Cache, WithoutAFolderEntriesLiveInMemory) {
    const Folder folder;
    for (const fs::path &place :
         {fs::path(), fs::path(folder.write("a file", "")) / "folder", fs::path("/proc/none")}) {
        const Cache cache(place);
        EXPECT_EQ(bytes_of(cache.store("a", "image", "manifest")).substr(0, 5), "image");
        EXPECT_FALSE(cache.find("a"));
    }
}

class CachedRunTest : public testing::Test {
protected:
    Outcome run(const Environment &environment) { return tconv(small_.run_arguments(), environment); }
    Environment own_cache() const { return {{"XDG_CACHE_HOME", folder_ / "cache"}}; }
    fs::path entry() const {
        for (const fs::directory_entry &item : fs::directory_iterator(folder_ / "cache/tconv")) {
            return item.path();
        }
        return {};
    }

    const Folder folder_;
    const LayerCase small_{folder_, kSmallLayer, {1, 5, 6, 4}};
};

TEST_F(CachedRunTest, TheSecondRunCompilesNothing) {
    ASSERT_EQ(run(own_cache()).status, 0);
    const fs::path file = entry();
    const std::string before = read_text(file);
    // Without a PATH there is no linker: only a hit can do this.
    Environment environment = own_cache();
    environment["PATH"] = "/nonexistent";
    const Outcome outcome = run(environment);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(read_text(file), before);
    small_.expect_right();
}

TEST_F(CachedRunTest, ADamagedEntryIsMadeAgain) {
    ASSERT_EQ(run(own_cache()).status, 0);
    const std::string whole = read_text(entry());
    std::ofstream(entry(), std::ios::binary) << whole.substr(0, whole.size() / 2);
    const Outcome outcome = run(own_cache());
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(read_text(entry()).size(), whole.size());
    small_.expect_right();
}

TEST_F(CachedRunTest, SeveralProcessesAtOnceOnAnEmptyCache) {
    std::vector<Process> processes;
    std::vector<Arguments> all;
    for (int i = 0; i < 4; i++) {
        Arguments arguments = small_.run_arguments();
        arguments[5] = folder_ / ("y" + std::to_string(i) + ".npy");
        all.push_back(arguments);
        processes.push_back(start_tconv(arguments, own_cache()));
    }
    for (size_t i = 0; i < processes.size(); i++) {
        const Outcome outcome = processes[i].wait();
        EXPECT_EQ(outcome.status, 0) << outcome.err;
        fs::rename(all[i][5], small_.output);
        small_.expect_right();
    }
    const auto entries = fs::directory_iterator(folder_ / "cache/tconv");
    EXPECT_EQ(std::distance(begin(entries), end(entries)), 1);
}

TEST_F(CachedRunTest, WithoutAPlaceToKeepItTheLayerStillRuns) {
    const std::string file = folder_.write("file", "");
    for (const Environment &environment :
         {Environment{{"XDG_CACHE_HOME", ""}, {"HOME", ""}}, Environment{{"XDG_CACHE_HOME", file}},
          Environment{{"XDG_CACHE_HOME", "/proc/none"}}}) {
        const Outcome outcome = run(environment);
        EXPECT_EQ(outcome.status, 0) << outcome.err;
        small_.expect_right();
    }
}

TEST_F(CachedRunTest, AMissingLinkerOrTemporaryFolderIsAnErrorThatSaysSo) {
    const std::vector<std::string> before = folder_.names();
    for (const auto &[variable, value, part] :
         {std::array{"PATH", "/nonexistent", "linker"}, std::array{"TMPDIR", "/nonexistent", "TMPDIR"}}) {
        const Outcome outcome = run({{"XDG_CACHE_HOME", "/proc/none"}, {variable, value}});
        EXPECT_EQ(outcome.status, 1) << variable;
        EXPECT_TRUE(is_one_line(outcome.err)) << outcome.err;
        EXPECT_NE(outcome.err.find(part), std::string::npos) << outcome.err;
    }
    EXPECT_EQ(folder_.names(), before);
}

}  // namespace
}  // namespace tconv::test
