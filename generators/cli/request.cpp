// Layer files as the verbs read them.
#include "generators/cli/request.h"

#include <cstdio>

#include "runtime/problem/message.h"

namespace tconv {

void print_warnings(const Layer &layer) {
    for (const std::string &warning : layer.warnings) {
        std::fprintf(stderr, "tconv: warning: %s\n", printable(warning, 2000).c_str());
    }
}

Layer read_layer(const std::string &file) {
    Layer layer = load_layer(file);
    print_warnings(layer);
    return layer;
}

}  // namespace tconv
