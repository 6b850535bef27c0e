// A layer in channels first, a band at a time: a task copies its band of the input into channels last, computes a layer of that size, and
// copies what it computed to where it belongs. Both copies stay in cache.
#pragma once

#include "generators/algorithms/kernel.h"

namespace tconv {

/// `inside`: the band's own kernel (in_bands), which has no transposition.
KernelPipeline make_banded_kernel(const Problem &, const Schedule &, const KernelPipeline &inside,
                                  const Halide::Target &);

}  // namespace tconv
