// All test libraries in one program, with one runtime.
#include "tests/library/libraries.h"

#include <stdexcept>

#include "built_in.h"
#include "built_in_open.h"
#include "deep.h"
#include "empty.h"
#include "fixed.h"
#include "line.h"
#include "open.h"
#include "tconv/layer.h"

int cpu_level = __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") ? 3
                : __builtin_cpu_supports("avx2")                                         ? 2
                                                                                         : 1;

// In place of the archive's own, which the linker then leaves out.
extern "C" int tconv_cpu_level(void);
int tconv_cpu_level(void) { return cpu_level; }

tconv::Problem Library::problem() const { return tconv::load_layer(TCONV_TEST_LAYERS "/" + name + ".json").problem; }

#define LIBRARY(name, NAME, pack, workspace_bytes, ...)                                                                \
    {                                                                                                                  \
#name, name##_output_shape, name##_packed_size, pack, name##_workspace_size, name##_run, NAME##_PACKED_BYTES,  \
            workspace_bytes, __VA_ARGS__                                                                               \
    }

const std::vector<Library> &libraries() {
    using Shapes = std::vector<std::vector<int64_t>>;
    static const std::vector<Library> table = {
        LIBRARY(fixed, FIXED, fixed_pack, FIXED_WORKSPACE_BYTES, Shapes{{2, 9, 11, 24}}),
        LIBRARY(open, OPEN, open_pack, -1, Shapes{{1, 6, 1, 1}, {3, 6, 5, 7}, {1, 6, 40, 33}, {0, 6, 4, 4}}),
        LIBRARY(deep, DEEP, deep_pack, -1, Shapes{{1, 3, 5, 6, 16}, {2, 3, 5, 6, 16}, {0, 3, 5, 6, 16}}),
        LIBRARY(line, LINE, line_pack, -1, Shapes{{1, 1, 33}, {1, 2, 33}, {1, 61, 33}}),
        LIBRARY(built_in, BUILT_IN, nullptr, BUILT_IN_WORKSPACE_BYTES, Shapes{{1, 8, 7, 5}}),
        LIBRARY(built_in_open, BUILT_IN_OPEN, nullptr, -1, Shapes{{1, 5, 8, 7}, {2, 5, 3, 1}}),
        LIBRARY(empty, EMPTY, empty_pack, EMPTY_WORKSPACE_BYTES, Shapes{{0, 3, 3, 4}}),
    };
    return table;
}

const Library &library(const std::string &name) {
    for (const Library &library : libraries()) {
        if (library.name == name) {
            return library;
        }
    }
    throw std::logic_error("no library " + name);
}
