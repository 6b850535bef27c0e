// Where a layer's weights and bias come from: files (--weights, --bias) or a rule (--init, --seed).
#pragma once

#include <cstdint>
#include <string>

#include "tconv/layer.h"

namespace CLI {
class App;
}

namespace tconv {

struct ParameterOptions {
    std::string weights, bias;  ///< files; empty: not given
    std::string init;           ///< an initializer of the layer's system; empty: not given
    uint64_t seed = 0;
};

/// The two files, on a verb that packs them into its library if they are there.
void add_parameter_files(CLI::App &verb, ParameterOptions &options);
/// In addition --init and --seed, which stand in for --weights.
void add_initializer(CLI::App &verb, ParameterOptions &options);

/// What --init names must be one of the layer's system: another is wrong usage.
void check_initializer(const Layer &layer, const std::string &initializer);

/// Both in native order (channels, filters/groups, k...) and (filters). The bias has no elements where none was given:
/// zeros.
struct Parameters {
    Array weights, bias;
};

/// Whether weights come from somewhere: an option, or the layer file itself.
bool has_weights(const Layer &layer, const ParameterOptions &options);
/// Reads, checks and converts what the options name, else what the layer file holds; has_weights says that there are some. Beside init
/// the bias is what the layer's own initializer makes of the same seed (zeros, in the native form), as `tconv init` writes it. A bias
/// for a layer that has none is an Error, wherever it stands.
Parameters load_parameters(const Layer &layer, const ParameterOptions &options);

}  // namespace tconv
