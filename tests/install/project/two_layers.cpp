// Two layers in one program with one runtime and one pool: up4 (weights packed here) and wave (weights built in; any length,
// any batch). Each gives the same bits on the pool as on one thread.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "tconv/kernel.h"
#include "up4.h"
#include "wave.h"

static void require(bool condition, const char *what) {
    if (!condition) {
        std::fprintf(stderr, "two_layers: %s\n", what);
        std::exit(1);
    }
}

// 64-byte aligned room for floats, with something in it that must not matter.
struct Buffer {
    explicit Buffer(std::size_t bytes) : size(bytes), data(std::aligned_alloc(64, (bytes + 64) / 64 * 64)) {
        std::memset(data, 0x7f, bytes);
    }
    Buffer(const Buffer &) = delete;
    Buffer &operator=(const Buffer &) = delete;
    ~Buffer() { std::free(data); }
    float *floats() const { return static_cast<float *>(data); }

    std::size_t size;
    void *data;
};

static bool same(const Buffer &a, const Buffer &b) { return std::memcmp(a.data, b.data, a.size) == 0; }

static void run_up4(tconv_parallel *pool) {
    const std::int64_t shape[] = {1, 7, 9, 8};
    Buffer x(7 * 9 * 8 * 4), y(14 * 18 * 5 * 4), z(y.size), packed(UP4_PACKED_BYTES);
    std::vector<float> weights(8 * 5 * 4 * 4), bias(5, 1.0f);
    for (std::size_t i = 0; i < weights.size(); ++i)
        weights[i] = 1.0f / static_cast<float>(i + 1);
    for (std::size_t i = 0; i < x.size / 4; ++i)
        x.floats()[i] = static_cast<float>(i % 13) / 13;
    std::int64_t bytes = 0;
    require(up4_workspace_size(shape, 2, &bytes) == TCONV_OK, "up4_workspace_size");
    Buffer workspace(static_cast<std::size_t>(bytes));
    require(up4_pack(weights.data(), bias.data(), packed.data) == TCONV_OK, "up4_pack");
    require(up4_run(packed.data, shape, x.floats(), y.floats(), workspace.data, nullptr) == TCONV_OK, "up4_run");
    require(up4_run(packed.data, shape, x.floats(), z.floats(), workspace.data, pool) == TCONV_OK, "up4_run, pool");
    require(same(y, z), "up4: other bits on two threads");
}

// Stride and kernel are 3 and nothing is cropped: y[n, f, 3 i + t] = bias[f] + sum over c of x[n, c, i] * w[c, f, t].
static void run_wave(tconv_parallel *pool) {
    const std::int64_t batch = 2, length = 10, channels = 4, filters = 6;
    const std::int64_t shape[] = {batch, channels, length};
    std::int64_t out[3];
    require(wave_output_shape(shape, out) == TCONV_OK, "wave_output_shape");
    require(out[0] == batch && out[1] == filters && out[2] == 3 * length, "wave: output shape");
    Buffer x(static_cast<std::size_t>(batch * channels * length) * 4);
    Buffer y(static_cast<std::size_t>(batch * filters * 3 * length) * 4), z(y.size);
    for (std::size_t i = 0; i < x.size / 4; ++i)
        x.floats()[i] = static_cast<float>(i % 5) - 2;
    std::int64_t bytes = 0;
    require(wave_workspace_size(shape, 2, &bytes) == TCONV_OK, "wave_workspace_size");
    Buffer workspace(static_cast<std::size_t>(bytes));
    require(wave_run(nullptr, shape, x.floats(), y.floats(), workspace.data, nullptr) == TCONV_OK, "wave_run");
    require(wave_run(nullptr, shape, x.floats(), z.floats(), workspace.data, pool) == TCONV_OK, "wave_run, pool");
    require(same(y, z), "wave: other bits on two threads");
    for (std::int64_t n = 0; n < batch; ++n)
        for (std::int64_t f = 0; f < filters; ++f)
            for (std::int64_t o = 0; o < 3 * length; ++o) {
                float expected = 100 * static_cast<float>(f);
                for (std::int64_t c = 0; c < channels; ++c)
                    expected += x.floats()[(n * channels + c) * length + o / 3] *
                                static_cast<float>((c * filters + f) * 3 + o % 3);
                require(y.floats()[(n * filters + f) * 3 * length + o] == expected, "wave: wrong value");
            }
    require(wave_run(nullptr, shape, nullptr, z.floats(), workspace.data, nullptr) == TCONV_NULL_POINTER, "NULL input");
}

int main() {
    tconv_parallel *pool = tconv_pool_create(2);
    require(pool != nullptr, "tconv_pool_create");
    run_up4(pool);
    run_wave(pool);
    tconv_pool_destroy(pool);
    std::printf("two layers: as expected\n");
}
