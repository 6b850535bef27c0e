// Every ConvTranspose of a model, and its files.
#include "generators/import/import.h"

#include "generators/files/transaction.h"
#include "generators/import/layer_names.h"
#include "generators/import/model_file.h"
#include "generators/import/node_layer.h"

namespace tconv {
namespace {

struct Found {
    const Scope *scope;
    const NodeProto *node;
};

/// In the order of input_shapes.
std::vector<Found> conv_transposes(const std::vector<std::unique_ptr<Scope>> &scopes) {
    std::vector<Found> found;
    for (const auto &scope : scopes) {
        for (const NodeProto &node : *scope->nodes) {
            if (is_conv_transpose(node)) {
                found.push_back({scope.get(), &node});
            }
        }
    }
    return found;
}

/// Other systems' transposed convolutions: said, lest they seem forgotten.
void list_strangers(const std::vector<std::unique_ptr<Scope>> &scopes, Import &import) {
    for (const auto &scope : scopes) {
        for (const NodeProto &node : *scope->nodes) {
            if (!is_onnx_domain(node.domain()) && node.op_type().find("ConvTranspose") == 0) {
                import.skipped.push_back({name_of(node), scope->place,
                                          printable(node.op_type()) + " is of the domain " + quoted(node.domain()) +
                                              ": must be ONNX's own ConvTranspose"});
            }
        }
    }
}

void note_opset(Import &import) {
    if (import.opset > kNewestOpset) {
        import.notes.push_back("the model's opset is " + std::to_string(import.opset) + ": read as " +
                               std::to_string(kNewestOpset) + ", the newest that tconv knows");
    }
}

}  // namespace

Import import_model(const std::filesystem::path &file, bool fold) {
    const ModelProto model = read_model(file);
    return found_in(file.string(), [&] {
        const auto scopes = scopes_of(model);
        const std::vector<Found> nodes = conv_transposes(scopes);
        const InputShapes inputs = input_shapes(model);
        Import import;
        import.opset = scopes.front()->opset;
        note_opset(import);
        if (!inputs.note.empty()) {
            import.notes.push_back(inputs.note);
        }
        LayerNames names;
        for (size_t i = 0; i < nodes.size(); ++i) {
            const auto &[scope, node] = nodes[i];
            const std::string name = names.make(name_of(*node));
            try {
                import.layers.push_back(layer_of(*scope, *node, inputs.shapes[i], name, file, fold));
            } catch (const NotPossible &reason) {
                import.skipped.push_back({name_of(*node), scope->place, reason.what()});
            }
        }
        list_strangers(scopes, import);
        return import;
    });
}

std::string layer_file(const ImportedLayer &imported) { return imported.layer.name + ".json"; }
std::string weight_file(const ImportedLayer &imported) { return imported.layer.name + ".safetensors"; }

void write_import(const Import &import, const std::filesystem::path &directory) {
    if (import.layers.empty()) {
        return;
    }
    Transaction files(directory);
    for (const ImportedLayer &imported : import.layers) {
        std::map<std::string, Array> tensors = {{"weight", imported.weight}};
        if (imported.layer.problem.bias) {
            tensors["bias"] = imported.bias;
        }
        write_safetensors(files.add(weight_file(imported)), tensors);
        files.add(layer_file(imported), imported.json);
    }
    files.commit();
}

}  // namespace tconv
