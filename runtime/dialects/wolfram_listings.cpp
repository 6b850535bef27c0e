// The tables behind Options and Information.
#include "runtime/dialects/wolfram_listings.h"

#include <functional>
#include <numeric>
#include <stdexcept>

#include "runtime/dialects/shared.h"

namespace tconv {
namespace {

using nlohmann::json;

struct Option {
    const char *name, *otherwise;
};

constexpr Option kOptions[] = {
    {"Biases", R"("Automatic")"},
    {"ChannelGroups", "1"},
    {"Dilation", "1"},
    {"Interleaving", "false"},
    {"LearningRateMultipliers", R"("Automatic")"},
    {"PaddingSize", "0"},
    {"Stride", "1"},
    {"Weights", R"("Automatic")"},
};

struct NamedArray {
    const Parameter *parameter;
    std::vector<int64_t> dimensions;

    int64_t elements() const {
        return std::accumulate(dimensions.begin(), dimensions.end(), int64_t{1}, std::multiplies<int64_t>());
    }
};

std::vector<NamedArray> arrays_of(const Layer &layer) {
    std::vector<NamedArray> arrays;
    if (layer.problem.bias) {
        arrays.push_back({&layer.bias, layer.problem.bias_shape()});
    }
    arrays.push_back({&layer.weights, layer.problem.weight_shape()});
    return arrays;
}

/// `value(array)` of each array, under its name.
template <typename Value>
json by_name(const Layer &layer, Value value) {
    json rows = json::object();
    for (const NamedArray &array : arrays_of(layer)) {
        rows[array.parameter->name] = value(array);
    }
    return rows;
}

json total_elements(const Layer &layer) {
    int64_t total = 0;
    for (const NamedArray &array : arrays_of(layer)) {
        total += array.elements();
    }
    return total;
}

constexpr int64_t kBytes = sizeof(float);

struct Row {
    const char *name;
    json (*value)(const Layer &);
};

constexpr Row kInformation[] = {
    {"Output", [](const Layer &layer) { return wolfram_port(layer.problem.output_shape()); }},
    {"ArraysCount", [](const Layer &layer) { return json(arrays_of(layer).size()); }},
    {"ArraysDimensions",
     [](const Layer &layer) { return by_name(layer, [](const NamedArray &array) { return array.dimensions; }); }},
    {"ArraysElementCounts",
     [](const Layer &layer) { return by_name(layer, [](const NamedArray &array) { return array.elements(); }); }},
    {"ArraysByteCounts",
     [](const Layer &layer) {
         return by_name(layer, [](const NamedArray &array) { return array.elements() * kBytes; });
     }},
    {"ArraysTotalElementCount", total_elements},
    {"ArraysTotalByteCount", [](const Layer &layer) { return json(total_elements(layer).get<int64_t>() * kBytes); }},
    {"ArraysLearningRateMultipliers",
     [](const Layer &layer) {
         return by_name(layer, [](const NamedArray &array) { return array.parameter->learn_rate_factor; });
     }},
    {"InputPortNames", [](const Layer &) { return json::array({"Input"}); }},
    {"InputPorts",
     [](const Layer &layer) {
         return json::object({{"Input", wolfram_port(layer.problem.input_shape())}});
     }},
    {"OutputPortNames", [](const Layer &) { return json::array({"Output"}); }},
    {"OutputPorts",
     [](const Layer &layer) {
         return json::object({{"Output", wolfram_port(layer.problem.output_shape())}});
     }},
    {"LayersCount", [](const Layer &) { return json(1); }},
};

}  // namespace

const char *wolfram_default(const std::string &option) {
    for (const Option &row : kOptions) {
        if (option == row.name) {
            return row.otherwise;
        }
    }
    throw std::logic_error("option without a row: " + option);
}

std::vector<Property> wolfram_options() {
    std::vector<Property> options;
    for (const Option &row : kOptions) {
        options.push_back({row.name, row.otherwise});
    }
    return options;
}

json wolfram_port(const std::vector<int64_t> &array_shape) {
    json sizes = json::array();
    for (size_t i = 1; i < array_shape.size(); i++) {
        sizes.push_back(size_property(array_shape[i]));
    }
    return sizes;
}

std::vector<Property> wolfram_information(const Layer &layer) {
    Properties rows;
    for (const Row &row : kInformation) {
        rows.add(row.name, row.value(layer));
    }
    return rows.take();
}

std::vector<Key> with_wolfram_information(std::vector<Key> keys) {
    for (const Row &row : kInformation) {
        keys.push_back({row.name, "Information reports it", "", "reported, as Information[layer] does", nullptr, true});
    }
    return keys;
}

}  // namespace tconv
