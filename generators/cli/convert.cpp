// tconv convert: a layer of one system as a layer of another, weights included.
#include <CLI/CLI.hpp>

#include <cstdio>
#include <map>
#include <memory>

#include "generators/cli/files.h"
#include "generators/cli/parameters.h"
#include "generators/cli/report.h"
#include "generators/cli/request.h"
#include "generators/cli/verbs.h"
#include "runtime/arrays/output_file.h"
#include "runtime/dialects/dialect.h"
#include "runtime/problem/message.h"
#include "tconv/convert.h"

namespace tconv {

namespace {

struct Options {
    std::string layer, to, type, output, output_weights;
    ParameterOptions parameters;
    bool json = false;
};

/// The layer with the values that the user named, in its own layouts; a bias that neither file nor layer gives stays unset.
Layer with_values(Layer layer, const ParameterOptions &options) {
    if (options.weights.empty()) {
        if (!options.bias.empty()) {
            throw CLI::RequiredError("--weights beside --bias");
        }
        return layer;
    }
    const Parameters parameters = load_parameters(layer, options);
    layer.weights.value = own_weights(layer, parameters.weights);
    if (layer.problem.bias && !parameters.bias.data.empty()) {
        layer.bias.value = own_bias(layer, parameters.bias);
    }
    return layer;
}

/// Where the values go: as the user says, or beside the layer file. Empty: there are none.
std::string values_file(const Options &options, const Layer &layer) {
    if (!layer.weights.value) {
        if (!options.output_weights.empty()) {
            throw Error("--output-weights is '" + options.output_weights +
                        "': must be left out, as there are no weights (--weights gives some)");
        }
        return "";
    }
    const std::filesystem::path file = options.output;
    return options.output_weights.empty() ? std::filesystem::path(file).replace_extension(".safetensors").string()
                                          : options.output_weights;
}

/// Throws where a file cannot be written, or is one that the values come from: they are of the other layout.
void check_values_file(const std::string &file, const Options &options) {
    if (std::filesystem::path(file).extension() != ".safetensors") {
        throw Error("--output-weights is '" + file + "': must end in .safetensors");
    }
    std::error_code missing;
    if (std::filesystem::equivalent(file, options.parameters.weights, missing)) {
        throw Error("--output-weights is '" + file + "': must be another file than --weights, whose layout it has not");
    }
    check_writable(file, "--output-weights");
}

void write_files(const Options &options, const Conversion &conversion, const std::string &values) {
    if (!values.empty()) {
        std::map<std::string, Array> tensors = {{"weight", *conversion.layer.weights.value}};
        if (conversion.layer.bias.value) {
            tensors["bias"] = *conversion.layer.bias.value;
        }
        write_safetensors(values, tensors);
    }
    found_in(options.output, [&] {
        OutputFile file(options.output);
        file.write(conversion.text.data(), conversion.text.size());
        file.commit();
    });
}

void report(const Options &options, const Conversion &conversion, const std::string &values) {
    if (options.json) {
        print_json({{"name", conversion.layer.name},
                    {"dialect", conversion.layer.dialect},
                    {"type", conversion.layer.type},
                    {"output", options.output},
                    {"weights", values.empty() ? Json(nullptr) : Json(values)},
                    {"notes", conversion.notes}});
        return;
    }
    const std::string type = conversion.layer.type.empty() ? "native layer" : conversion.layer.type;
    std::printf("%s  %s\n", options.output.c_str(), type.c_str());
    if (!values.empty()) {
        std::printf("%s  weight float32 %s%s\n", values.c_str(), shape_text(conversion.layer.weights.shape).c_str(),
                    conversion.layer.bias.value ? (", bias float32 " + shape_text(conversion.layer.bias.shape)).c_str()
                                                : "");
    }
    for (const std::string &note : conversion.notes) {
        std::printf("note: %s\n", note.c_str());
    }
}

void convert_layer(const Options &options) {
    check_writable(options.output, "--output");
    const Layer layer = with_values(read_layer(options.layer), options.parameters);
    const Conversion conversion = found_in(options.layer, [&] { return convert(layer, options.to, options.type); });
    const std::string values = values_file(options, conversion.layer);
    if (!values.empty()) {
        check_values_file(values, options);
    }
    write_files(options, conversion, values);
    report(options, conversion, values);
}

}  // namespace

void add_convert(CLI::App &program) {
    const auto options = std::make_shared<Options>();
    CLI::App *verb = add_verb(program, "convert", "Write a layer of one system as a layer of another",
                              "tconv convert up4.json --to keras -o up4_keras.json --weights up4.safetensors");
    add_layer_option(*verb, options->layer);
    const std::string systems = listed(dialects(), [](const Dialect *dialect) { return dialect->name; });
    verb->add_option("--to", options->to, "The system: " + systems)
        ->type_name("DIALECT")
        ->required()
        ->check(known_to([](const std::string &name) { find_dialect(name); }));
    verb->add_option("--type", options->type, "Its constructor (default: the first for the layer's rank)")
        ->type_name("NAME");
    verb->add_option("-o,--output", options->output, "The layer file to write")->type_name("OUT.json")->required();
    add_parameter_files(*verb, options->parameters);
    verb->add_option("--output-weights", options->output_weights,
                     "Where weights and bias go, in the new layer's layouts (default: OUT.safetensors)")
        ->type_name("FILE");
    add_json_option(*verb, options->json);
    verb->callback([options] { convert_layer(*options); });
}

}  // namespace tconv
