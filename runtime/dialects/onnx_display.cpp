// A node as onnx.printer writes it: its attributes by name, those at their defaults left out but for kernel_shape.
#include "runtime/dialects/displays.h"
#include "runtime/problem/message.h"

namespace tconv {
namespace {

using nlohmann::json;

std::string attribute(const char *name, const json &value) {
    const std::string text = std::string(name) + ": ";
    if (value.is_string()) {
        return text + "string = " + value.dump();
    }
    if (!value.is_array()) {
        return text + "int = " + value.dump();
    }
    return text + "ints = [" + listed(value, [](const json &number) { return number.dump(); }) + "]";
}

}  // namespace

std::string onnx_display(const Layer &layer) {
    const size_t rank = layer.problem.axes.size();
    const auto all = [](size_t count, int64_t number) { return json(std::vector<int64_t>(count, number)); };
    const std::pair<const char *, json> rows[] = {
        {"auto_pad", "NOTSET"},     {"dilations", all(rank, 1)},      {"group", 1},
        {"kernel_shape", {}},       {"output_padding", all(rank, 0)}, {"output_shape", {}},
        {"pads", all(2 * rank, 0)}, {"strides", all(rank, 1)},
    };
    std::string attributes;
    for (const auto &[name, otherwise] : rows) {
        const json value = property_value(layer, name);
        if (!value.is_null() && value != otherwise) {
            attributes += (attributes.empty() ? "" : ", ") + attribute(name, value);
        }
    }
    return "Y = ConvTranspose <" + attributes + "> (X, W" + (layer.problem.bias ? ", B" : "") + ")\n";
}

}  // namespace tconv
