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
#include "generators/files/transaction.h"
#include "runtime/dialects/dialect.h"
#include "runtime/dialects/save.h"
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
            const Array bias = read_parameter(options.bias, "bias");
            layer.bias.value = found_in(options.bias, [&] { return own_bias(layer, native_bias(layer, bias)); });
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
    if (!layer.weights.value && !layer.bias.value) {
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

/// Throws where an output would take the place of what it is made of. A layer file alone may be converted in its place.
void check_files(const Options &options, const std::string &values) {
    const ReadFile weights{"--weights", options.parameters.weights}, bias{"--bias", options.parameters.bias};
    check_not_read(options.output, "--output", {weights, bias});
    if (values.empty()) {
        return;
    }
    check_not_read(values, "--output-weights",
                   {weights, bias, {"--output", options.output}, {"the layer file", options.layer}});
    if (std::filesystem::path(values).extension() != ".safetensors") {
        throw Error("--output-weights is '" + values + "': must end in .safetensors");
    }
    check_writable(values, "--output-weights");
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
    for (const auto &[name, tensor] : value_tensors(conversion.layer)) {
        std::printf("%s  %s float32 %s\n", values.c_str(), name.c_str(), shape_text(tensor.shape).c_str());
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
    check_files(options, values);
    const SignalsWait until_written;  // both files, or none
    write_layer_file(options.output, conversion.text, values, value_tensors(conversion.layer));
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
