// Keras:  keras.layers.Conv2DTranspose(8, 3, strides=2, padding="same", activation="relu",
//             kernel_initializer=keras.initializers.HeNormal(seed=7), kernel_regularizer=keras.regularizers.L2(0.01))
// Images of any size, in batches of any size; kernel and bias are kept in the file that a trained model would give.
#include "tconv/keras.h"
#include "decoder.h"
#include "example.h"
#include "tconv/bound_layer.h"
#include "tconv/initializer.h"
#include "tconv/training.h"

using namespace tconv;

int main() {
    return run([] {
        keras::Options options;
        options.strides = 2;
        options.padding = "same";
        options.activation = "relu";
        options.kernel_initializer = keras::initializers::he_normal(7);
        options.kernel_regularizer = keras::regularizers::l2(0.01);
        options.input_shape = {kOpen, kOpen, 16};
        Layer layer = keras::Conv2DTranspose(8, 3, options);
        layer.weights.value = initial_weights(layer);  // (3, 3, 8, 16): kernel rows and columns, filters, channels
        layer.bias.value = initial_bias(layer);
        std::printf("kernel %s, regularization loss %.4f\n", shape_text(layer.weights.shape).c_str(), penalty(layer));

        const BoundLayer decoder(layer, TCONV_FUNCTIONS(decoder));
        Array x{{2, 5, 7, 16}, std::vector<float>(2 * 5 * 7 * 16)};
        for (size_t i = 0; i < x.data.size(); ++i) {
            x.data[i] = static_cast<float>(i % 11) / 10;
        }
        const Array y = decoder.forward(x);
        std::printf("%s -> %s\n", shape_text(x.shape).c_str(), shape_text(y.shape).c_str());
        print_image("the first filter's image", y.data.data(), 10, 14, 8);

        save_layer(layer, "decoder_saved.json", "decoder_saved.safetensors");
        const BoundLayer again(load_layer("decoder_saved.json", "decoder_saved.safetensors"), TCONV_FUNCTIONS(decoder));
        return y.shape == std::vector<int64_t>{2, 10, 14, 8} && again.forward(x).data == y.data;
    });
}
