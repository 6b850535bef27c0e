// A module as PyTorch prints it: what is at its default goes unsaid, but for the stride.
#include "runtime/dialects/displays.h"
#include "runtime/problem/message.h"

namespace tconv {
namespace {

using nlohmann::json;

/// "(3, 3)", and "(3,)" for a tuple of one.
std::string tuple(const json &numbers) {
    const std::string text = listed(numbers, [](const json &number) { return number.dump(); });
    return "(" + text + (numbers.size() == 1 ? ",)" : ")");
}

}  // namespace

std::string torch_display(const Layer &layer) {
    const auto value = [&](const char *name) { return property_value(layer, name); };
    std::string text = layer.type + "(" + value("in_channels").dump() + ", " + value("out_channels").dump() +
                       ", kernel_size=" + tuple(value("kernel_size")) + ", stride=" + tuple(value("stride"));
    const struct {
        const char *name;
        int64_t otherwise;
    } rows[] = {{"padding", 0}, {"dilation", 1}, {"output_padding", 0}};
    for (const auto &row : rows) {
        if (value(row.name) != json(std::vector<int64_t>(layer.problem.axes.size(), row.otherwise))) {
            text += std::string(", ") + row.name + "=" + tuple(value(row.name));
        }
    }
    if (layer.problem.groups != 1) {
        text += ", groups=" + std::to_string(layer.problem.groups);
    }
    return text + (layer.problem.bias ? "" : ", bias=False") + ")\n";
}

}  // namespace tconv
