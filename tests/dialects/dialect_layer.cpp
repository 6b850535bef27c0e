// Short ways to say a layer and what is expected of it.
#include "tests/dialects/dialect_layer.h"

#include <algorithm>
#include <numeric>

#include "tests/oracle/oracle.h"

namespace tconv::test {

Layer layer_of(std::string text) {
    std::replace(text.begin(), text.end(), '\'', '"');
    return parse_layer(text, "layer.json");
}

std::string message_of(const std::string &text) {
    try {
        layer_of(text);
        return "";
    } catch (const Error &error) {
        const std::string message = error.what(), file = " (layer.json)";
        return message.substr(0, message.size() - (message.size() > file.size() ? file.size() : 0));
    }
}

std::string property(const Layer &layer, const std::string &name) {
    for (const Property &row : layer.properties) {
        if (row.name == name) {
            return row.json;
        }
    }
    return "(none)";
}

std::string axes_of(const Layer &layer) {
    std::string text;
    for (const Axis &axis : layer.problem.axes) {
        text += (text.empty() ? "b" : ", b") + std::to_string(axis.crop_begin) + " o" + std::to_string(axis.output);
    }
    return text;
}

Array counting(std::vector<int64_t> shape) {
    Array array{std::move(shape), {}};
    array.data.resize(static_cast<size_t>(array.size()));
    std::iota(array.data.begin(), array.data.end(), 0.0f);
    return array;
}

std::vector<float> output_of(const Layer &layer, const Array &input, const Array &weights, const Array &bias) {
    oracle::Call call;
    call.problem = layer.problem.with_input_shape(input.shape);
    call.input = input;
    call.weights = native_weights(layer, weights);
    if (!bias.data.empty()) {
        call.bias = native_bias(layer, bias);
    }
    const std::vector<double> exact = oracle::scatter(call);
    return {exact.begin(), exact.end()};
}

}  // namespace tconv::test
