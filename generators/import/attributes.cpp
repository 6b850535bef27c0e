// Attributes by name.
#include "generators/import/attributes.h"

namespace tconv {

const AttributeProto *Attributes::find(const std::string &name) const {
    for (const AttributeProto &attribute : node_.attribute()) {
        if (attribute.name() == name) {
            return &attribute;
        }
    }
    return nullptr;
}

const AttributeProto *Attributes::find(const std::string &name, AttributeProto::AttributeType type) const {
    const AttributeProto *attribute = find(name);
    if (attribute && !attribute->ref_attr_name().empty()) {
        throw NotPossible("attribute " + name + " is given where the function is called");
    }
    // The first versions of the format had no types: what is there says what it is.
    if (attribute && attribute->has_type() && attribute->type() != type) {
        throw NotPossible("attribute " + name + " is of type " +
                          ::onnx::AttributeProto_AttributeType_Name(attribute->type()) + ": must be " +
                          ::onnx::AttributeProto_AttributeType_Name(type));
    }
    return attribute;
}

int64_t Attributes::integer(const std::string &name, int64_t otherwise) const {
    const AttributeProto *attribute = find(name, AttributeProto::INT);
    return attribute ? attribute->i() : otherwise;
}

float Attributes::number(const std::string &name, float otherwise) const {
    const AttributeProto *attribute = find(name, AttributeProto::FLOAT);
    return attribute ? attribute->f() : otherwise;
}

std::string Attributes::text(const std::string &name, const std::string &otherwise) const {
    const AttributeProto *attribute = find(name, AttributeProto::STRING);
    return attribute ? attribute->s() : otherwise;
}

std::vector<int64_t> Attributes::integers(const std::string &name) const {
    const AttributeProto *attribute = find(name, AttributeProto::INTS);
    return attribute ? std::vector<int64_t>(attribute->ints().begin(), attribute->ints().end())
                     : std::vector<int64_t>();
}

}  // namespace tconv
