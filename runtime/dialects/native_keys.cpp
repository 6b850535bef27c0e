// Keys of the native form: interface.md, section 1.
#include "runtime/dialects/keys.h"
#include "tconv/problem.h"

namespace tconv {

static_assert(kMaxStride == 65536, "the number in kStride and kStrides");

const std::vector<Key> &native_keys() {
    static const std::vector<Key> keys = with_shared_keys(
        {
            {"dialect", "\"native\", or left out", "\"native\"", "this form"},
            {"kernel_size", "a list of 1, 2 or 3 whole numbers, one for each axis, slowest first", nullptr,
             "taps of the kernel on each axis; its length is the rank", kCount},
            {"stride", kStrides, "1", kStrideMeans, kStride},
            {"dilation", kCounts, "1", kDilationMeans, kCount},
            {"groups", "a whole number that divides channels and filters", "1",
             "blocks of channels that do not see each other"},
            {"crop", "\"same\", a whole number, or a list with a number or [begin, end] for each axis", "0",
             "cells cut off at both ends; negative: cells appended; \"same\": output = input * stride"},
            {"output_padding", kEachFromZero, "0", "cells added at the end", kFromZero},
            {"output_size", kCounts, "follows from crop", "the output, in place of the crop at the end", kCount},
            {"layout", "a string, \"channels_last\" or \"channels_first\"", "\"channels_last\"",
             "axes of input and output"},
            {"dtype", "a string, \"float32\"", "\"float32\"", "type of every number"},
            {"bias", "true or false", "true", "whether a bias is added"},
            {"activation", "a string", "\"linear\"", "function of every output"},
            {"accuracy", "a string, \"fast\" or \"exact_order\"", "\"fast\"", "whether sums may be regrouped"},
        },
        {{"name", nullptr}, {"channels", nullptr}, {"filters", nullptr}, {"input_size", nullptr}, {"batch", "1"}});
    return keys;
}

}  // namespace tconv
