// BoundLayer: a layer together with the compiled library that computes it.
//
//     #include "up4.h"                                                // made by `tconv compile up4.json`
//     const BoundLayer up4(load_layer("up4.json", "up4.safetensors"), TCONV_FUNCTIONS(up4));
//     const Array y = up4.forward(x);
//
// It copies arrays to aligned memory and back at every call: a program that counts microseconds calls the library's own C functions.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "tconv/kernel.h"
#include "tconv/layer.h"

namespace tconv {

/// What a generated header declares, and which layer it is of (tconv::key of its problem); `pack` is NULL where the weights are built into the library.
struct KernelFunctions {
    const char *key = nullptr;
    int (*output_shape)(const int64_t *input_shape, int64_t *output_shape) = nullptr;
    int (*packed_size)(int64_t *bytes) = nullptr;
    int (*pack)(const float *weights, const float *bias, void *packed) = nullptr;
    int (*workspace_size)(const int64_t *input_shape, int threads, int64_t *bytes) = nullptr;
    int (*run)(const void *packed, const int64_t *input_shape, const float *x, float *y, void *workspace,
               const tconv_parallel *parallel) = nullptr;
};

/// The functions of up4.h: TCONV_FUNCTIONS(up4); of a library with built-in weights: TCONV_BUILT_IN_FUNCTIONS(up4).
#define TCONV_FUNCTIONS(name)                                                                                          \
    ::tconv::KernelFunctions {                                                                                         \
        name##_key, name##_output_shape, name##_packed_size, name##_pack, name##_workspace_size, name##_run            \
    }
#define TCONV_BUILT_IN_FUNCTIONS(name)                                                                                 \
    ::tconv::KernelFunctions {                                                                                         \
        name##_key, name##_output_shape, name##_packed_size, nullptr, name##_workspace_size, name##_run                \
    }

class BoundLayer {
public:
    /// Packs the layer's weights and bias: given ones, else those that its initializers make (tconv/initializer.h). Throws Error where
    /// the library is of another layer. `library` is kept as long as this lives: what the functions are in,
    /// if it was loaded.
    BoundLayer(Layer layer, const KernelFunctions &functions, std::shared_ptr<const void> library = nullptr);
    ~BoundLayer();
    BoundLayer(BoundLayer &&) noexcept;  ///< one that was moved from may be assigned to or destroyed
    BoundLayer &operator=(BoundLayer &&) noexcept;

    const Layer &layer() const;

    /// The layer's output for an input in its own array shape (own_input_shape), on the caller's thread or on the threads of `parallel`.
    /// Throws Error for a shape that does not fit, or with the text of the library's status. Calls from several threads are fine.
    Array forward(const Array &input, const tconv_parallel *parallel = nullptr) const;
    /// One output for each input, as a list of examples has them.
    std::vector<Array> forward(const std::vector<Array> &inputs, const tconv_parallel *parallel = nullptr) const;

    /// Other weights and bias (empty: zeros) in the layer's own shapes, after a training step for instance. Throws Error where the shapes
    /// are wrong, or the library's weights are built in; the old ones then stay. Not beside `forward` on another thread.
    void set_parameters(const Array &weights, const Array &bias);

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace tconv
