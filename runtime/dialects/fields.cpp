// Reading the keys of a layer object.
#include "runtime/dialects/fields.h"

#include <algorithm>
#include <stdexcept>

#include "runtime/problem/message.h"

namespace tconv {

using nlohmann::json;

namespace {

std::vector<Key> settable(std::vector<Key> keys) {
    keys.erase(std::remove_if(keys.begin(), keys.end(), [](const Key &key) { return key.read_only; }), keys.end());
    return keys;
}

}  // namespace

Fields::Fields(const json &object, const std::vector<Key> &keys) : object_(object), keys_(keys) {
    for (const auto &item : object.items()) {
        const auto is_it = [&](const Key &known) { return item.key() == known.name; };
        const auto found = std::find_if(keys.begin(), keys.end(), is_it);
        if (found == keys.end()) {
            throw Error("key " + quoted(item.key()) + " is not known (its value is " + json_text(item.value()) +
                        "): must be one of " + listed(settable(keys), &Key::name));
        }
        if (found->read_only) {
            reject(found->name, json_text(item.value()),
                   std::string("left out, as it is read-only: ") + found->allowed);
        }
    }
}

const json *Fields::find(const char *name) const {
    const auto found = object_.find(name);
    return found == object_.end() ? nullptr : &*found;
}

const json *Fields::given(const char *name) const {
    const json *value = find(name);
    return value && !value->is_null() ? value : nullptr;
}

const json &Fields::require(const char *name) const {
    if (const json *value = find(name)) {
        return *value;
    }
    refuse(name);
}

int64_t Fields::number(const char *name, const std::string &field, const json &value) const {
    const Key &key = row(name);
    return json_integer(field, value, field == name || key.entry == nullptr ? key.allowed : key.entry);
}

int64_t Fields::integer(const char *name) const { return number(name, name, require(name)); }

int64_t Fields::integer(const char *name, int64_t otherwise) const { return find(name) ? integer(name) : otherwise; }

bool Fields::boolean(const char *name, bool otherwise) const {
    const json *value = find(name);
    if (value && !value->is_boolean()) {
        refuse(name);
    }
    return value ? value->get<bool>() : otherwise;
}

std::string Fields::text(const char *name) const {
    const json &value = require(name);
    if (!value.is_string()) {
        refuse(name);
    }
    return value.get<std::string>();
}

std::string Fields::text(const char *name, const char *otherwise) const { return find(name) ? text(name) : otherwise; }

std::vector<int64_t> Fields::per_axis(const char *name, size_t rank, int64_t otherwise) const {
    if (!find(name)) {
        return std::vector<int64_t>(rank, otherwise);
    }
    std::vector<int64_t> numbers;
    for (const json &value : entries(name, rank)) {
        const bool listed = find(name)->is_array();
        numbers.push_back(number(name, listed ? entry(name, numbers.size()) : name, value));
    }
    return numbers;
}

std::vector<json> Fields::entries(const char *name, size_t rank) const {
    const json &value = require(name);
    if (!value.is_array()) {
        return std::vector<json>(rank, value);
    }
    if (value.size() != rank) {
        throw Error(std::string(name) + " has " + counted(static_cast<int64_t>(value.size()), "entry", "entries") +
                    ": must have " + std::to_string(rank) + ", one for each axis");
    }
    return value.get<std::vector<json>>();
}

const Key &Fields::row(const char *name) const {
    for (const Key &key : keys_) {
        if (std::string(key.name) == name) {
            return key;
        }
    }
    throw std::logic_error(std::string("key without a row: ") + name);
}

void Fields::refuse(const char *name) const {
    const json *value = find(name);
    reject(name, value ? json_text(*value) : "missing", row(name).allowed);
}

}  // namespace tconv
