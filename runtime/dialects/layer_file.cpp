// Layer files: from text to a layer, by the dialect that the file names.
#include "tconv/layer.h"

#include <filesystem>
#include <fstream>
#include <system_error>

#include "runtime/dialects/dialect.h"
#include "runtime/layer/identifier.h"
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

Layer layer_from(const std::string &text) {
    const nlohmann::json object = parse_json_object(text);
    std::string name = kNativeDialect;
    if (const auto found = object.find("dialect"); found != object.end()) {
        if (!found->is_string()) {
            reject("dialect", json_text(*found), "a string");
        }
        name = found->get<std::string>();
    }
    const Dialect &dialect = find_dialect(name);
    Layer layer = dialect.lower(Fields(object, *dialect.keys));
    layer.dialect = dialect.name;
    check_layer_name(layer.name);
    validate(layer.problem);
    return layer;
}

}  // namespace

Layer load_layer(const std::filesystem::path &file) {
    return found_in(file.string(), [&] { return layer_from(read_text(file)); });
}

Layer parse_layer(const std::string &json_text, const std::string &origin) {
    return found_in(origin, [&] { return layer_from(json_text); });
}

Array native_weights(const Layer &layer, const Array &weights) {
    return find_dialect(layer.dialect).weights(layer, weights);
}

Array native_bias(const Layer &layer, const Array &bias) {
    if (!layer.problem.bias) {
        throw Error("a bias is given, and the layer " + layer.name + " has none: must be left out");
    }
    return find_dialect(layer.dialect).bias(layer, bias);
}

}  // namespace tconv
