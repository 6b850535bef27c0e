// From a node's inputs and attributes to the keys of a layer file, which the dialect then checks.
#include "generators/import/node_layer.h"

#include <nlohmann/json.hpp>

#include "generators/import/attributes.h"
#include "generators/import/constants.h"
#include "generators/import/fold.h"
#include "runtime/json/strict_json.h"

namespace tconv {
namespace {

using Json = nlohmann::ordered_json;

Json sizes(const std::vector<int64_t> &shape, size_t from) {
    Json list = Json::array();
    for (size_t i = from; i < shape.size(); ++i) {
        list.push_back(shape[i] == kOpen ? Json() : Json(shape[i]));
    }
    return list;
}

/// The operator's own, under their own names. An empty list says nothing.
void add_attributes(Json &file, const NodeProto &node) {
    const Attributes attributes(node);
    for (const AttributeProto &attribute : node.attribute()) {
        const std::string &name = attribute.name();
        if (name == "auto_pad") {
            file[name] = printable(attributes.text(name, ""));
        } else if (name == "group") {
            file[name] = attributes.integer(name, 1);
        } else if (name == "dilations" || name == "kernel_shape" || name == "output_padding" ||
                   name == "output_shape" || name == "pads" || name == "strides") {
            if (const std::vector<int64_t> list = attributes.integers(name); !list.empty()) {
                file[name] = list;
            }
        } else {
            throw NotPossible("attribute " + quoted(name) + " is not known: ConvTranspose has none of this name");
        }
    }
}

Constant weights_of(const Scope &scope, const NodeProto &node, const std::filesystem::path &model) {
    if (node.input_size() < 2 || node.output_size() < 1) {
        throw NotPossible("it has " + counted(node.input_size(), "input", "inputs") + " and " +
                          counted(node.output_size(), "output", "outputs") + ": must be 2 or 3, and 1");
    }
    try {
        return find_constant(scope, node.input(1), model);
    } catch (const NotPossible &reason) {
        throw NotPossible(std::string("its weights are not known: ") + reason.what());
    }
}

std::optional<Constant> bias_of(const Scope &scope, const NodeProto &node, const std::filesystem::path &model) {
    if (node.input_size() < 3 || node.input(2).empty()) {
        return std::nullopt;
    }
    try {
        return find_constant(scope, node.input(2), model);
    } catch (const NotPossible &reason) {
        throw NotPossible(std::string("its bias is not known: ") + reason.what());
    }
}

void check_input(const Shape &shape, const Array &weights) {
    if (!shape || weights.shape.size() < 3) {  // of such weights the dialect tells
        return;
    }
    if (shape->size() != weights.shape.size()) {
        throw NotPossible("its input has " + counted(static_cast<int64_t>(shape->size()), "dimension", "dimensions") +
                          ": must be " + std::to_string(weights.shape.size()) + ", as its weights have");
    }
    if ((*shape)[1] != kOpen && (*shape)[1] != weights.shape[0]) {
        throw NotPossible("its input has " + counted((*shape)[1], "channel", "channels") + ": must be " +
                          std::to_string(weights.shape[0]) + ", as its weights have");
    }
}

/// The layer as the dialect reads it. Throws NotPossible for what it refuses.
Layer parse(const Json &file, const NodeProto &node) {
    try {
        return parse_layer(file.dump(), node_text(node));
    } catch (const Error &error) {
        throw NotPossible(error.what());
    }
}

void note_type(ImportedLayer &imported, const std::string &type) {
    if (type != "float32") {
        imported.notes.push_back("weights are " + type +
                                 " in the model: converted to float32, in which the layer computes");
    }
}

}  // namespace

ImportedLayer layer_of(const Scope &scope, const NodeProto &node, const Shape &shape, const std::string &name,
                       const std::filesystem::path &model, bool fold) {
    const Constant weights = weights_of(scope, node, model);
    const std::optional<Constant> bias = bias_of(scope, node, model);
    check_input(shape, weights.array);
    Json file = {
        {"dialect", "onnx"}, {"type", "ConvTranspose"}, {"name", name}, {"W", {{"shape", weights.array.shape}}}};
    add_attributes(file, node);
    const std::vector<int64_t> input = shape ? *shape : std::vector<int64_t>(weights.array.shape.size(), kOpen);
    file["batch"] = input.empty() || input[0] == kOpen ? Json() : Json(input[0]);
    file["input_size"] = sizes(input, 2);
    file["B"] = bias.has_value();

    ImportedLayer imported;
    imported.layer = parse(file, node);
    const Problem &problem = imported.layer.problem;
    const std::optional<Array> bias_values = bias ? std::optional(bias->array) : std::nullopt;
    if (bias_values && bias_values->shape != problem.bias_shape()) {
        throw NotPossible("its bias has the shape " + shape_text(bias_values->shape) + ": must be " +
                          shape_text(problem.bias_shape()));
    }
    Folding folding(weights.array, problem.groups, bias_values);
    Folded folded{node.output(0), {}, ""};
    if (fold) {
        folded = fold_followers(scope, node.output(0), folding, model);
    }
    file["B"] = folding.has_bias;
    if (folding.activation != Activation::linear) {
        file["activation"] = name_of(folding.activation);
    }
    imported.layer = parse(file, node);
    imported.json = readable_text(file);
    imported.weight = folding.weights_of(weights.array, problem.groups);
    imported.bias = folding.bias_array();
    imported.node = name_of(node);
    imported.place = scope.place;
    imported.input = node.input(0);
    imported.output = folded.output;
    imported.folded = folded.nodes;
    imported.not_folded = folded.stopped;
    note_type(imported, weights.type);
    return imported;
}

}  // namespace tconv
