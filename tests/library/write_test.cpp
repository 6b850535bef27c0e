// The files of a library on disk: all or none, and of one library.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "generators/compile/compile.h"
#include "tests/files/folder.h"

namespace tconv {
namespace {

namespace fs = std::filesystem;

constexpr int kKills = 40;

CompiledLibrary library_of(const std::string &bytes) {
    CompiledLibrary library;
    library.facts.name = "up4";
    library.archive = library.header = library.manifest = bytes;
    return library;
}

bool holds_one_library(const test::Folder &folder) {
    const std::string header = test::read_text(folder / "up4.h");
    return test::read_text(folder / "libup4.a") == header && test::read_text(folder / "up4.json") == header;
}

/// A process that does nothing but write one library over another, ended by the signal after a while.
void write_until(int signal, const fs::path &folder, int microseconds) {
    const pid_t child = fork();
    if (child == 0) {
        for (;;) {
            write_library(library_of(std::string(20000, 'a')), folder);
            write_library(library_of(std::string(10000, 'b')), folder);
        }
    }
    usleep(static_cast<useconds_t>(microseconds));
    kill(child, signal);
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "ended by something else";
}

TEST(Write, AllFilesOrNone) {
    const test::Folder folder;
    fs::create_directories(folder.path() / "up4.json" / "in the way");
    EXPECT_THROW(write_library(library_of("x"), folder.path()), Error);
    EXPECT_EQ(folder.names().size(), 1u);

    std::ofstream(folder.path() / "file") << "x";
    EXPECT_THROW(write_library(library_of("x"), folder.path() / "file"), Error);
    EXPECT_THROW(write_library(library_of("x"), folder.path() / "file" / "below"), Error);

    write_library(library_of("x"), folder.path() / "new" / "folder");
    EXPECT_EQ(std::distance(fs::directory_iterator(folder.path() / "new" / "folder"), {}), 3);
}

TEST(Write, AFolderInTheHeadersPlaceStays) {
    const test::Folder folder;
    fs::create_directory(folder.path() / "up4.h");
    EXPECT_THROW(write_library(library_of("x"), folder.path()), Error);
    EXPECT_EQ(folder.names().size(), 1u);
}

TEST(Write, InterruptedItLeavesOneWholeLibraryAndNothingElse) {
    for (int i = 1; i <= kKills; i++) {
        const test::Folder folder;
        write_library(library_of("first"), folder.path());
        write_until(i % 2 == 0 ? SIGINT : SIGTERM, folder.path(), 173 * i);
        EXPECT_EQ(folder.names().size(), 3u);
        EXPECT_TRUE(holds_one_library(folder));
    }
}

TEST(Write, KilledItLeavesNoHeaderOfAnotherLibrary) {
    for (int i = 1; i <= kKills; i++) {
        const test::Folder folder;
        write_library(library_of("first"), folder.path());
        write_until(SIGKILL, folder.path(), 173 * i);
        if (fs::exists(folder.path() / "up4.h")) {
            EXPECT_TRUE(holds_one_library(folder));
        }
    }
}

}  // namespace
}  // namespace tconv
