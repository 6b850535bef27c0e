// A matrix applied along one argument of a Func.
#pragma once

#include <string>

#include "Halide.h"
#include "schedules/cook_toom.h"

namespace tconv {

/// out(.., i, ..) = sum over j of matrix[i][j] in(.., j, ..), the argument at `position`; the Func itself where the matrix is the identity.
/// Rows are chosen by a mux: unroll the argument. Zeros and ones cost nothing.
Halide::Func transform(const Halide::Func &in, size_t position, const Matrix &matrix, const std::string &name);

}  // namespace tconv
