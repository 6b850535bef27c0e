// Layer files: from text to a layer, by the dialect that the file names.
#include "tconv/layer.h"

#include <filesystem>
#include <fstream>
#include <system_error>

#include "runtime/dialects/dialect.h"
#include "runtime/layer/identifier.h"
#include "runtime/layer/weight_order.h"
#include "runtime/problem/message.h"

namespace tconv {
namespace {

constexpr size_t kMaxLayerFileBytes = size_t{4} << 20;

std::string read_text(const std::filesystem::path &file) {
    std::error_code ignored;
    if (std::filesystem::is_directory(file, ignored)) {
        throw Error("the layer file is a directory");
    }
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        throw Error("the layer file cannot be opened");
    }
    std::string text(kMaxLayerFileBytes + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (stream.bad()) {
        throw Error("the layer file cannot be read");
    }
    text.resize(static_cast<size_t>(stream.gcount()));
    if (text.size() > kMaxLayerFileBytes) {
        throw Error("the layer file is too large: must be at most 4 MiB");
    }
    return text;
}

/// The value of a key that is there as a string, or `otherwise`.
std::string text_of(const nlohmann::json &object, const char *key, const char *otherwise) {
    const auto found = object.find(key);
    if (found == object.end()) {
        return otherwise;
    }
    if (!found->is_string()) {
        reject(key, json_text(*found), "a string");
    }
    return found->get<std::string>();
}

/// The constructor that "type" names. The native form has one, and no "type".
const LayerType &type_of(const Dialect &dialect, const nlohmann::json &object) {
    if (dialect.name == std::string(kNativeDialect)) {
        return dialect.types.front();
    }
    const auto in_quotes = [](const LayerType &type) { return quoted(type.name); };
    const std::string allowed =
        (dialect.types.size() > 1 ? "one of " : "") + listed(dialect.types, in_quotes) + " (of " + dialect.system + ")";
    if (!object.contains("type")) {
        reject("type", "missing", allowed);
    }
    const std::string name = text_of(object, "type", "");
    for (const LayerType &type : dialect.types) {
        if (name == type.name) {
            return type;
        }
    }
    reject("type", quoted(name), allowed);
}

/// Positional arguments under the names of their properties.
void name_arguments(nlohmann::json &object, const LayerType &type) {
    const auto found = object.find("args");
    if (found == object.end() || type.positional.empty()) {
        return;
    }
    const nlohmann::json args = *found;
    const std::string allowed = "a list of at most " + std::to_string(type.positional.size()) + ": " +
                                listed(type.positional, [](const char *name) { return name; });
    if (!args.is_array() || args.size() > type.positional.size()) {
        reject("args", json_text(args), allowed);
    }
    object.erase(found);
    for (size_t i = 0; i < args.size(); i++) {
        if (object.contains(type.positional[i])) {
            reject(type.positional[i], json_text(object[type.positional[i]]), "left out, as args gives it too");
        }
        object[type.positional[i]] = args[i];
    }
}

Layer layer_from(const std::string &text) {
    nlohmann::json object = parse_json_object(text);
    const Dialect &dialect = find_dialect(text_of(object, "dialect", kNativeDialect));
    const LayerType &type = type_of(dialect, object);
    name_arguments(object, type);
    return finished(dialect, type, dialect.lower(type, Fields(object, *type.keys)));
}

}  // namespace

Layer finished(const Dialect &dialect, const LayerType &type, Layer layer) {
    layer.dialect = dialect.name;
    layer.type = type.name;
    check_layer_name(layer.name);
    validate(layer.problem);
    if (layer.weights.shape.empty()) {
        layer.weights.shape = weight_shape(layer.weight_order, layer.problem);
    }
    if (layer.problem.bias && layer.bias.shape.empty()) {
        layer.bias.shape = layer.problem.bias_shape();
    }
    return layer;
}

Layer load_layer(const std::filesystem::path &file) {
    return found_in(file.string(), [&] { return layer_from(read_text(file)); });
}

Layer parse_layer(const std::string &json_text, const std::string &origin) {
    return found_in(origin, [&] { return layer_from(json_text); });
}

}  // namespace tconv
