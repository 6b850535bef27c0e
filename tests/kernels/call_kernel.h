// One call of a compiled layer in hostile surroundings.
#pragma once

#include <string>
#include <vector>

#include "tests/kernels/loaded_library.h"
#include "tests/memory/guarded.h"
#include "tests/oracle/oracle.h"

namespace tconv::test {

/// Runs the tasks of a call on the calling thread, last one first.
const tconv_parallel &backward_tasks();

/// What a call gave, or what was wrong with it.
struct Outcome {
    std::string trouble;
    std::vector<float> output;
};

/// Packs and runs. Arrays stand against a forbidden page on `side`, with NaN beside them; x, weights, bias and packed cannot be
/// written while they are inputs; y, packed and the workspace hold NaN before. `parallel` may be null.
Outcome call_kernel(const LoadedLibrary &library, const oracle::Call &call, Side side, const tconv_parallel *parallel);

}  // namespace tconv::test
