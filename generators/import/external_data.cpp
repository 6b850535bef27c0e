// External data: where it may be, and reading it.
#include "generators/import/external_data.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace tconv {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> find(const TensorProto &tensor, const std::string &key) {
    for (const auto &entry : tensor.external_data()) {
        if (entry.key() == key) {
            return entry.value();
        }
    }
    return std::nullopt;
}

/// A number of bytes, in decimals.
std::optional<uint64_t> bytes_of(const TensorProto &tensor, const std::string &key) {
    const std::optional<std::string> text = find(tensor, key);
    if (!text) {
        return std::nullopt;
    }
    uint64_t value = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error != std::errc() || end != text->data() + text->size()) {
        reject("the " + key + " of tensor " + quoted(tensor.name()), quoted(*text), "a number of bytes");
    }
    return value;
}

bool is_below(const fs::path &file, const fs::path &folder) {
    return std::mismatch(folder.begin(), folder.end(), file.begin(), file.end()).first == folder.end();
}

/// The file, in the model's folder or below it. Links may lead elsewhere only where the model itself is one: caches of models are
/// folders of links to files that lie beside each other.
fs::path location_of(const TensorProto &tensor, const fs::path &model) {
    const std::string field = "the external data of tensor " + quoted(tensor.name());
    const std::optional<std::string> location = find(tensor, "location");
    if (!location || location->empty() || location->find('\0') != std::string::npos) {
        throw Error(field + " has no location");
    }
    const fs::path relative(*location);
    if (relative.is_absolute() || std::find(relative.begin(), relative.end(), "..") != relative.end()) {
        reject(field, "in " + quoted(*location), "in the model's folder");
    }
    const fs::path folder = model.parent_path();
    const fs::path file = folder.empty() ? relative : folder / relative;
    std::error_code error;
    const fs::path real = fs::canonical(file, error);
    if (error) {
        throw Error(field + ", " + quoted(*location) + ", cannot be opened: " + error.message());
    }
    const fs::path real_folder = fs::canonical(folder.empty() ? fs::path(".") : folder, error);
    const fs::path folder_of_real = fs::canonical(model, error).parent_path();
    if (!is_below(real, real_folder) && !is_below(real, folder_of_real)) {
        reject(field, "a link out of the model's folder, " + quoted(*location), "in the model's folder");
    }
    return file;
}

}  // namespace

void read_external_data(const TensorProto &tensor, const fs::path &model, const ElementType &element, size_t elements,
                        std::vector<float> &to) {
    const fs::path file = location_of(tensor, model);
    const uint64_t offset = bytes_of(tensor, "offset").value_or(0), wanted = uint64_t{elements} * element.bytes;
    const std::optional<uint64_t> length = bytes_of(tensor, "length");
    if (length && *length != wanted) {
        reject("the length of tensor " + quoted(tensor.name()), std::to_string(*length),
               std::to_string(wanted) + ", as its shape says");
    }
    found_in(file.string(), [&] {
        InputFile stream(file);
        if (offset > stream.left() || wanted > stream.left() - offset) {
            throw Error("the file is truncated: tensor " + quoted(tensor.name()) + " takes " + std::to_string(wanted) +
                        " bytes from byte " + std::to_string(offset) + ", and the file has " +
                        std::to_string(stream.left()));
        }
        stream.seek(offset);
        to.resize(elements);
        read_elements(stream, element, false, elements, to.data());
    });
}

}  // namespace tconv
