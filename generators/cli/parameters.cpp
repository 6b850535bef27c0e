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
    const bool holds_both = file.extension() == ".safetensors" && has_safetensor(file, "bias");
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
    const std::string names = listed(initializers("native"), &Initializer::name);
    CLI::Option *init = verb.add_option("--init", options.init,
                                        "Weights by rule: " + names + "; a dialect's layer has its system's own names")
                            ->type_name("NAME");
    init->excludes("--weights");
    add_seed_option(verb, options.seed, "Which random weights --init makes")->needs(init);
}

void check_initializer(const Layer &layer, const std::string &initializer) {
    if (!initializer.empty()) {
        try {
            check_weight_initializer(layer.dialect, initializer);
        } catch (const Error &error) {
            throw CLI::ValidationError("--init", error.what());
        }
    }
}

bool has_weights(const Layer &layer, const ParameterOptions &options) {
    return !options.weights.empty() || !options.init.empty() || layer.weights.value;
}

Parameters load_parameters(const Layer &layer, const ParameterOptions &options) {
    Parameters parameters;
    if (!options.weights.empty()) {
        const Array weights = read_parameter(options.weights, "weight");
        parameters.weights = found_in(options.weights, [&] { return native_weights(layer, weights); });
    } else {
        parameters.weights = native_weights(layer, initial_weights(layer, options.init, options.seed));
    }
    if (const std::string file = find_bias(options); !file.empty()) {
        const Array bias = read_parameter(file, "bias");
        parameters.bias = found_in(file, [&] { return native_bias(layer, bias); });
    } else if (layer.problem.bias && (layer.bias.value || !options.init.empty())) {
        parameters.bias = native_bias(layer, initial_bias(layer, "", options.seed));
    }
    return parameters;
}

}  // namespace tconv
