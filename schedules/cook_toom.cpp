// The points: small, and with small inverses, so that their powers and differences are: two and three points cost no accuracy, four
// about twice, five three to four times the rounding error of direct sums.
#include "schedules/cook_toom.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <stdexcept>

namespace tconv {

namespace {

/// By their number; infinity comes on top.
const std::vector<std::vector<double>> kPoints = {
    {},
    {0},
    {0, 1},
    {0, 1, -1},
    {0, 0.5, -1, 2},
    {0, 1, -1, 2, -0.5},
    {0, 1, -1, 2, -0.5, 0.5},
    {0, 1, -1, 2, -2, 0.5, -0.5},
};

Matrix zeros(size_t rows, size_t columns) { return Matrix(rows, std::vector<double>(columns, 0.0)); }

Matrix identity(size_t n) {
    Matrix out = zeros(n, n);
    for (size_t i = 0; i < n; i++)
        out[i][i] = 1;
    return out;
}

/// Coefficients of the product of (x - p) over the points but the one at `without`.
std::vector<double> product(const std::vector<double> &points, size_t without) {
    std::vector<double> out{1.0};
    for (size_t i = 0; i < points.size(); i++) {
        if (i == without)
            continue;
        std::vector<double> next(out.size() + 1, 0.0);
        for (size_t k = 0; k < out.size(); k++) {
            next[k + 1] += out[k];
            next[k] -= points[i] * out[k];
        }
        out = next;
    }
    return out;
}

double square_sum(const std::vector<double> &row) {
    double sum = 0;
    for (const double value : row)
        sum += value * value;
    return sum;
}

double absolute_sum(const std::vector<double> &row) {
    double sum = 0;
    for (const double value : row)
        sum += std::abs(value);
    return sum;
}

}  // namespace

Transforms cook_toom(int outputs, int taps) {
    const auto m = static_cast<size_t>(outputs), r = static_cast<size_t>(taps), n = m + r - 1;
    if (r == 1)
        return {identity(n), identity(1), identity(n)};
    if (m == 1)
        return {Matrix(1, std::vector<double>(n, 1.0)), identity(n), identity(n)};
    if (n > kPoints.size())
        throw std::logic_error("more products than there are points for");
    const std::vector<double> &points = kPoints[n - 1];
    Transforms out{zeros(m, n), zeros(n, r), zeros(n, n)};
    for (size_t j = 0; j + 1 < n; j++) {
        const std::vector<double> others = product(points, j);
        double value = 0;  // of the product of the others at this point
        for (size_t k = 0; k < others.size(); k++) {
            out.inputs[j][k] = others[k];
            value += others[k] * std::pow(points[j], static_cast<double>(k));
        }
        for (size_t k = 0; k < r; k++)
            out.weights[j][k] = std::pow(points[j], static_cast<double>(k)) / value;
        for (size_t i = 0; i < m; i++)
            out.sums[i][j] = std::pow(points[j], static_cast<double>(i));
    }
    out.inputs[n - 1] = product(points, points.size());
    out.weights[n - 1][r - 1] = 1;
    out.sums[m - 1][n - 1] = 1;
    return out;
}

bool is_identity(const Matrix &matrix) { return !matrix.empty() && matrix == identity(matrix.size()); }

double growth(const Transforms &transforms) {
    double most = 0;
    for (const std::vector<double> &row : transforms.sums) {
        double sum = 0;
        for (size_t j = 0; j < row.size(); j++)
            sum += std::abs(row[j]) * absolute_sum(transforms.weights[std::min(j, transforms.weights.size() - 1)]) *
                   absolute_sum(transforms.inputs[j]);
        most = std::max(most, sum);
    }
    return most;
}

double rms_growth(const Transforms &transforms) {
    const size_t taps = transforms.weights.front().size();
    double sum = 0;
    for (const std::vector<double> &row : transforms.sums) {
        for (size_t j = 0; j < row.size(); j++)
            sum += row[j] * row[j] * square_sum(transforms.weights[std::min(j, transforms.weights.size() - 1)]) *
                   square_sum(transforms.inputs[j]);
    }
    return std::sqrt(sum / static_cast<double>(transforms.sums.size())) / static_cast<double>(taps);
}

}  // namespace tconv
