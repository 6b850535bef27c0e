// The attributes of a node, of the types that their operator gives them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "generators/import/messages.h"

namespace tconv {

/// Refers to the node. Throws NotPossible for an attribute of another type, or one that a function's caller gives.
class Attributes {
public:
    explicit Attributes(const NodeProto &node) : node_(node) {}

    /// nullptr where the node does not have it.
    const AttributeProto *find(const std::string &name) const;
    int64_t integer(const std::string &name, int64_t otherwise) const;
    float number(const std::string &name, float otherwise) const;
    std::string text(const std::string &name, const std::string &otherwise) const;
    std::vector<int64_t> integers(const std::string &name) const;  ///< empty where the node does not have it

private:
    const AttributeProto *find(const std::string &name, AttributeProto::AttributeType type) const;

    const NodeProto &node_;
};

}  // namespace tconv
