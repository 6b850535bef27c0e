// Gram and Schmidt's method with a second pass, which leaves the columns orthogonal to rounding (Giraud, Langou,
// Rozloznik: the loss of orthogonality in the Gram-Schmidt orthogonalization process, 2005: twice is enough). Its sums
// have one order, written out here, so that every machine gives the same bits.
#include "runtime/layer/orthogonal.h"

#include <cmath>

namespace tconv {

namespace {

/// In eight sums, which a compiler can keep in one vector without changing their order.
double dot(const double *a, const double *b, size_t count) {
    constexpr size_t kSums = 8;
    double sums[kSums] = {};
    const size_t whole = count - count % kSums;
    for (size_t i = 0; i < whole; i += kSums) {
        for (size_t j = 0; j < kSums; j++) {
            sums[j] += a[i + j] * b[i + j];
        }
    }
    for (size_t i = whole; i < count; i++) {
        sums[i - whole] += a[i] * b[i];
    }
    double total = 0;
    for (const double sum : sums) {
        total += sum;
    }
    return total;
}

}  // namespace

void orthonormalize(std::vector<double> &matrix, size_t rows, size_t columns) {
    for (size_t column = 0; column < columns; column++) {
        double *now = &matrix[column * rows];
        for (int pass = 0; pass < 2; pass++) {
            for (size_t before = 0; before < column; before++) {
                const double *done = &matrix[before * rows];
                const double share = dot(done, now, rows);
                for (size_t i = 0; i < rows; i++) {
                    now[i] -= share * done[i];
                }
            }
        }
        const double length = std::sqrt(dot(now, now, rows));
        for (size_t i = 0; i < rows; i++) {
            now[i] /= length;
        }
    }
}

}  // namespace tconv
