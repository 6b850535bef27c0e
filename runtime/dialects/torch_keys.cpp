// Keys of PyTorch's modules: the constructors' arguments, and output_size, which forward takes.
#include "runtime/dialects/keys.h"

namespace tconv {

const std::vector<Key> &torch_keys() {
    static const std::vector<Key> keys = with_shared_keys(
        {
            {"dialect", "\"torch\"", nullptr, "this system"},
            {"type", "a string", nullptr, "the module"},
            {"in_channels", kCount, nullptr, "input channels"},
            {"out_channels", kCount, nullptr, "output channels"},
            {"kernel_size", kCounts, nullptr, kKernelMeans, kCount},
            {"stride", kStrides, "1", kStrideMeans, kStride},
            {"padding", kEachFromZero, "0", "cells cut off at each end", kFromZero},
            {"output_padding", kEachFromZero, "0", "cells added at the end, less than stride or dilation", kFromZero},
            {"groups", "a whole number that divides in_channels and out_channels", "1",
             "blocks of channels that do not see each other"},
            {"bias", "true or false", "true", "whether a bias is added"},
            {"dilation", kCounts, "1", kDilationMeans, kCount},
            {"padding_mode", "\"zeros\", the only one that a transposed convolution has", "\"zeros\"", kReportedOnly},
            {"device", "a string, or null", "null", kReportedOnly},
            {"dtype", "\"torch.float32\", \"float32\", or null", "null", "type of every number"},
            {"output_size", "a list with a whole number for each axis, which batch and channels may precede, or null",
             "null", "the output's sizes, in place of output_padding; forward takes it in PyTorch", kCount},
            {"transposed", "it is true for these types", "", kReportedOnly, nullptr, true},
        },
        {{"name", "conv_transpose2d and alike"}, {"input_size", "null"}, {"batch", "1"}});
    return keys;
}

}  // namespace tconv
