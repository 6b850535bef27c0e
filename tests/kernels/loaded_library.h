// A layer compiled and loaded into this process the way a user's program has it: the archive's objects, called through C functions.
#pragma once

#include <cstdint>

#include "generators/cli/shared_object.h"
#include "generators/compile/compile.h"
#include "tconv/bound_layer.h"

namespace tconv::test {

class LoadedLibrary : public KernelFunctions {
public:
    /// Compiles and links. Throws Error for what a layer file or a schedule has wrong.
    explicit LoadedLibrary(const CompileRequest &request);

    /// Of its first instruction set.
    const Schedule &schedule() const { return schedule_; }

private:
    explicit LoadedLibrary(const CompiledLibrary &library);

    Schedule schedule_;
    FileDescriptor image_;
    SharedObject object_;
};

}  // namespace tconv::test
