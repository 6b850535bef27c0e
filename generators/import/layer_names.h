// Names of imported layers.
#pragma once

#include <set>
#include <string>

namespace tconv {

/// C identifiers out of the names in a model, each once. Case makes no difference: of "Up" and "up" a header has the same macros.
class LayerNames {
public:
    std::string make(const std::string &name_in_model);

private:
    std::set<std::string> taken_;  ///< in lower case
};

}  // namespace tconv
