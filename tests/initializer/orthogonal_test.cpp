// Orthogonal weights.
#include "runtime/layer/orthogonal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "runtime/layer/random.h"
#include "tconv/initializer.h"
#include "tests/initializer/layer_with.h"

namespace tconv {
namespace {

// By hand: (3, 4) / 5, and what is left of (1, 2) without its share of 2.2: (-0.32, 0.24) / 0.4.
TEST(Orthonormalize, TwoColumns) {
    std::vector<double> matrix = {3, 4, 1, 2};
    orthonormalize(matrix, 2, 2);
    const double expected[] = {0.6, 0.8, -0.8, 0.6};
    for (size_t i = 0; i < 4; i++) {
        EXPECT_NEAR(matrix[i], expected[i], 1e-15);
    }
}

// One pass would leave the columns of this matrix (Lauchli's) far from orthogonal. Q'A has the positive diagonal.
TEST(Orthonormalize, NearlyDependentColumns) {
    constexpr size_t kRows = 20, kColumns = 19;
    std::vector<double> matrix(kRows * kColumns);
    for (size_t column = 0; column < kColumns; column++) {
        matrix[column * kRows] = 1;
        matrix[column * kRows + column + 1] = 1e-7;
    }
    const std::vector<double> before = matrix;
    orthonormalize(matrix, kRows, kColumns);
    for (size_t a = 0; a < kColumns; a++) {
        double diagonal = 0;
        for (size_t i = 0; i < kRows; i++) {
            diagonal += matrix[a * kRows + i] * before[a * kRows + i];
        }
        EXPECT_GT(diagonal, 0);
        for (size_t b = 0; b <= a; b++) {
            double product = 0;
            for (size_t i = 0; i < kRows; i++) {
                product += matrix[a * kRows + i] * matrix[b * kRows + i];
            }
            EXPECT_NEAR(product, a == b ? 1 : 0, 1e-14);
        }
    }
}

/// The largest distance of M M' (or M' M, whichever is smaller) from gain^2 times the unit matrix.
double distance_from_orthogonal(const std::vector<float> &matrix, size_t rows, size_t columns, double gain) {
    const bool by_rows = rows < columns;
    const size_t count = by_rows ? rows : columns, length = by_rows ? columns : rows;
    const auto at = [&](size_t vector, size_t i) {
        return static_cast<double>(by_rows ? matrix[vector * columns + i] : matrix[i * columns + vector]);
    };
    double distance = 0;
    for (size_t a = 0; a < count; a++) {
        for (size_t b = 0; b < count; b++) {
            double product = 0;
            for (size_t i = 0; i < length; i++) {
                product += at(a, i) * at(b, i);
            }
            distance = std::max(distance, std::fabs(product - (a == b ? gain * gain : 0)));
        }
    }
    return distance;
}

// Keras flattens to (prod shape[:-1], shape[-1]), the others to (shape[0], the rest). An element of a unit vector is
// rounded by 2^-25 at most, a product of two vectors so by less than 1e-6.
TEST(Orthogonal, IsSoInTheSystemsOwnShape) {
    const struct {
        const char *dialect, *initializer;
        int64_t channels, filters;
        std::vector<int64_t> kernel;
        size_t rows, columns;
        double gain;
    } cases[] = {
        {"keras", "orthogonal", 8, 4, {3, 3}, 36, 8, 1},
        {"keras", "orthogonal", 12, 5, {1, 1}, 5, 12, 1},
        {"keras", R"({"class_name": "Orthogonal", "config": {"gain": 2}})", 6, 6, {1}, 6, 6, 2},
        {"torch", "orthogonal", 8, 4, {3, 3}, 8, 36, 1},
        {"torch", "orthogonal_", 48, 4, {3}, 48, 12, 1},
        {"wolfram", "Orthogonal", 8, 4, {3, 3}, 8, 36, 1},
    };
    for (const auto &row : cases) {
        const Layer layer = layer_with(row.dialect, row.channels, row.filters, 1, row.kernel);
        const Array weights = initial_weights(layer, row.initializer, 5);
        ASSERT_EQ(weights.data.size(), row.rows * row.columns);
        EXPECT_LT(distance_from_orthogonal(weights.data, row.rows, row.columns, row.gain), 1e-6 * row.gain * row.gain)
            << row.dialect << " " << row.rows << " x " << row.columns;
        EXPECT_NE(weights.data, initial_weights(layer, row.initializer, 6).data);
    }
}

// The first column of Q is the first one of the Gaussian matrix, made a unit vector: signs are those of a positive
// diagonal of R. Keras draws (rows, columns), element by element.
TEST(Orthogonal, FirstColumnIsTheGaussiansDirection) {
    const Array weights = initial_weights(layer_with("keras", 3, 2, 1, {2}), "orthogonal", 9);
    double length = 0;
    for (uint64_t row = 0; row < 4; row++) {
        const double number = normal_quantile(uniform(9, row * 3));
        length += number * number;
    }
    for (uint64_t row = 0; row < 4; row++) {
        EXPECT_NEAR(weights.data[row * 3], normal_quantile(uniform(9, row * 3)) / std::sqrt(length), 1e-7);
    }
}

}  // namespace
}  // namespace tconv
