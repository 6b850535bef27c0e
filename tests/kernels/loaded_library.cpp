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

LoadedLibrary::LoadedLibrary(const CompileRequest &request)
    : image_(in_memory(link_shared_object(compile_library(request).archive))), object_(image_) {
    static_cast<KernelFunctions &>(*this) = functions_of(object_, request.name);
}

}  // namespace tconv::test
