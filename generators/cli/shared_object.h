// A shared object in this process.
#pragma once

#include <memory>
#include <string>

#include "generators/cli/files.h"

namespace tconv {

class SharedObject {
public:
    /// Loads what stands at the start of the file. The loader knows a library by its path, which is the descriptor's number: the
    /// file has to stay open as long as this lives. Throws Error with the loader's message.
    explicit SharedObject(const FileDescriptor &image);

    template <typename Function>
    void look_up(const std::string &symbol, Function *&function) const {
        function = reinterpret_cast<Function *>(address_of(symbol));
    }

private:
    struct Unload {
        void operator()(void *handle) const;
    };

    void *address_of(const std::string &symbol) const;

    std::unique_ptr<void, Unload> handle_;
};

}  // namespace tconv
