// Weights and bias of a layer by the rules of its system.
#include "tconv/initializer.h"

#include <utility>

#include "runtime/layer/initializer_numbers.h"
#include "runtime/layer/initializer_systems.h"

namespace tconv {

namespace {

Fans fans_of(const InitializerSystem &system, const Problem &problem) {
    double taps = 1;
    for (const Axis &axis : problem.axes) {
        taps *= static_cast<double>(axis.kernel);
    }
    const double filters_here = taps * static_cast<double>(problem.filters_per_group());
    switch (system.fans) {
    case FanCount::connections: return {taps * static_cast<double>(problem.channels_per_group()), filters_here};
    case FanCount::shape: break;
    }
    return {filters_here, taps * static_cast<double>(problem.channels)};
}

Fans bias_fans_of(const InitializerSystem &system, const Problem &problem) {
    const auto filters = static_cast<double>(problem.filters);
    return system.bias_fan == BiasFan::of_weights ? fans_of(system, problem) : Fans{filters, filters};
}

/// Rows of the matrix that the weights are to an orthogonal initializer.
size_t matrix_rows(const InitializerSystem &system, const Array &weights) {
    const int64_t rows =
        system.rows == MatrixRows::first_axis ? weights.shape.front() : weights.size() / weights.shape.back();
    return static_cast<size_t>(rows);
}

/// Layers that a program fills in by hand need not name a dialect.
const InitializerSystem &system_of(const Layer &layer) {
    return initializer_system(layer.dialect.empty() ? "native" : layer.dialect);
}

Array sized(const std::vector<int64_t> &shape) {
    Array array{shape, {}};
    array.data.resize(static_cast<size_t>(array.size()));
    return array;
}

void check_has_bias(const Layer &layer) {
    if (!layer.problem.bias) {
        throw Error("the layer " + layer.name + " has no bias to initialize");
    }
}

/// What needs no name: the array that the layer has, or its own function makes. Nothing where there is neither.
std::optional<Array> own_value(const Parameter &parameter) {
    if (parameter.value || !parameter.initialize) {
        return parameter.value;
    }
    Array array = parameter.initialize(parameter.shape);
    check_shape(parameter.name + " values of the initializer function", array, parameter.shape);
    return array;
}

}  // namespace

std::vector<std::string> initializer_dialects() {
    std::vector<std::string> names;
    for (const InitializerSystem &system : initializer_systems()) {
        names.emplace_back(system.dialect);
    }
    return names;
}

std::vector<Initializer> initializers(const std::string &dialect) {
    std::vector<Initializer> rows;
    for (const InitializerRow &row : initializer_system(dialect).table) {
        rows.push_back({row.name, row.what, row.use != Use::bias, row.use != Use::weights});
    }
    return rows;
}

void check_weight_initializer(const std::string &dialect, const std::string &initializer) {
    read_initializer(initializer_system(dialect), initializer, Use::weights);
}

void check_bias_initializer(const std::string &dialect, const std::string &initializer) {
    read_initializer(initializer_system(dialect), initializer, Use::bias);
}

Array initial_weights(const Layer &layer, const std::string &initializer, std::optional<uint64_t> seed) {
    if (std::optional<Array> own = initializer.empty() ? own_value(layer.weights) : std::nullopt) {
        return std::move(*own);
    }
    const InitializerSystem &system = system_of(layer);
    const std::string &text = initializer.empty() ? layer.weights.initializer : initializer;
    const InitializerRule rule = read_initializer(system, text, Use::weights);
    if (rule.distribution == Distribution::bilinear) {
        return own_weights(layer, bilinear_weights(layer.problem));
    }
    const uint64_t number = seed ? *seed : rule.seed.value_or(0);
    Array weights = sized(layer.weights.shape);
    if (rule.distribution == Distribution::orthogonal) {
        fill_orthogonal(weights.data, rule, matrix_rows(system, weights), number);
    } else {
        fill(weights.data, rule, fans_of(system, layer.problem), number, Stream::weights);
    }
    return weights;
}

Array initial_bias(const Layer &layer, const std::string &initializer, std::optional<uint64_t> seed) {
    check_has_bias(layer);
    if (std::optional<Array> own = initializer.empty() ? own_value(layer.bias) : std::nullopt) {
        return std::move(*own);
    }
    const InitializerSystem &system = system_of(layer);
    const std::string &text = initializer.empty() ? layer.bias.initializer : initializer;
    const InitializerRule rule = read_initializer(system, text, Use::bias);
    Array bias = sized(layer.bias.shape);
    fill(bias.data, rule, bias_fans_of(system, layer.problem), seed ? *seed : rule.seed.value_or(0), Stream::bias);
    return bias;
}

}  // namespace tconv
