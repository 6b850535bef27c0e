// .safetensors files: 8 bytes of length, a JSON header of that length, the tensors' bytes without gaps.
// The rules are those of huggingface/safetensors (README, "Format").
#include <algorithm>
#include <stdexcept>

#include "runtime/arrays/element.h"
#include "runtime/arrays/readers.h"
#include "runtime/json/strict_json.h"
#include "runtime/problem/message.h"

namespace tconv {
namespace {

using nlohmann::json;

constexpr uint64_t kMaxHeaderBytes = uint64_t{1} << 24;
constexpr const char *kMetadata = "__metadata__";

struct Entry {
    std::string dtype;
    std::vector<int64_t> shape;
    uint64_t begin = 0, end = 0;  ///< bytes behind the header
};

struct Index {
    std::map<std::string, Entry> tensors;
    uint64_t data_at = 0;
};

const json &member(const json &object, const std::string &tensor, const char *name) {
    const auto found = object.find(name);
    if (found == object.end()) {
        throw Error("tensor " + quoted(tensor) + " has no " + name);
    }
    return *found;
}

/// A list of whole numbers of 0 or more.
std::vector<int64_t> numbers(const json &object, const std::string &tensor, const char *name) {
    const json &list = member(object, tensor, name);
    const std::string field = std::string(name) + " of tensor " + quoted(tensor);
    if (!list.is_array()) {
        reject(field, json_text(list), "a list of whole numbers");
    }
    std::vector<int64_t> values;
    for (const json &value : list) {
        values.push_back(json_integer(field, value));
        if (values.back() < 0) {
            reject(field, json_text(list), "without negative numbers");
        }
    }
    return values;
}

Entry read_entry(const std::string &name, const json &object, uint64_t data_bytes) {
    if (!object.is_object() || object.size() != 3) {
        reject("tensor " + quoted(name), json_text(object), "an object of dtype, shape and data_offsets");
    }
    Entry entry;
    const json &dtype = member(object, name, "dtype");
    if (!dtype.is_string()) {
        reject("dtype of tensor " + quoted(name), json_text(dtype), "a string");
    }
    entry.dtype = dtype.get<std::string>();
    entry.shape = numbers(object, name, "shape");
    const std::vector<int64_t> offsets = numbers(object, name, "data_offsets");
    if (offsets.size() != 2 || offsets[0] > offsets[1] || static_cast<uint64_t>(offsets[1]) > data_bytes) {
        reject("data_offsets of tensor " + quoted(name), json_text(object["data_offsets"]),
               "[begin, end] inside the " + std::to_string(data_bytes) + " bytes of data");
    }
    entry.begin = static_cast<uint64_t>(offsets[0]);
    entry.end = static_cast<uint64_t>(offsets[1]);
    const ElementType *type = find_safetensors_type(entry.dtype);
    if (type != nullptr && entry.end - entry.begin != elements_of(entry.shape) * type->bytes) {
        reject("data_offsets of tensor " + quoted(name), json_text(object["data_offsets"]),
               std::to_string(elements_of(entry.shape) * type->bytes) + " bytes apart, as shape and dtype say");
    }
    return entry;
}

/// Every byte of the data belongs to one tensor.
void check_cover(const Index &index, uint64_t data_bytes) {
    std::vector<const Entry *> order;
    for (const auto &item : index.tensors) {
        order.push_back(&item.second);
    }
    std::sort(order.begin(), order.end(), [](const Entry *a, const Entry *b) {
        return a->begin != b->begin ? a->begin < b->begin : a->end < b->end;
    });
    uint64_t at = 0;
    for (const Entry *entry : order) {
        if (entry->begin != at) {
            throw Error(std::string("the tensors ") + (entry->begin < at ? "overlap" : "leave a gap") + " at byte " +
                        std::to_string(std::min(at, entry->begin)) + " of the data");
        }
        at = entry->end;
    }
    if (at != data_bytes) {
        throw Error("the file has " + std::to_string(data_bytes - at) + " bytes behind its last tensor");
    }
}

Index read_index(InputFile &file) {
    unsigned char length[8] = {};
    file.read(length, sizeof length);
    uint64_t bytes = 0;
    for (size_t i = sizeof length; i-- > 0;) {
        bytes = bytes << 8 | length[i];
    }
    if (bytes > file.left() || bytes > kMaxHeaderBytes) {
        reject("the safetensors header's length", std::to_string(bytes),
               "at most " + std::to_string(std::min(file.left(), kMaxHeaderBytes)));
    }
    std::string header(bytes, '\0');
    file.read(header.data(), bytes);
    Index index;
    index.data_at = sizeof length + bytes;
    const json object = parse_json_object(header);
    for (const auto &item : object.items()) {
        if (item.key() != kMetadata) {
            index.tensors[item.key()] = read_entry(item.key(), item.value(), file.left());
        } else if (!item.value().is_object()) {
            reject(kMetadata, json_text(item.value()), "an object");
        }
    }
    check_cover(index, file.left());
    return index;
}

Array read_tensor(InputFile &file, const Index &index, const std::string &name, const Entry &entry) {
    const ElementType *type = find_safetensors_type(entry.dtype);
    if (type == nullptr) {
        reject("dtype of tensor " + quoted(name), quoted(entry.dtype), "F64, F32, F16, BF16, an integer type or BOOL");
    }
    const size_t elements = elements_of(entry.shape);
    Array array{entry.shape, std::vector<float>(elements)};
    file.seek(index.data_at + entry.begin);
    read_elements(file, *type, !machine_is_little(), elements, array.data.data());
    return array;
}

}  // namespace

std::map<std::string, Array> read_safetensors(const std::filesystem::path &path) {
    return found_in(path.string(), [&] {
        InputFile file(path);
        const Index index = read_index(file);
        std::map<std::string, Array> arrays;
        for (const auto &[name, entry] : index.tensors) {
            arrays[name] = read_tensor(file, index, name, entry);
        }
        return arrays;
    });
}

bool has_safetensor(const std::filesystem::path &path, const std::string &name) {
    return found_in(path.string(), [&] {
        InputFile file(path);
        return read_index(file).tensors.count(name) > 0;
    });
}

Array read_safetensor(const std::filesystem::path &path, const std::string &name) {
    return found_in(path.string(), [&] {
        InputFile file(path);
        const Index index = read_index(file);
        const auto found = index.tensors.find(name);
        if (found == index.tensors.end()) {
            throw Error("the file has no tensor " + quoted(name));
        }
        return read_tensor(file, index, name, found->second);
    });
}

void write_safetensors(const std::filesystem::path &path, const std::map<std::string, Array> &tensors) {
    nlohmann::ordered_json header = nlohmann::ordered_json::object();
    uint64_t at = 0;
    for (const auto &[name, array] : tensors) {
        const uint64_t end = at + array.data.size() * sizeof(float);
        header[name] = {{"dtype", "F32"}, {"shape", array.shape}, {"data_offsets", {at, end}}};
        at = end;
    }
    std::string text = header.dump();
    text.append((8 - text.size() % 8) % 8, ' ');  // the data starts at a multiple of 8 bytes
    found_in(path.string(), [&] {
        OutputFile file(path);
        for (size_t i = 0; i < 8; i++) {
            const char byte = static_cast<char>(uint64_t{text.size()} >> 8 * i & 255);
            file.write(&byte, 1);
        }
        file.write(text.data(), text.size());
        for (const auto &[name, array] : tensors) {
            if (array.data.size() != elements_of(array.shape)) {
                throw std::logic_error("write_safetensors: data and shape of " + name + " differ");
            }
            write_elements(file, array.data.data(), array.data.size());
        }
        file.commit();
    });
}

}  // namespace tconv
