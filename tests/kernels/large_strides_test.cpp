// Strides, kernels and dilations far larger than those of the random layers, as FCN-32s and inverse Fourier transforms have them: phases
// are loops there, and most outputs may be reached by nothing.
#include "tests/kernels/expect_right.h"

namespace tconv::test {
namespace {

const char *const kLayers[] = {
    // Kernel twice the stride in two dimensions.
    "f32,last,n1,c3,f5,g1,bias,linear,fast,i3k64s32d1b16o96,i3k64s32d1b16o96",
    "f32,first,n1,c3,f2,g1,bias,relu,fast,i3k64s32d1b16o96,i3k64s32d1b16o96",
    "f32,last,n1,c2,f21,g1,nobias,linear,fast,i_k64s32d1b16e16,i_k64s32d1b16e16",
    "f32,last,n2,c6,f6,g6,bias,linear,fast,i_k64s32d1b16e16,i_k64s32d1b16e16",
    // Frames of a signal.
    "f32,first,n1,c3,f1,g1,bias,linear,fast,i5k1024s256d1b0o2048",
    "f32,last,n1,c3,f1,g1,bias,linear,fast,i_k1024s256d1b384e384",
    // Almost nothing but bias.
    "f32,last,n1,c2,f1,g1,bias,linear,fast,i3k1s60000d1b0o120001",
    "f32,first,n1,c2,f3,g1,bias,linear,fast,i_k3s30000d1b1e1",
    "f32,last,n1,c2,f3,g1,bias,linear,fast,i2k3s100d30000b0o60101",
    // Thousands of phases.
    "f32,last,n1,c5,f3,g1,bias,linear,fast,i2k7s16d1b0o23,i3k7s16d1b0o39,i2k7s16d1b0o23",
    "f32,first,n1,c2,f3,g1,bias,tanh,fast,i_k40s16d1b7e-5,i2k7s16d1b0o23,i_k3s16d1b0e0",
    // Many channels, many filters.
    "f32,last,n1,c300,f1,g1,bias,linear,fast,i200k4s2d1b1o400",
    "f32,last,n1,c1,f300,g1,bias,linear,fast,i20k4s2d1b1o40",
};

TEST(LargeStrides, AreRight) {
    std::vector<KernelCase> cases;
    for (const std::string &set : instruction_sets_to_try()) {
        for (const char *layer : kLayers) {
            cases.push_back({parse_key(layer), set, std::nullopt, 1, false, std::nullopt});
        }
    }
    expect_right(cases);
}

}  // namespace
}  // namespace tconv::test
