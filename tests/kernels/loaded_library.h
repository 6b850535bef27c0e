// A layer compiled and loaded into this process the way a user's program has it: the archive's objects, called through C functions.
#pragma once

#include <cstdint>

#include "generators/cli/shared_object.h"
#include "generators/compile/compile.h"
#include "tconv/kernel.h"

namespace tconv::test {

class LoadedLibrary {
public:
    /// Compiles and links. Throws Error for what a layer file or a schedule has wrong.
    explicit LoadedLibrary(const CompileRequest &request);

    int (*output_shape)(const int64_t *input_shape, int64_t *output_shape) = nullptr;
    int (*packed_size)(int64_t *bytes) = nullptr;
    int (*pack)(const float *weights, const float *bias, void *packed) = nullptr;
    int (*workspace_size)(const int64_t *input_shape, int threads, int64_t *bytes) = nullptr;
    int (*run)(const void *packed, const int64_t *input_shape, const float *x, float *y, void *workspace,
               const tconv_parallel *parallel) = nullptr;

private:
    FileDescriptor image_;
    SharedObject object_;
};

}  // namespace tconv::test
