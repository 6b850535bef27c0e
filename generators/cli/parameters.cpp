// Parameter files and initializers of a layer.
#include "generators/cli/parameters.h"

#include <CLI/CLI.hpp>

#include "generators/cli/verbs.h"
#include "runtime/problem/message.h"
#include "tconv/initializer.h"

namespace tconv {

namespace {

std::string find_bias(const ParameterOptions &options) {
    if (!options.bias.empty()) {
        return options.bias;
    }
    const std::filesystem::path file = options.weights;
    const bool holds_both = file.extension() == ".safetensors" && read_safetensors(file).contains("bias");
    return holds_both ? options.weights : "";
}

}  // namespace

void add_parameter_files(CLI::App &verb, ParameterOptions &options) {
    verb.add_option("--weights", options.weights,
                    "Weights in the layer's own order: .npy, or `weight` of a .safetensors")
        ->type_name("FILE");
    verb.add_option("--bias", options.bias,
                    "Bias: .npy, or `bias` of a .safetensors; default: `bias` beside the weights, else zeros")
        ->type_name("FILE");
}

void add_initializer(CLI::App &verb, ParameterOptions &options) {
    const std::string names = listed(initializers(), &Initializer::name);
    CLI::Option *init = verb.add_option("--init", options.init, "Weights by rule: " + names)
                            ->type_name("NAME")
                            ->check(known_to(find_initializer));
    init->excludes("--weights");
    add_seed_option(verb, options.seed, "Which random weights --init makes")->needs(init);
}

Parameters load_parameters(const Layer &layer, const ParameterOptions &options) {
    Parameters parameters;
    if (options.init.empty()) {
        const Array weights = read_parameter(options.weights, "weight");
        parameters.weights = found_in(options.weights, [&] { return native_weights(layer, weights); });
    } else {
        parameters.weights = initial_weights(options.init, layer.problem, options.seed);
    }
    if (const std::string file = find_bias(options); !file.empty()) {
        const Array bias = read_parameter(file, "bias");
        parameters.bias = found_in(file, [&] { return native_bias(layer, bias); });
    }
    return parameters;
}

}  // namespace tconv
