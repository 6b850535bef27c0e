// One kernel inside of another: what a stage computes is another pipeline's whole loop nest.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "Halide.h"
#include "generators/algorithms/kernel.h"

namespace tconv {

/// A stage of the outer kernel that is an array of the inner one.
struct StageOf {
    std::string func;              ///< its name
    std::vector<int64_t> extents;  ///< of the array, which is dense
};

/// Makes the lowered code of `inner` the production of the stage `output` of `outer`. Weights and bias are those of the call; the inner
/// kernel's parallel loops become serial.
void inline_kernel(KernelPipeline &outer, const KernelPipeline &inner, const StageOf &input, const StageOf &output,
                   const Halide::Target &);

}  // namespace tconv
