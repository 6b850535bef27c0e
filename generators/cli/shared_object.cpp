// The system's loader behind shared_object.h.
#include "generators/cli/shared_object.h"

#include <dlfcn.h>

#include <stdexcept>

#include "tconv/error.h"

namespace tconv {

SharedObject::SharedObject(const FileDescriptor &image) {
    const std::string path = "/proc/self/fd/" + std::to_string(image.number());
    handle_.reset(dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL));
    if (!handle_) {
        throw Error(std::string("cannot load the compiled library: ") + dlerror());
    }
}

void *SharedObject::address_of(const std::string &symbol) const {
    void *const address = dlsym(handle_.get(), symbol.c_str());
    if (address == nullptr) {
        throw std::logic_error("the compiled library has no function " + symbol);
    }
    return address;
}

void SharedObject::Unload::operator()(void *handle) const { dlclose(handle); }

}  // namespace tconv
