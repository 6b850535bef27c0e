// The C functions of a compiled library (interface.md, section 4), made as Halide functions: compiling a layer takes no C compiler.
#pragma once

#include <string>
#include <vector>

#include "schedules/schedule.h"

namespace tconv {

/// The object that holds <name>_output_shape, _packed_size, _pack, _workspace_size and _run. They check every argument, and call the
/// hidden functions of module.h for the best instruction set of this processor. With `parameters` (what _pack would write) the
/// library has them as constants, and no _pack. For worker processes only: this uses Halide.
std::string compile_entry(const std::string &layer, const Problem &, const Packing &,
                          const std::vector<const InstructionSet *> &, const std::string &parameters);

}  // namespace tconv
