// Along each axis the pairs of input and tap that reach an output; their products are summed.
#include "tests/oracle/samples.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <utility>

#include "tests/oracle/oracle.h"

namespace tconv::oracle {

namespace {

/// Along z, y, x.
using Place = std::array<int64_t, 3>;

/// The inputs that reach output `o` of an axis, each with the tap it takes: i * stride + t * dilation = o + crop_begin.
std::vector<std::pair<int64_t, int64_t>> pairs_at(const Axis &axis, int64_t o) {
    std::vector<std::pair<int64_t, int64_t>> pairs;
    for (int64_t tap = 0; tap < axis.kernel; tap++) {
        const int64_t from = o + axis.crop_begin - tap * axis.dilation;
        if (from >= 0 && from % axis.stride == 0 && from / axis.stride < axis.input)
            pairs.emplace_back(from / axis.stride, tap);
    }
    return pairs;
}

/// The axes z, y, x: those that a lower rank lacks have size 1.
std::array<Axis, 3> three_axes(const Problem &problem) {
    Axis unit;
    unit.output = 1;
    std::array<Axis, 3> axes{unit, unit, unit};
    std::copy(problem.axes.begin(), problem.axes.end(), axes.end() - problem.rank());
    return axes;
}

size_t position(const Problem &problem, int64_t channels, const Place &sizes, int64_t n, int64_t c, const Place &at) {
    const int64_t cells = sizes[0] * sizes[1] * sizes[2], cell = (at[0] * sizes[1] + at[1]) * sizes[2] + at[2];
    return static_cast<size_t>(problem.layout == Layout::channels_first ? (n * channels + c) * cells + cell
                                                                        : (n * cells + cell) * channels + c);
}

Sample sample_at(const Problem &p, const Arrays &arrays, int64_t n, int64_t f, const Place &o) {
    const std::array<Axis, 3> axes = three_axes(p);
    Place in{}, out{};
    std::array<std::vector<std::pair<int64_t, int64_t>>, 3> pairs;
    for (size_t a = 0; a < 3; a++) {
        in[a] = axes[a].input;
        out[a] = axes[a].output;
        pairs[a] = pairs_at(axes[a], o[a]);
    }
    const int64_t channels = p.channels_per_group(), filters = p.filters_per_group(), first = f / filters * channels;
    const int64_t taps = axes[0].kernel * axes[1].kernel * axes[2].kernel;
    double sum = arrays.bias.empty() ? 0.0 : static_cast<double>(arrays.bias[static_cast<size_t>(f)]);
    double magnitude = std::abs(sum);
    for (const auto &[iz, tz] : pairs[0]) {
        for (const auto &[iy, ty] : pairs[1]) {
            for (const auto &[ix, tx] : pairs[2]) {
                const int64_t tap = (tz * axes[1].kernel + ty) * axes[2].kernel + tx;
                for (int64_t c = first; c < first + channels; c++) {
                    const auto weight = static_cast<size_t>((c * filters + f % filters) * taps + tap);
                    const double product =
                        static_cast<double>(arrays.input[position(p, p.channels, in, n, c, {iz, iy, ix})]) *
                        static_cast<double>(arrays.weights[weight]);
                    sum += product;
                    magnitude += std::abs(product);
                }
            }
        }
    }
    return {static_cast<int64_t>(position(p, p.filters, out, n, f, o)), activate(p.activation, sum), magnitude};
}

}  // namespace

std::vector<Sample> draw_samples(const Problem &problem, const Arrays &arrays, int count, uint64_t seed, Ends ends) {
    std::mt19937_64 random(seed);
    const auto draw = [&](int64_t extent) {
        const auto place = static_cast<int64_t>(random() % static_cast<uint64_t>(extent));
        const uint64_t where = ends == Ends::often ? random() % 6 : 2;
        return where == 0 ? 0 : where == 1 ? extent - 1 : place;
    };
    const std::array<Axis, 3> axes = three_axes(problem);
    std::vector<Sample> samples;
    for (int i = 0; i < count; i++) {
        const int64_t n = draw(problem.batch), filter = draw(problem.filters);
        const int64_t z = draw(axes[0].output), y = draw(axes[1].output), x = draw(axes[2].output);
        samples.push_back(sample_at(problem, arrays, n, filter, {z, y, x}));
    }
    return samples;
}

}  // namespace tconv::oracle
