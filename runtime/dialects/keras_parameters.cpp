// Kernel and bias of a Keras layer: how they start, what training adds to the loss and holds them to, and their values.
#include "runtime/dialects/keras_parameters.h"

#include <utility>

#include "runtime/dialects/keras_objects.h"
#include "runtime/dialects/nested.h"
#include "runtime/layer/weight_order.h"
#include "runtime/problem/message.h"

namespace tconv {
namespace {

using nlohmann::json;

json read_initializer(const Fields &fields, const char *key, const char *otherwise, Parameter &parameter) {
    const json value = fields.given(key) ? *fields.find(key) : json(otherwise);
    const KerasObject object = read_keras_object(key, value, keras_initializers());
    if (at_defaults(object)) {
        parameter.initializer = object.type->name;
        return object.type->name;
    }
    parameter.initializer = flat(object).dump();
    return serialized(object);
}

/// A regularizer or constraint: what get_config says of it, and the same for a Parameter.
std::pair<json, std::string> read_optional_object(const Fields &fields, const char *key,
                                                  const std::vector<KerasClass> &classes, int axes) {
    const json *value = fields.given(key);
    if (!value) {
        return {nullptr, "null"};
    }
    const KerasObject object = read_keras_object(key, *value, classes);
    check_keras_axes(key, object, axes);
    return {serialized(object), flat(object).dump()};
}

}  // namespace

void set_keras_weights(Layer &layer, std::vector<Array> arrays) {
    const Problem &p = layer.problem;
    if (arrays.size() != (p.bias ? 2 : 1)) {
        throw Error("weights has " + counted(static_cast<int64_t>(arrays.size()), "entry", "entries") + ": must have " +
                    (p.bias ? "2, kernel and bias" : "1, the kernel, as use_bias is false"));
    }
    const auto take = [&](size_t at, const std::vector<int64_t> &shape, const char *axes) {
        check_nested_shape(entry("weights", at), arrays[at], shape, axes);
        return std::move(arrays[at]);
    };
    layer.weights.value = take(0, weight_shape(layer.weight_order, p), "(*kernel_size, filters, channels)");
    if (p.bias) {
        layer.bias.value = take(1, p.bias_shape(), "(filters)");
    }
}

void read_keras_parameters(const Fields &fields, Layer &layer, Properties &properties) {
    const int kernel_axes = layer.problem.rank() + 2, bias_axes = 1;
    layer.weights.name = "kernel";
    layer.bias.name = "bias";
    properties.add("kernel_initializer",
                   read_initializer(fields, "kernel_initializer", "glorot_uniform", layer.weights));
    properties.add("bias_initializer", read_initializer(fields, "bias_initializer", "zeros", layer.bias));
    const struct {
        const char *key;
        const std::vector<KerasClass> &classes;
        int axes;
        std::string &target;
    } rows[] = {
        {"kernel_regularizer", keras_regularizers(), kernel_axes, layer.weights.regularizer},
        {"bias_regularizer", keras_regularizers(), bias_axes, layer.bias.regularizer},
        {"activity_regularizer", keras_regularizers(), kernel_axes, layer.activity_regularizer},
        {"kernel_constraint", keras_constraints(), kernel_axes, layer.weights.constraint},
        {"bias_constraint", keras_constraints(), bias_axes, layer.bias.constraint},
    };
    for (const auto &row : rows) {
        auto [property, text] = read_optional_object(fields, row.key, row.classes, row.axes);
        properties.add(row.key, property);
        row.target = std::move(text);
    }
    if (const json *weights = fields.given("weights")) {
        if (!weights->is_array()) {
            fields.refuse("weights");
        }
        std::vector<Array> arrays;
        for (const json &array : *weights) {
            arrays.push_back(nested_array(entry("weights", arrays.size()), array));
        }
        set_keras_weights(layer, std::move(arrays));
    }
}

}  // namespace tconv
