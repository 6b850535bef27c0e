// From a layer to the compiler.
#pragma once

#include <string>

#include "generators/compile/compile.h"
#include "tconv/layer.h"

namespace tconv {

/// load_layer for verbs: what the layer's own system would warn of goes to standard error, a line for each.
Layer read_layer(const std::string &file);
/// "tconv: warning: ..." on standard error.
void print_warnings(const Layer &layer);

/// The request that a layer makes: its name, its problem and its bound of the workspace are all that the compiler hears of it.
inline CompileRequest request_for(const Layer &layer, const std::string &target) {
    CompileRequest request;
    request.name = layer.name;
    request.problem = layer.problem;
    request.target = target;
    request.max_workspace_bytes = layer.problem.is_open() ? 0 : layer.max_workspace_bytes;
    return request;
}

}  // namespace tconv
