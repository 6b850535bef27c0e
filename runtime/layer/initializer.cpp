// The table of initializers. A new one is a row, and a function of (problem, seed) if no generic rule below makes it.
#include "tconv/initializer.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "runtime/layer/random.h"
#include "runtime/problem/message.h"

namespace tconv {

namespace {

/// How many weights meet in one output (in) and leave one input (out), as MATLAB counts them; of one group where there
/// are several.
struct Fans {
    double in = 0, out = 0;
};

Fans fans_of(const Problem &problem) {
    double receptive = 1;
    for (const Axis &axis : problem.axes) {
        receptive *= static_cast<double>(axis.kernel);
    }
    return {receptive * static_cast<double>(problem.channels_per_group()),
            receptive * static_cast<double>(problem.filters_per_group())};
}

void fill_constant(std::vector<float> &weights, float value) { std::fill(weights.begin(), weights.end(), value); }

void fill_uniform(std::vector<float> &weights, uint64_t seed, double limit) {
    for (size_t i = 0; i < weights.size(); i++) {
        weights[i] = static_cast<float>(limit * (2 * uniform(seed, i) - 1));
    }
}

void fill_normal(std::vector<float> &weights, uint64_t seed, double deviation) {
    for (size_t i = 0; i < weights.size(); i++) {
        weights[i] = static_cast<float>(deviation * normal_quantile(uniform(seed, i)));
    }
}

/// FCN's interpolation along one axis: a triangle of half-width f = floor((k+1)/2) around the centre (k-1)/2.
std::vector<double> triangle(int64_t kernel) {
    const double half_width = static_cast<double>((kernel + 1) / 2), centre = static_cast<double>(kernel - 1) / 2;
    std::vector<double> values(static_cast<size_t>(kernel));
    for (size_t t = 0; t < values.size(); t++) {
        values[t] = 1 - std::fabs(static_cast<double>(t) - centre) / half_width;
    }
    return values;
}

/// The triangles' product where the input channel and the filter are the same, 0 elsewhere.
void fill_bilinear(const Problem &problem, uint64_t, std::vector<float> &weights) {
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
    fill_constant(weights, 0);
    const int64_t per_group = problem.filters_per_group();
    for (int64_t channel = 0; channel < problem.channels; channel++) {
        const int64_t filter = channel - channel / problem.channels_per_group() * per_group;
        if (filter >= 0 && filter < per_group) {
            const auto start = weights.begin() + (channel * per_group + filter) * static_cast<int64_t>(plane.size());
            std::transform(plane.begin(), plane.end(), start, [](double w) { return static_cast<float>(w); });
        }
    }
}

}  // namespace

const std::vector<Initializer> &initializers() {
    using Weights = std::vector<float>;
    static const std::vector<Initializer> table = {
        {"zeros", "0", [](const Problem &, uint64_t, Weights &w) { fill_constant(w, 0); }},
        {"ones", "1", [](const Problem &, uint64_t, Weights &w) { fill_constant(w, 1); }},
        {"glorot", "uniform in +-sqrt(6/(in + out)), in = taps x channels, out = taps x filters",
         [](const Problem &p, uint64_t seed, Weights &w) {
             const Fans fans = fans_of(p);
             fill_uniform(w, seed, std::sqrt(6 / (fans.in + fans.out)));
         }},
        {"he", "normal, variance 2/in, in = taps x channels",
         [](const Problem &p, uint64_t seed, Weights &w) { fill_normal(w, seed, std::sqrt(2 / fans_of(p).in)); }},
        {"narrow-normal", "normal, standard deviation 0.01",
         [](const Problem &, uint64_t seed, Weights &w) { fill_normal(w, seed, 0.01); }},
        {"bilinear", "interpolation of each channel by itself", fill_bilinear},
    };
    return table;
}

const Initializer &find_initializer(const std::string &name) {
    for (const Initializer &row : initializers()) {
        if (name == row.name) {
            return row;
        }
    }
    reject("initializer", quoted(name), "one of " + listed(initializers(), &Initializer::name));
}

Array initial_weights(const std::string &name, const Problem &problem, uint64_t seed) {
    const Initializer &initializer = find_initializer(name);
    Array weights;
    weights.shape = problem.weight_shape();
    weights.data.resize(static_cast<size_t>(weights.size()));
    initializer.fill(problem, seed, weights.data);
    return weights;
}

}  // namespace tconv
