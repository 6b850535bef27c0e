// Archive, linker, a file in memory, loader.
#include "tests/kernels/loaded_library.h"

#include <sys/mman.h>

#include <stdexcept>

#include "generators/cli/library.h"
#include "generators/cli/linker.h"

namespace tconv::test {
namespace {

FileDescriptor in_memory(const std::string &bytes) {
    FileDescriptor file(memfd_create("layer", MFD_CLOEXEC));
    if (!write_all(file, bytes)) {
        throw std::runtime_error("cannot write a file in memory");
    }
    return file;
}

}  // namespace

LoadedLibrary::LoadedLibrary(const CompileRequest &request) : LoadedLibrary(compile_library(request)) {}

LoadedLibrary::LoadedLibrary(const CompiledLibrary &library)
    : schedule_(library.facts.kernels.front().schedule), image_(in_memory(link_shared_object(library.archive))),
      object_(image_) {
    static_cast<KernelFunctions &>(*this) = functions_of(object_, library.facts.name);
}

}  // namespace tconv::test
