// Archive, linker, a file in memory, loader.
#include "tests/kernels/loaded_library.h"

#include <dlfcn.h>
#include <sys/mman.h>

#include <stdexcept>

#include "generators/cli/linker.h"

namespace tconv::test {
namespace {

template <typename Function>
void look_up(void *handle, const std::string &symbol, Function *&function) {
    function = reinterpret_cast<Function *>(dlsym(handle, symbol.c_str()));
    if (function == nullptr) {
        throw std::logic_error("the compiled library has no function " + symbol);
    }
}

}  // namespace

LoadedLibrary::LoadedLibrary(const CompileRequest &request) : image_(memfd_create("layer", MFD_CLOEXEC)) {
    if (!write_all(image_, link_shared_object(compile_library(request).archive))) {
        throw std::runtime_error("cannot write a file in memory");
    }
    handle_.reset(dlopen(("/proc/self/fd/" + std::to_string(image_.number())).c_str(), RTLD_NOW | RTLD_LOCAL));
    if (!handle_) {
        throw std::logic_error(std::string("cannot load the compiled library: ") + dlerror());
    }
    const std::string &name = request.layer.name;
    look_up(handle_.get(), name + "_output_shape", output_shape);
    look_up(handle_.get(), name + "_packed_size", packed_size);
    look_up(handle_.get(), name + "_pack", pack);
    look_up(handle_.get(), name + "_workspace_size", workspace_size);
    look_up(handle_.get(), name + "_run", run);
}

void LoadedLibrary::Unload::operator()(void *handle) const { dlclose(handle); }

}  // namespace tconv::test
