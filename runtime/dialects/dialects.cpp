// The table of dialects.
#include "runtime/dialects/dialect.h"
#include "runtime/dialects/displays.h"
#include "runtime/problem/message.h"

namespace tconv {

const std::vector<const Dialect *> &dialects() {
    static const std::vector<const Dialect *> table = {
        &native_dialect(), &matlab_dialect(), &onnx_dialect(),    &torch_dialect(),
        &keras_dialect(),  &cntk_dialect(),   &wolfram_dialect(),
    };
    return table;
}

const Dialect &find_dialect(const std::string &name) {
    for (const Dialect *dialect : dialects()) {
        if (name == dialect->name) {
            return *dialect;
        }
    }
    const auto in_quotes = [](const Dialect *dialect) { return quoted(dialect->name); };
    reject("dialect", quoted(name), "one of " + listed(dialects(), in_quotes));
}

nlohmann::json property_value(const Layer &layer, const std::string &name) {
    for (const Property &property : layer.properties) {
        if (property.name == name) {
            return nlohmann::json::parse(property.json);
        }
    }
    return nullptr;
}

std::string display(const Layer &layer) {
    const Dialect &dialect = find_dialect(layer.dialect);
    return dialect.display ? dialect.display(layer) : "";
}

}  // namespace tconv
