// ONNX:  node = onnx.helper.make_node("ConvTranspose", ["X", "W"], ["Y"], strides=[3, 2], pads=[1, 2, 1, 2])
// The numbers are those of ONNX's own test of pads.
#include "tconv/onnx.h"
#include "example.h"
#include "node.h"
#include "tconv/bound_layer.h"

using namespace tconv;

int main() {
    return run([] {
        const Array weights{{1, 2, 3, 3}, std::vector<float>(18, 1.0F)};
        const Layer layer =
            onnx::ConvTranspose({1, 1, 3, 3}, weights, {{"strides", {3, 2}}, {"pads", {1, 2, 1, 2}}, {"B", false}});
        const BoundLayer node(layer, TCONV_FUNCTIONS(node));
        const Array y = node.forward(Array{{1, 1, 3, 3}, {0, 1, 2, 3, 4, 5, 6, 7, 8}});
        print_image("Y, the first filter", y.data.data(), 7, 3);
        const std::vector<float> expected = {1, 1, 3, 1, 1, 3, 7, 4, 9, 7, 4, 9, 7, 4, 9, 13, 7, 15, 13, 7, 15};
        return y.shape == std::vector<int64_t>{1, 2, 7, 3} &&
               std::equal(expected.begin(), expected.end(), y.data.begin());
    });
}
