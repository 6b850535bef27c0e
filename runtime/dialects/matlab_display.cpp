// How MATLAB prints a layer: one line for each property, names aligned to the right, in its two groups. What MATLAB adds on a
// desktop, a link to all properties, is left out here as it is there on a terminal.
#include <cmath>
#include <iomanip>
#include <sstream>

#include "runtime/dialects/displays.h"
#include "runtime/problem/message.h"

namespace tconv {
namespace {

using nlohmann::json;

/// "11x11x96x3", without the sizes of 1 behind the second, which MATLAB's arrays do not have.
std::string size_text(std::vector<int64_t> shape) {
    while (shape.size() > 2 && shape.back() == 1) {
        shape.pop_back();
    }
    return listed(
        shape, [](int64_t size) { return std::to_string(size); }, "x");
}

/// A learnable: `[]`, one number, or size and class. tconv holds single.
std::string learnable_text(const Parameter &parameter) {
    if (!parameter.value) {
        return "[]";
    }
    if (parameter.value->data.size() != 1) {
        return "[" + size_text(parameter.value->shape) + " single]";
    }
    std::ostringstream text;  // 'format short': 2 or 0.2500
    const float number = parameter.value->data.front();
    const bool is_short = number == std::trunc(number);
    text << std::fixed << std::setprecision(is_short ? 0 : 4) << number;
    return text.str();
}

/// 'same', 96, [4 4], [2x3 double]. Rows are short enough to stand in full.
std::string value_text(const json &value) {
    if (value.is_string()) {
        return "'" + printable(value.get<std::string>()) + "'";
    }
    if (!value.is_array()) {
        return value.dump();
    }
    if (value.front().is_array()) {
        return "[" + std::to_string(value.size()) + "x" + std::to_string(value.front().size()) + " double]";
    }
    return "[" +
           listed(
               value, [](const json &number) { return number.dump(); }, " ") +
           "]";
}

std::string line(const char *name, const std::string &value) {
    const std::string padding(16 - std::string(name).size(), ' ');
    return padding + name + ": " + value + "\n";
}

std::string property_line(const Layer &layer, const char *name) {
    const json value = property_value(layer, name);
    return value.is_null() ? "" : line(name, value_text(value));
}

}  // namespace

std::string matlab_display(const Layer &layer) {
    std::string text = "  TransposedConvolution" + std::to_string(layer.problem.rank()) +
                       "DLayer with properties:\n\n" + property_line(layer, "Name") + "\n   Hyperparameters\n";
    for (const char *name : {"FilterSize", "NumChannels", "NumFilters", "Stride", "CroppingMode", "CroppingSize"}) {
        text += property_line(layer, name);
    }
    text += "\n   Learnable Parameters\n";
    return text + line("Weights", learnable_text(layer.weights)) + line("Bias", learnable_text(layer.bias));
}

}  // namespace tconv
