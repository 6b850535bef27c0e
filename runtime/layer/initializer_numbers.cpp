// The distributions, from uniform numbers: see random.h for why they are the same everywhere.
#include "runtime/layer/initializer_numbers.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "runtime/layer/orthogonal.h"
#include "runtime/layer/random.h"

namespace tconv {

namespace {

/// The standard deviation of a standard normal variable that is cut at two: Keras divides by it, so that what is cut has
/// the variance that was asked for.
constexpr double kTruncatedDeviation = 0.87962566103423978;

/// sqrt(factor * scale / fan), in one rounding of the quotient: an average of fans is half their sum.
double spread(const InitializerRule &rule, const Fans &fans, double factor) {
    switch (rule.fan) {
    case Fan::in: return std::sqrt(factor * rule.scale / fans.in);
    case Fan::out: return std::sqrt(factor * rule.scale / fans.out);
    case Fan::average: return std::sqrt(factor * rule.scale * 2 / (fans.in + fans.out));
    case Fan::none: break;
    }
    throw std::logic_error("no fan to divide by");
}

double deviation_of(const InitializerRule &rule, const Fans &fans) {
    if (rule.fan == Fan::none) {
        return rule.deviation;
    }
    return spread(rule, fans, 1) / (rule.distribution == Distribution::truncated_normal ? kTruncatedDeviation : 1);
}

/// A standard normal number within two of 0: one beyond is drawn anew, from the next attempt's sequence.
double truncated(uint64_t seed, uint64_t index, uint32_t stream) {
    for (uint32_t attempt = 0;; attempt++) {
        const double number = normal_quantile(uniform(seed, index, stream, attempt));
        if (std::fabs(number) <= 2) {
            return number;
        }
    }
}

/// `number_at` of each position.
template <typename NumberAt>
void fill_each(std::vector<float> &numbers, NumberAt number_at) {
    for (size_t i = 0; i < numbers.size(); i++) {
        numbers[i] = static_cast<float>(number_at(i));
    }
}

/// FCN's triangle along one axis: of half-width f = floor((k+1)/2) around the centre (k-1)/2.
std::vector<double> triangle(int64_t kernel) {
    const double half_width = static_cast<double>((kernel + 1) / 2), centre = static_cast<double>(kernel - 1) / 2;
    std::vector<double> values(static_cast<size_t>(kernel));
    for (size_t t = 0; t < values.size(); t++) {
        values[t] = 1 - std::fabs(static_cast<double>(t) - centre) / half_width;
    }
    return values;
}

}  // namespace

void fill(std::vector<float> &numbers, const InitializerRule &rule, const Fans &fans, uint64_t seed, Stream from) {
    const auto stream = static_cast<uint32_t>(from);
    switch (rule.distribution) {
    case Distribution::constant: {
        std::fill(numbers.begin(), numbers.end(), static_cast<float>(rule.mean));
        return;
    }
    case Distribution::uniform: {
        const bool fixed = rule.fan == Fan::none;
        const double centre = fixed ? (rule.low + rule.high) / 2 : 0;
        const double half = fixed ? (rule.high - rule.low) / 2 : spread(rule, fans, 3);
        fill_each(numbers, [&](size_t i) { return rule.gain * (centre + half * (2 * uniform(seed, i, stream) - 1)); });
        return;
    }
    case Distribution::normal: {
        const double deviation = deviation_of(rule, fans);
        fill_each(numbers, [&](size_t i) {
            return rule.gain * (rule.mean + deviation * normal_quantile(uniform(seed, i, stream)));
        });
        return;
    }
    case Distribution::truncated_normal: {
        const double deviation = deviation_of(rule, fans);
        fill_each(numbers, [&](size_t i) { return rule.gain * (rule.mean + deviation * truncated(seed, i, stream)); });
        return;
    }
    case Distribution::orthogonal:
    case Distribution::bilinear: break;
    }
    throw std::logic_error("an initializer that is not drawn number by number");
}

void fill_orthogonal(std::vector<float> &numbers, const InitializerRule &rule, size_t rows, uint64_t seed) {
    const size_t columns = numbers.size() / rows;
    const size_t length = std::max(rows, columns), count = std::min(rows, columns);
    // The Gaussian matrix is length x count, row by row; orthonormalize wants it column by column.
    std::vector<double> matrix(numbers.size());
    for (size_t i = 0; i < matrix.size(); i++) {
        matrix[i % count * length + i / count] = normal_quantile(uniform(seed, i));
    }
    orthonormalize(matrix, length, count);
    for (size_t row = 0; row < rows; row++) {
        for (size_t column = 0; column < columns; column++) {
            const size_t at = rows >= columns ? column * length + row : row * length + column;
            numbers[row * columns + column] = static_cast<float>(rule.gain * matrix[at]);
        }
    }
}

Array bilinear_weights(const Problem &problem) {
    std::vector<double> plane = {1};
    for (const Axis &axis : problem.axes) {
        std::vector<double> wider;
        for (const double a : plane) {
            for (const double b : triangle(axis.kernel)) {
                wider.push_back(a * b);
            }
        }
        plane = wider;
    }
    Array weights{problem.weight_shape(), {}};
    weights.data.resize(static_cast<size_t>(weights.size()));
    const int64_t per_group = problem.filters_per_group();
    for (int64_t channel = 0; channel < problem.channels; channel++) {
        const int64_t filter = channel - channel / problem.channels_per_group() * per_group;
        if (filter >= 0 && filter < per_group) {
            const auto start =
                weights.data.begin() + (channel * per_group + filter) * static_cast<int64_t>(plane.size());
            std::transform(plane.begin(), plane.end(), start, [](double w) { return static_cast<float>(w); });
        }
    }
    return weights;
}

}  // namespace tconv
