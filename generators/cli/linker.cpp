// The first of the system's linkers that is there.
#include "generators/cli/linker.h"

#include <cstring>

#include "generators/cli/command.h"
#include "generators/cli/files.h"
#include "tconv/error.h"

namespace tconv {

namespace {

/// Programs that link, best known first; all take the same arguments.
constexpr const char *kLinkers[] = {"ld", "ld.bfd", "ld.lld", "ld.gold", "ld.mold"};

}  // namespace

std::string link_shared_object(const std::string &archive) {
    const TemporaryFolder folder;
    const std::string input = folder.path() / "library.a", output = folder.path() / "library.so";
    write_file(input, archive);
    std::string tried;
    for (const char *linker : kLinkers) {
        // -Bsymbolic: a library's own functions are its own, whatever this program exports.
        const Ended ended = run_command({{linker, "-shared", "-Bsymbolic", "-z", "now", "-z", "noexecstack", "-o",
                                          output, "--whole-archive", input}});
        if (ended.is_missing()) {
            tried += (tried.empty() ? "" : ", ") + std::string(linker);
            continue;
        }
        if (ended.error != 0) {
            throw Error(std::string("cannot start the linker ") + linker + ": " + std::strerror(ended.error));
        }
        if (ended.status != 0) {
            throw Error(std::string("the linker ") + linker + " failed with status " + std::to_string(ended.status) +
                        ": " + ended.text());
        }
        return read_file(output);
    }
    throw Error("no linker found in PATH (tried " + tried +
                "): needed to load a compiled layer; Debian has one in binutils");
}

}  // namespace tconv
