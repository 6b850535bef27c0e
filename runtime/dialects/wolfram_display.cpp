// A DeconvolutionLayer as Wolfram's summary box shows it, opened: parameters, arrays, ports.
#include "runtime/dialects/displays.h"
#include "runtime/problem/message.h"

namespace tconv {
namespace {

std::string size_text(int64_t size) { return size == kOpen ? "_" : std::to_string(size); }

/// "{4, 4}".
template <typename Value>
std::string braces(const std::vector<Axis> &axes, Value value) {
    return "{" + listed(axes, value) + "}";
}

/// "vector (size: 16)", "array (size: 3 x 32 x 32)".
std::string array_text(const std::vector<int64_t> &dimensions) {
    const std::string kind = dimensions.size() == 1 ? "vector" : dimensions.size() == 2 ? "matrix" : "array";
    return kind + " (size: " + listed(dimensions, size_text, " x ") + ")";
}

std::string port_text(std::vector<int64_t> array_shape) {
    array_shape.erase(array_shape.begin());  // a port is one element of a batch
    return array_text(array_shape);
}

std::string row(const std::string &name, const std::string &text) { return "    " + name + ": " + text + "\n"; }

}  // namespace

std::string wolfram_display(const Layer &layer) {
    const Problem &p = layer.problem;
    const auto number = [](int64_t Axis::*member) {
        return [member](const Axis &axis) { return std::to_string(axis.*member); };
    };
    const auto crop = [](const Axis &axis) {
        return "{" + std::to_string(axis.crop_begin) + ", " + std::to_string(axis.crop_end) + "}";
    };
    std::string text = layer.type + "\n  Parameters:\n";
    text += row("Output channels", std::to_string(p.filters));
    text += row("Kernel size", braces(p.axes, number(&Axis::kernel)));
    text += row("Stride", braces(p.axes, number(&Axis::stride)));
    text += row("Padding size", braces(p.axes, crop));
    text += row("Dilation", braces(p.axes, number(&Axis::dilation)));
    text += row("Channel groups", std::to_string(p.groups));
    text += row("Interleaving", p.layout == Layout::channels_last ? "True" : "False");
    text += "  Arrays:\n";
    text += row("Weights", array_text(p.weight_shape()));
    text += row("Biases", p.bias ? array_text(p.bias_shape()) : "None");
    text += "  Ports:\n";
    text += row("Input", port_text(p.input_shape()));
    text += row("Output", port_text(p.output_shape()));
    return text;
}

}  // namespace tconv
