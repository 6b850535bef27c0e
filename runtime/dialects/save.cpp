// Layers back to layer files: what their dialect says of them, and the values beside it.
#include <algorithm>

#include "runtime/arrays/output_file.h"
#include "runtime/dialects/dialect.h"
#include "runtime/dialects/nested.h"
#include "runtime/dialects/save.h"
#include "runtime/dialects/shared.h"
#include "runtime/problem/message.h"

namespace tconv {
namespace {

using Object = nlohmann::ordered_json;

const LayerType &type_of(const Dialect &dialect, const Layer &layer) {
    const auto found = std::find_if(dialect.types.begin(), dialect.types.end(),
                                    [&](const LayerType &type) { return layer.type == type.name; });
    if (found == dialect.types.end()) {
        throw Error("the layer's type is " + quoted(layer.type) + ": must be one of " + dialect.system);
    }
    return *found;
}

const Key *find_key(const LayerType &type, const std::string &name) {
    const auto found =
        std::find_if(type.keys->begin(), type.keys->end(), [&](const Key &key) { return name == key.name; });
    return found == type.keys->end() ? nullptr : &*found;
}

/// A property that a file need not say, or cannot: what was not given, a size for each axis of which one is open, values.
bool is_left_out(const Dialect &dialect, const Layer &layer, const Property &property, const nlohmann::json &value) {
    const auto holds_value = [&](const char *key, const Parameter &parameter) {
        const bool is_value = parameter.value && !value.is_object() && !value.is_boolean();
        return key && property.name == key && (is_value || value == nlohmann::json::array());
    };
    const bool is_open =
        property.name == "output_size" && value.is_array() && std::count(value.begin(), value.end(), nullptr) > 0;
    // One that says the identifier in other letters is the dialect's own and stays; an empty one gave another.
    const bool is_other_name =
        property.name == "name" && (!value.is_string() || as_identifier(value.get<std::string>()) != layer.name);
    const bool is_function = value == "function" && (layer.weights.initialize || layer.bias.initialize);
    return value.is_null() || is_open || is_other_name || is_function ||
           holds_value(dialect.weights_key, layer.weights) || holds_value(dialect.bias_key, layer.bias);
}

/// A file holds no functions: one that has made its values is left out, one that has not cannot be kept.
void check_functions(const Layer &layer) {
    for (const Parameter *parameter : {&layer.weights, &layer.bias}) {
        if (parameter->initialize && !parameter->value) {
            throw Error(parameter->name + " of layer " + layer.name +
                        " come from a function: must have values, as a layer file holds no functions");
        }
    }
}

Object without_values(const Layer &layer) {
    const Dialect &dialect = find_dialect(layer.dialect);
    const LayerType &type = type_of(dialect, layer);
    check_functions(layer);
    Object object = Object::object();
    if (layer.dialect != kNativeDialect) {
        object["dialect"] = layer.dialect;
        object["type"] = layer.type;
    }
    object["name"] = layer.name;
    for (const Property &property : layer.properties) {
        const Key *key = find_key(type, property.name);
        const nlohmann::json value = nlohmann::json::parse(property.json);
        if (key && !key->read_only && !is_left_out(dialect, layer, property, value)) {
            object[property.name] = value;
        }
    }
    const Problem &p = layer.problem;
    nlohmann::json sizes = axes_property(p.axes, [](const Axis &axis) { return size_property(axis.input); });
    const bool says_input = object.contains("InputSize") || object.contains("Input") || object.contains("input_shape");
    const struct {
        const char *key;
        nlohmann::json value;
        bool is_said;
    } shared[] = {
        {"channels", p.channels, says_input},
        {"filters", p.filters, false},
        {"input_size", sizes, says_input},
        {"batch", size_property(p.batch), object.contains("batch_size") || object.contains("batch_input_shape")},
    };
    for (const auto &row : shared) {
        if (find_key(type, row.key) && !row.is_said) {
            object[row.key] = row.value;
        }
    }
    return object;
}

/// Keras has one key for both, the others one for each.
void add_values(const Layer &layer, Object &object) {
    const Dialect &dialect = find_dialect(layer.dialect);
    if (!dialect.weights_key) {
        throw Error("a " + layer.dialect + " layer file has no place for weights: a file for them must be named");
    }
    const bool one_key = std::string(dialect.weights_key) == dialect.bias_key;
    if (one_key) {
        if (!layer.weights.value || (layer.problem.bias && !layer.bias.value)) {
            throw Error(std::string(dialect.weights_key) +
                        " in a layer file has weights and bias: must both be given, or a file for them named");
        }
        object[dialect.weights_key] = nlohmann::json::array({nested_lists(*layer.weights.value)});
        if (layer.problem.bias) {
            object[dialect.weights_key].push_back(Object(nested_lists(*layer.bias.value)));
        }
        return;
    }
    if (layer.weights.value) {
        object[dialect.weights_key] = nested_lists(*layer.weights.value);
    }
    if (layer.bias.value) {
        object[dialect.bias_key] = nested_lists(*layer.bias.value);
    }
}

/// `check` of native_weights and native_bias: a value has its layer's shape.
void check_values(const Layer &layer) {
    if (layer.weights.value) {
        check_shape(layer.weights.name, *layer.weights.value, layer.weights.shape);
    }
    if (layer.bias.value) {
        check_shape(layer.bias.name, *layer.bias.value, layer.bias.shape);
    }
}

}  // namespace

void write_layer_file(const std::filesystem::path &file, const std::string &text, const std::filesystem::path &values,
                      const std::map<std::string, Array> &tensors) {
    found_in(file.string(), [&] {
        OutputFile output(file);
        output.write(text.data(), text.size());
        if (!tensors.empty()) {
            write_safetensors(values, tensors);  // where it throws, the layer's file has not got its name yet
        }
        output.commit();
    });
}

std::map<std::string, Array> value_tensors(const Layer &layer) {
    std::map<std::string, Array> tensors;
    if (layer.weights.value) {
        tensors["weight"] = *layer.weights.value;
    }
    if (layer.bias.value) {
        tensors["bias"] = *layer.bias.value;
    }
    return tensors;
}

std::string layer_text(const Layer &layer) { return readable_text(without_values(layer)); }

void save_layer(const Layer &layer, const std::filesystem::path &file) {
    check_values(layer);
    Object object = without_values(layer);
    if (layer.weights.value || layer.bias.value) {
        add_values(layer, object);
    }
    write_layer_file(file, readable_text(object), "", {});
}

void save_layer(const Layer &layer, const std::filesystem::path &file, const std::filesystem::path &values) {
    check_values(layer);
    if (!layer.weights.value) {
        throw Error("the layer " + layer.name + " has no weights: must have them where a file for them is named");
    }
    if (values.extension() != ".safetensors") {
        throw Error("the file of values is " + quoted(values.string()) + ": must end in .safetensors");
    }
    write_layer_file(file, layer_text(layer), values, value_tensors(layer));
}

Layer load_layer(const std::filesystem::path &file, const std::filesystem::path &values) {
    Layer layer = load_layer(file);
    const Array weights = read_parameter(values, "weight");
    found_in(values.string(), [&] { check_shape(layer.weights.name, weights, layer.weights.shape); });
    layer.weights.value = weights;
    const bool holds_bias = values.extension() == ".safetensors" && has_safetensor(values, "bias");
    if (holds_bias) {
        const Array bias = read_parameter(values, "bias");
        layer.bias.value = found_in(values.string(), [&] { return own_bias(layer, native_bias(layer, bias)); });
    }
    return layer;
}

}  // namespace tconv
