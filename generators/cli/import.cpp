// tconv import: a layer file and a weight file for every ConvTranspose of an ONNX model.
#include <CLI/CLI.hpp>

#include <cstdio>
#include <filesystem>
#include <memory>

#include "generators/cli/report.h"
#include "generators/cli/verbs.h"
#include "generators/import/import.h"
#include "runtime/problem/message.h"

namespace tconv {

namespace {

namespace fs = std::filesystem;

struct Options {
    std::string model, directory;
    bool no_fuse = false, json = false;
};

Json json_of(const ImportedLayer &imported, const fs::path &directory) {
    const Layer &layer = imported.layer;
    return {{"name", layer.name},
            {"node", imported.node},
            {"graph", imported.place},
            {"layer_file", (directory / layer_file(imported)).string()},
            {"weight_file", (directory / weight_file(imported)).string()},
            {"input", imported.input},
            {"output", imported.output},
            {"input_shape", shape_json(own_input_shape(layer))},
            {"output_shape", shape_json(own_output_shape(layer))},
            {"weight_shape", shape_json(layer.weights.shape)},
            {"bias_shape", layer.problem.bias ? shape_json(layer.bias.shape) : Json(nullptr)},
            {"activation", name_of(layer.problem.activation)},
            {"folded", imported.folded},
            {"not_folded", imported.not_folded.empty() ? Json(nullptr) : Json(imported.not_folded)},
            {"notes", imported.notes}};
}

void print_as_json(const Import &import, const Options &options) {
    Json layers = Json::array(), skipped = Json::array();
    for (const ImportedLayer &imported : import.layers) {
        layers.push_back(json_of(imported, options.directory));
    }
    for (const SkippedNode &node : import.skipped) {
        skipped.push_back({{"node", node.node}, {"graph", node.place}, {"reason", node.reason}});
    }
    print_json({{"model", options.model},
                {"opset", import.opset},
                {"directory", options.directory},
                {"layers", layers},
                {"skipped", skipped},
                {"notes", import.notes}});
}

void print_layer(const ImportedLayer &imported, const fs::path &directory) {
    const Layer &layer = imported.layer;
    std::vector<std::pair<std::string, std::string>> lines = {
        {"  node", quoted(imported.node) + " in " + imported.place},
        {"  input", shape_text(own_input_shape(layer)) + "  " + quoted(imported.input)},
        {"  output", shape_text(own_output_shape(layer)) + "  " + quoted(imported.output)},
        {"  weights", shape_text(layer.weights.shape) + (layer.problem.bias ? ", with bias" : ", without bias")}};
    for (const std::string &node : imported.folded) {
        lines.emplace_back("  folded", node);
    }
    if (!imported.not_folded.empty()) {
        lines.emplace_back("  not folded", imported.not_folded);
    }
    for (const std::string &note : imported.notes) {
        lines.emplace_back("  note", note);
    }
    std::printf("%s  %s\n%s", (directory / layer_file(imported)).c_str(), (directory / weight_file(imported)).c_str(),
                aligned(lines).c_str());
}

void print_as_text(const Import &import, const Options &options) {
    for (const ImportedLayer &imported : import.layers) {
        print_layer(imported, options.directory);
    }
    for (const SkippedNode &node : import.skipped) {
        std::printf("not imported: %s in %s: %s\n", quoted(node.node).c_str(), node.place.c_str(), node.reason.c_str());
    }
    for (const std::string &note : import.notes) {
        std::printf("note: %s\n", note.c_str());
    }
}

void import_layers(const Options &options) {
    const Import import = import_model(options.model, !options.no_fuse);
    if (import.layers.empty() && import.skipped.empty()) {
        throw Error("the model has no ConvTranspose (" + printable(options.model) + ")");
    }
    write_import(import, options.directory);
    if (options.json) {
        print_as_json(import, options);
    } else {
        print_as_text(import, options);
    }
    if (import.layers.empty()) {
        const SkippedNode &first = import.skipped.front();
        throw Error("none of " + counted(std::ssize(import.skipped), "ConvTranspose", "ConvTransposes") +
                    " could be imported: " + quoted(first.node) + ": " + first.reason + " (" +
                    printable(options.model) + ")");
    }
}

}  // namespace

void add_import(CLI::App &program) {
    const auto options = std::make_shared<Options>();
    CLI::App *verb =
        add_verb(program, "import", "Write a layer file and a weight file for every ConvTranspose of an ONNX model",
                 "tconv import model.onnx -o layers\n"
                 "  tconv run layers/up.json --weights layers/up.safetensors --input x.npy --output y.npy");
    verb->footer(verb->get_footer() + "\n\nBias, BatchNormalization and activation nodes that follow are folded into a "
                                      "layer where nothing else reads\n"
                                      "what is between. Exit status 1 where nothing could be imported.");
    verb->add_option("model", options->model, "Model (ONNX; external data beside it)")
        ->type_name("MODEL.onnx")
        ->required();
    verb->add_option("-o,--output", options->directory, "Folder for the files, made where it is missing")
        ->type_name("DIR")
        ->required()
        ->check(not_empty);
    verb->add_flag("--no-fuse", options->no_fuse, "Fold nothing: each layer is its node alone");
    add_json_option(*verb, options->json);
    verb->callback([options] { import_layers(*options); });
}

}  // namespace tconv
