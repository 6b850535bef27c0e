// The three files of a library onto disk: all or none, and never those of two libraries, wherever the program is ended.
#include "generators/compile/compile.h"
#include "generators/files/transaction.h"

namespace tconv {

void write_library(const CompiledLibrary &library, const std::filesystem::path &directory) {
    const std::string &name = library.facts.name;
    Transaction files(directory);
    files.add("lib" + name + ".a", library.archive);
    files.add(name + ".json", library.manifest);
    files.add(name + ".h", library.header);  // the one that programs ask for
    files.commit();
}

}  // namespace tconv
