// Matrices with orthonormal columns.
#pragma once

#include <cstddef>
#include <vector>

namespace tconv {

/// The Q of A = QR with a positive diagonal of R, in place of A: `columns` columns of `rows` numbers each, one behind
/// the other, no more columns than rows. Such a Q is what any QR gives after its signs are fixed by the diagonal of R.
void orthonormalize(std::vector<double> &matrix, size_t rows, size_t columns);

}  // namespace tconv
