// The model is changed so that inference knows every node it looks at; what it does not look at stays open.
#include "generators/import/infer.h"

#include <onnx/defs/schema.h>
#include <onnx/shape_inference/implementation.h>

#include <algorithm>
#include <unordered_map>

#include "generators/import/attributes.h"
#include "generators/import/scope.h"

namespace tconv {
namespace {

using ::onnx::OpSchema;
using ::onnx::OpSchemaRegistry;

/// Before the type of an operator that inference must not look at.
const std::string kHidden = "not_inferred_";

/// Shapes and axes are small; weights would only be copied.
constexpr int kKeptNumbers = 1024;

void forget_large(TensorProto &tensor) {
    int64_t size = tensor.raw_data().size() / 4;
    for (const int fields :
         {tensor.float_data_size(), tensor.int32_data_size(), tensor.double_data_size(), tensor.int64_data_size()}) {
        size = std::max<int64_t>(size, fields);
    }
    if (size > kKeptNumbers) {
        tensor.clear_raw_data();
        tensor.clear_float_data();
        tensor.clear_int32_data();
        tensor.clear_double_data();
        tensor.clear_int64_data();
    }
}

bool is_hidden(const NodeProto &node) { return node.op_type().rfind(kHidden, 0) == 0; }

void hide(NodeProto &node) { node.set_op_type(kHidden + node.op_type()); }

void show(NodeProto &node) {
    if (is_hidden(node)) {
        node.set_op_type(node.op_type().substr(kHidden.size()));
    }
}

template <typename Change>
void for_each_graph(GraphProto &graph, const Change &change) {
    change(graph);
    for (NodeProto &node : *graph.mutable_node()) {
        for (AttributeProto &attribute : *node.mutable_attribute()) {
            if (attribute.has_g()) {
                for_each_graph(*attribute.mutable_g(), change);
            }
            for (GraphProto &inner : *attribute.mutable_graphs()) {
                for_each_graph(inner, change);
            }
        }
    }
}

/// Where a node has what the library's newest schema of its operator does not know, it is of a later version (Resize, Split, Pad and
/// the reductions of opset 18) and means something else.
bool is_understood(const NodeProto &node, const OpSchema &schema) {
    if (node.input_size() > schema.max_input() || node.output_size() > schema.max_output()) {
        return false;
    }
    return std::all_of(node.attribute().begin(), node.attribute().end(),
                       [&](const AttributeProto &attribute) { return schema.attributes().contains(attribute.name()); });
}

/// Pooling's rounding up has changed without a version.
bool rounds_up(const NodeProto &node) {
    return std::any_of(node.attribute().begin(), node.attribute().end(), [](const AttributeProto &attribute) {
        return attribute.name() == "ceil_mode" && attribute.i() != 0;
    });
}

void hide_strangers(GraphProto &graph, int opset) {
    for (NodeProto &node : *graph.mutable_node()) {
        if (is_onnx_domain(node.domain()) && !is_hidden(node)) {
            node.clear_domain();
            const OpSchema *schema = OpSchemaRegistry::Schema(node.op_type(), opset, "");
            if (!schema || !is_understood(node, *schema) || rounds_up(node)) {
                hide(node);
            }
        }
    }
}

/// Debian's version has the outputs of auto_pad SAME wrong where the stride does not divide the input. ONNX Runtime, as the dialect:
/// what is beyond I*s goes, whatever the input is. Pads say that too.
void write_pads(NodeProto &node, const TensorProto &weights) {
    const Attributes attributes(node);
    const auto strides = attributes.integers("strides"), dilations = attributes.integers("dilations"),
               paddings = attributes.integers("output_padding");
    const auto entry_or = [](const std::vector<int64_t> &list, int i, int64_t otherwise) {
        return i < static_cast<int>(list.size()) ? list[static_cast<size_t>(i)] : otherwise;
    };
    AttributeProto pads;
    pads.set_name("pads");
    pads.set_type(AttributeProto::INTS);
    const int rank = weights.dims_size() - 2;
    for (int i = 0; i < rank; ++i) {
        const int64_t extent = (weights.dims(2 + i) - 1) * entry_or(dilations, i, 1) + 1;
        pads.add_ints(std::max<int64_t>(0, extent + entry_or(paddings, i, 0) - entry_or(strides, i, 1)));
    }
    for (int i = 0; i < rank; ++i) {
        pads.add_ints(0);
    }
    auto &list = *node.mutable_attribute();
    list.erase(std::remove_if(list.begin(), list.end(),
                              [](const AttributeProto &a) { return a.name() == "auto_pad" || a.name() == "pads"; }),
               list.end());
    *node.add_attribute() = pads;
}

/// The tensors behind values, as find_constant finds them in one graph: nodes stand in their order.
std::unordered_map<std::string, const TensorProto *> tensors_of(const GraphProto &graph) {
    std::unordered_map<std::string, const TensorProto *> tensors;
    for (const TensorProto &tensor : graph.initializer()) {
        tensors[tensor.name()] = &tensor;
    }
    for (const NodeProto &node : graph.node()) {
        if (node.output_size() != 1) {
            continue;
        }
        if (node.op_type() == "Constant" && node.attribute_size() == 1 && node.attribute(0).has_t()) {
            tensors[node.output(0)] = &node.attribute(0).t();
        }
        const bool passes = (node.op_type() == "Identity" || node.op_type() == "Cast") && node.input_size() == 1;
        if (const auto found = passes ? tensors.find(node.input(0)) : tensors.end(); found != tensors.end()) {
            tensors[node.output(0)] = found->second;
        }
    }
    return tensors;
}

void write_pads_of_same(GraphProto &graph) {
    const auto weights = tensors_of(graph);
    for (NodeProto &node : *graph.mutable_node()) {
        if (!is_conv_transpose(node) || node.input_size() < 2 ||
            Attributes(node).text("auto_pad", "").rfind("SAME", 0) != 0 || Attributes(node).find("output_shape")) {
            continue;
        }
        if (const auto found = weights.find(node.input(1)); found != weights.end()) {
            write_pads(node, *found->second);
        } else {
            hide(node);
        }
    }
}

/// Every domain that a node names must be imported, or the whole inference fails.
void import_domains(ModelProto &model, int64_t opset) {
    std::unordered_map<std::string, int64_t> versions = {{"", opset}};
    for (const auto &import : model.opset_import()) {
        versions.emplace(import.domain(), import.version());
    }
    for_each_graph(*model.mutable_graph(), [&](GraphProto &graph) {
        for (const NodeProto &node : graph.node()) {
            versions.emplace(node.domain(), 1);
        }
    });
    model.clear_opset_import();
    for (const auto &[domain, version] : versions) {
        auto *import = model.add_opset_import();
        import->set_domain(domain);
        import->set_version(version);
    }
}

}  // namespace

void infer_shapes(ModelProto &model, bool propagate) {
    const auto scopes = scopes_of(model);
    const int64_t opset = std::min<int64_t>(scopes.front()->opset, 1000);
    for_each_graph(*model.mutable_graph(), [&](GraphProto &graph) {
        for (TensorProto &tensor : *graph.mutable_initializer()) {
            forget_large(tensor);
        }
        for (NodeProto &node : *graph.mutable_node()) {
            for (AttributeProto &attribute : *node.mutable_attribute()) {
                if (attribute.has_t()) {
                    forget_large(*attribute.mutable_t());
                }
            }
        }
        write_pads_of_same(graph);
        hide_strangers(graph, static_cast<int>(opset));
    });
    import_domains(model, opset);
    ::onnx::shape_inference::InferShapes(model, OpSchemaRegistry::Instance(),
                                         ::onnx::ShapeInferenceOptions(false, 0, propagate));
    for_each_graph(*model.mutable_graph(), [](GraphProto &graph) {
        std::for_each(graph.mutable_node()->begin(), graph.mutable_node()->end(), show);
    });
}

}  // namespace tconv
