// Wolfram:  layer = DeconvolutionLayer[2, {2}, "Stride" -> 2, "Weights" -> {{{1, 2}, {3, 4}}}, "Biases" -> {10, 20},
//               "Input" -> {1, 3}]
// Applied to one input or to a list of inputs, which gives a list.
#include "tconv/wolfram.h"
#include "deconvolution.h"
#include "example.h"
#include "tconv/bound_layer.h"

using namespace tconv;

int main() {
    return run([] {
        const Layer layer = wolfram::DeconvolutionLayer(
            2, {2}, {{"Stride", 2}, {"Weights", {{{1, 2}, {3, 4}}}}, {"Biases", {10, 20}}, {"Input", {1, 3}}});
        std::cout << display(layer);
        std::cout << "ArraysDimensions: " << wolfram::Information(layer, "ArraysDimensions") << "\n";
        const BoundLayer bound(layer, TCONV_FUNCTIONS(deconvolution));
        const std::vector<Array> inputs = {{{1, 1, 3}, {1, 2, 3}}, {{1, 1, 3}, {0, 0, 1}}};
        const std::vector<Array> outputs = bound.forward(inputs);
        print_image("output of {{1, 2, 3}}", outputs[0].data.data(), 2, 6);
        print_image("output of {{0, 0, 1}}", outputs[1].data.data(), 2, 6);
        return outputs[0].data == std::vector<float>{11, 12, 12, 14, 13, 16, 23, 24, 26, 28, 29, 32};
    });
}
