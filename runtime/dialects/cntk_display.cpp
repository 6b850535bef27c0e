// A layer as CNTK's print shows a function and its parameters; [#] is the batch axis.
#include "runtime/dialects/displays.h"
#include "runtime/problem/message.h"

namespace tconv {
namespace {

/// "[3 x 128 x 3 x 4]"; an open size is a question mark.
std::string shape_in_cntk(const std::vector<int64_t> &shape, size_t first = 0) {
    const std::vector<int64_t> rest(shape.begin() + static_cast<std::ptrdiff_t>(first), shape.end());
    const auto size_text = [](int64_t size) { return size == kOpen ? "?" : std::to_string(size); };
    return "[" + listed(rest, size_text, " x ") + "]";
}

}  // namespace

std::string cntk_display(const Layer &layer) {
    std::string text = "Composite(ConvolutionTranspose): Input('x', [#], " + shape_in_cntk(own_input_shape(layer), 1) +
                       ") -> Output('y', [#], " + shape_in_cntk(own_output_shape(layer), 1) + ")\n";
    for (const Parameter *parameter : {&layer.weights, &layer.bias}) {
        if (!parameter->shape.empty()) {
            text += "Parameter('" + parameter->name + "', [], " + shape_in_cntk(parameter->shape) + ")\n";
        }
    }
    return text;
}

}  // namespace tconv
