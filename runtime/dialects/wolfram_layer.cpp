// Wolfram's constructor and reports in C++.
#include "tconv/wolfram.h"

#include "runtime/dialects/wolfram_listings.h"
#include "runtime/problem/message.h"

namespace tconv::wolfram {
namespace {

void check_dialect(const Layer &layer) {
    if (layer.dialect != "wolfram") {
        reject("the layer's dialect", quoted(layer.dialect), "\"wolfram\"");
    }
}

}  // namespace

Layer DeconvolutionLayer(const Value &n, const Value &sz, const Rules &options) {
    return make_layer("wolfram", "DeconvolutionLayer", {{"n", n}, {"sz", sz}}, options);
}

std::vector<Property> Options() { return wolfram_options(); }

std::vector<Property> Information(const Layer &layer) {
    check_dialect(layer);
    return wolfram_information(layer);
}

std::string Information(const Layer &layer, const std::string &property) {
    const std::vector<Property> rows = Information(layer);
    for (const Property &row : rows) {
        if (row.name == property) {
            return row.json;
        }
    }
    const auto in_quotes = [](const Property &row) { return quoted(row.name); };
    reject("property", quoted(property), "one of " + listed(rows, in_quotes));
}

std::optional<Array> NetExtract(const Layer &layer, const std::string &array) {
    check_dialect(layer);
    for (const Parameter *parameter : {&layer.weights, &layer.bias}) {
        if (array == parameter->name) {
            return parameter->value;
        }
    }
    reject("array", quoted(array), "\"Weights\" or \"Biases\"");
}

}  // namespace tconv::wolfram
