// tconv init: writes a layer's first weights and bias, by the rules of the layer's system.
#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>

#include "generators/cli/files.h"
#include "generators/cli/parameters.h"
#include "generators/cli/report.h"
#include "generators/cli/request.h"
#include "generators/cli/verbs.h"
#include "runtime/problem/message.h"
#include "tconv/initializer.h"

namespace tconv {

namespace {

struct Options {
    std::string layer, output, init;
    uint64_t seed = 0;
    bool seed_is_given = false, json = false;
};

/// A .npy holds the weights alone.
enum class Format { npy, safetensors };

Format format_of(const std::filesystem::path &file) {
    if (file.extension() == ".npy") {
        return Format::npy;
    }
    if (file.extension() == ".safetensors") {
        return Format::safetensors;
    }
    throw Error("--output is '" + file.string() + "': must end in .npy or .safetensors");
}

Json shape_or_null(const std::map<std::string, Array> &tensors, const char *name) {
    const auto found = tensors.find(name);
    return found == tensors.end() ? Json(nullptr) : shape_json(found->second.shape);
}

/// null: the layer brings its weights itself.
Json used_initializer(const Layer &layer, const Options &options) {
    if (!options.init.empty()) {
        return options.init;
    }
    return layer.weights.value || layer.weights.initialize ? Json(nullptr) : Json(layer.weights.initializer);
}

void init(const Options &options) {
    check_writable(options.output, "--output");
    check_not_read(options.output, "--output", {{"the layer file", options.layer}});
    const Format format = format_of(options.output);
    const Layer layer = read_layer(options.layer);
    check_initializer(layer, options.init);
    const std::optional<uint64_t> seed = options.seed_is_given ? std::optional(options.seed) : std::nullopt;
    std::map<std::string, Array> tensors;
    tensors["weight"] = initial_weights(layer, options.init, seed);
    if (format == Format::npy) {
        write_npy(options.output, tensors["weight"]);
    } else {
        if (layer.problem.bias) {
            tensors["bias"] = initial_bias(layer, "", seed);
        }
        write_safetensors(options.output, tensors);
    }
    if (options.json) {
        print_json({{"name", layer.name},
                    {"dialect", layer.dialect},
                    {"initializer", used_initializer(layer, options)},
                    {"output", options.output},
                    {"weight_shape", shape_or_null(tensors, "weight")},
                    {"bias_shape", shape_or_null(tensors, "bias")}});
        return;
    }
    for (const char *name : {"weight", "bias"}) {
        if (const auto found = tensors.find(name); found != tensors.end()) {
            std::printf("%s  %s float32 %s\n", options.output.c_str(), name, shape_text(found->second.shape).c_str());
        }
    }
}

/// "  keras: zeros, ones, ...", a line for each system that has a table.
std::string names_of_systems() {
    std::string text;
    for (const std::string &dialect : initializer_dialects()) {
        text += "\n  " + dialect + ": " + listed(initializers(dialect), &Initializer::name);
    }
    return text;
}

}  // namespace

void add_init(CLI::App &program) {
    const auto options = std::make_shared<Options>();
    CLI::App *verb = add_verb(program, "init", "Write a layer's first weights and bias, by its system's rules",
                              "tconv init up4.json -o up4.safetensors --init he --seed 7");
    verb->footer(verb->get_footer() + "\n\nInitializers:" + names_of_systems());
    add_layer_option(*verb, options->layer);
    verb->add_option("-o,--output", options->output,
                     "File to write, in the layer's own layout: .safetensors (weight, bias) or .npy (weights)")
        ->type_name("FILE")
        ->required();
    verb->add_option("--init", options->init, "Initializer of the weights (default: the layer's own)")
        ->type_name("NAME");
    CLI::Option *seed = add_seed_option(*verb, options->seed, "Which random numbers (default: the initializer's own)");
    add_json_option(*verb, options->json);
    verb->callback([options, seed] {
        options->seed_is_given = seed->count() > 0;
        init(*options);
    });
}

}  // namespace tconv
