// From a registered generator's name and parameters to its pipeline and arguments.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "generators/algorithms/kernel.h"

namespace tconv {

KernelPipeline run_generator(const std::string &name,
                             const std::vector<std::pair<std::string, std::string>> &parameters,
                             const std::vector<std::string> &inputs, const Halide::Target &target);

}  // namespace tconv
