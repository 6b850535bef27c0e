// CNTK:  ConvolutionTranspose((3, 3), init=np.arange(9).reshape(3, 3), strides=2, pad=True, output_shape=(5, 6),
//            bias=False, reduction_rank=0)
// Neither input nor output has an axis of channels. The numbers are those of CNTK's own test.
#include "tconv/cntk.h"
#include "example.h"
#include "tconv/bound_layer.h"
#include "up_cntk.h"

using namespace tconv;

int main() {
    return run([] {
        const Array counting{{3, 3}, {0, 1, 2, 3, 4, 5, 6, 7, 8}};
        const Layer layer = cntk::ConvolutionTranspose({3, 3}, nullptr,
                                                       {{"init", counting},
                                                        {"strides", 2},
                                                        {"pad", true},
                                                        {"output_shape", {5, 6}},
                                                        {"bias", false},
                                                        {"reduction_rank", 0},
                                                        {"input_size", {3, 3}}});
        std::cout << display(layer);
        const BoundLayer up(layer, TCONV_FUNCTIONS(up_cntk));
        const Array y = up.forward(Array{{1, 3, 3}, counting.data});
        print_image("y", y.data.data(), 5, 6);
        return y.data == std::vector<float>{0,  3,  4,  11, 8,  10, 3,  12, 11, 28, 19, 26, 12, 27, 16,
                                            35, 20, 25, 27, 60, 35, 76, 43, 56, 24, 51, 28, 59, 32, 40};
    });
}
