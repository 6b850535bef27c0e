// What a layer says of its training, carried from one system to another.
#pragma once

#include <string>
#include <vector>

#include "runtime/dialects/restate.h"

namespace tconv {

/// Adds initializers, learn rate and L2 factors to a statement of this dialect, where it has them. What it does not have becomes a note.
void state_training(const Layer &from, const std::string &dialect, Statement &statement,
                    std::vector<std::string> &notes);

}  // namespace tconv
