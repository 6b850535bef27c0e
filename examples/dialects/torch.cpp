// PyTorch:  upsample = nn.ConvTranspose2d(16, 16, 3, stride=2, padding=1)
//           output = upsample(h, output_size=torch.Size([1, 16, 12, 12]))
// The example of PyTorch's own documentation: the image that a convolution of stride 2 made of 12 x 12, back to 12 x 12.
#include "tconv/torch.h"
#include "example.h"
#include "tconv/bound_layer.h"
#include "tconv/initializer.h"
#include "upsample_torch.h"

using namespace tconv;
namespace nn = tconv::torch::nn;

int main() {
    return run([] {
        Layer layer = nn::ConvTranspose2d(
            nn::ConvTranspose2dOptions(16, 16, 3).stride(2).padding(1).input_size({6, 6}).output_size({1, 16, 12, 12}));
        layer.weights.value = initial_weights(layer, "", 1);  // as PyTorch's reset_parameters: kaiming_uniform
        layer.bias.value = initial_bias(layer, "", 1);
        const BoundLayer upsample(layer, TCONV_FUNCTIONS(upsample_torch));
        const Array h{{1, 16, 6, 6}, std::vector<float>(16 * 6 * 6, 1.0F)};
        const Array output = upsample.forward(h);
        std::printf("weight %s, %s -> %s\n", shape_text(layer.weights.shape).c_str(), shape_text(h.shape).c_str(),
                    shape_text(output.shape).c_str());
        print_image("channel 0", output.data.data(), 12, 12);
        return output.shape == std::vector<int64_t>{1, 16, 12, 12};
    });
}
