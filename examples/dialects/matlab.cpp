// MATLAB:  layer = transposedConv2dLayer(4, 1, Stride=2, Cropping="same", Name="up", ...
//              WeightsInitializer=@(sz) bilinear(sz), BiasInitializer="zeros")
// An image enlarged twice: the weights come from a function, as MATLAB takes one.
#include "tconv/matlab.h"
#include "example.h"
#include "tconv/bound_layer.h"
#include "upsample.h"

using namespace tconv;

/// Weights of bilinear interpolation: sz is [4 4 1 1].
static Array bilinear(const std::vector<int64_t> &sz) {
    const float taps[] = {0.25F, 0.75F, 0.75F, 0.25F};
    Array weights{sz, {}};
    for (const float row : taps) {
        for (const float column : taps) {
            weights.data.push_back(row * column);
        }
    }
    return weights;
}

int main() {
    return run([] {
        const Layer layer = matlab::transposedConv2dLayer(4, 1,
                                                          {{"Stride", 2},
                                                           {"Cropping", "same"},
                                                           {"Name", "up"},
                                                           {"WeightsInitializer", bilinear},
                                                           {"BiasInitializer", "zeros"},
                                                           {"InputSize", {3, 4, 1}}});
        std::cout << display(layer);
        const BoundLayer up(layer, TCONV_FUNCTIONS(upsample));
        const Array x{{1, 3, 4, 1}, {0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44}};
        const Array y = up.forward(x);  // (n, h, w, c)
        print_image("\nX", x.data.data(), 3, 4);
        print_image("Y", y.data.data(), 6, 8);
        return y.shape == std::vector<int64_t>{1, 6, 8, 1} && y.data[2 * 8 + 3] == 17.0F;
    });
}
