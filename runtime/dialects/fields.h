// Fields: the keys of one layer object, read by name. Every dialect reads its file through it, so that a wrong type, a missing
// key and an unknown key are worded alike everywhere.
#pragma once

#include <string>
#include <vector>

#include "runtime/json/strict_json.h"

namespace tconv {

/// One key of a dialect (keys.h has the tables).
struct Key {
    const char *name;
    const char *allowed;          ///< what may stand there: the second half of "<key> is <value>: must be <allowed>"
    const char *otherwise;        ///< where it is not there: JSON, or words; nullptr where it must be there
    const char *means;            ///< what it says of the layer
    const char *entry = nullptr;  ///< `allowed` for an entry of a list, where that may stand there
    bool read_only = false;  ///< reported, never given: refused with `allowed`, which says where its value comes from
};

class Fields {
public:
    /// Throws Error where the object has a key that is not in the table, or is read-only. Keeps references to both.
    Fields(const nlohmann::json &object, const std::vector<Key> &keys);

    /// The value of a key, or nullptr where the file has none.
    const nlohmann::json *find(const char *name) const;
    /// The value of a key, or nullptr where it is missing or null: for keys whose default is null.
    const nlohmann::json *given(const char *name) const;
    /// The value of a key that must be there.
    const nlohmann::json &require(const char *name) const;

    int64_t integer(const char *name) const;
    int64_t integer(const char *name, int64_t otherwise) const;
    bool boolean(const char *name, bool otherwise) const;
    std::string text(const char *name) const;
    std::string text(const char *name, const char *otherwise) const;
    /// One number for each axis: a list of `rank`, or one number for all.
    std::vector<int64_t> per_axis(const char *name, size_t rank, int64_t otherwise) const;
    /// The entries of a list of `rank`, or `rank` times the value where it is no list.
    std::vector<nlohmann::json> entries(const char *name, size_t rank) const;

    /// A value of the key, or one in its list, as a whole number: `field` is how a message calls it.
    int64_t number(const char *name, const std::string &field, const nlohmann::json &value) const;

    /// Throws the error for a value that the key does not allow.
    [[noreturn]] void refuse(const char *name) const;

private:
    const Key &row(const char *name) const;

    const nlohmann::json &object_;
    const std::vector<Key> &keys_;
};

}  // namespace tconv
