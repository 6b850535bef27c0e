// write_parameters LAYER.json WEIGHTS.npy BIAS.npy: parameters of a layer's shapes, w[i] = i, b[f] = 100 f.
#include <cstdint>
#include <cstdio>

#include "tconv/array.h"
#include "tconv/layer.h"

static tconv::Array counting(const std::vector<std::int64_t> &shape, float step) {
    tconv::Array array{shape, {}};
    for (std::int64_t i = 0; i < array.size(); ++i)
        array.data.push_back(step * static_cast<float>(i));
    return array;
}

int main(int argc, char **argv) {
    if (argc != 4)
        return 2;
    try {
        const tconv::Layer layer = tconv::load_layer(argv[1]);
        tconv::write_npy(argv[2], counting(layer.problem.weight_shape(), 1));
        tconv::write_npy(argv[3], counting(layer.problem.bias_shape(), 100));
    } catch (const tconv::Error &error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
