// Keys of CNTK's ConvolutionTranspose: semantics.md, section 4.
#include "runtime/dialects/keys.h"

namespace tconv {

const std::vector<Key> &cntk_keys() {
    static const std::vector<Key> keys = with_shared_keys(
        {
            {"dialect", "\"cntk\"", nullptr, "this system"},
            {"type", "\"ConvolutionTranspose\"", nullptr, "the constructor"},
            {"filter_shape",
             "a whole number of 1 or more (for each entry of input_size), or a list of 1, 2 or 3 of them, one for "
             "each axis",
             nullptr, kKernelMeans, kCount},
            {"num_filters", "a whole number of 1 or more, or null or [] (the output has no channel axis)", "null",
             "output channels"},
            {"activation", "\"identity\" or null, or a string", "\"identity\"", "function of every output"},
            {"init", "a string, a number for every weight, or an array as lists of lists of numbers",
             "\"glorot_uniform\"", "how the weights begin"},
            {"pad", "true or false, or a list with one for each axis", "false",
             "true: output = (input - 1) * strides + 1; false: nothing is cropped"},
            {"strides", kStrides, "1", kStrideMeans, kStride},
            {"sharing", "true: weights that differ from place to place are not supported, as in CNTK itself", "true",
             "the same weights everywhere"},
            {"bias", "true or false", "true", "whether a bias is added"},
            {"init_bias", "a string, a number for every bias, or an array as lists of lists of numbers", "0",
             "how the bias begins"},
            {"output_shape", "null, a whole number of 1 or more, or a list with one for each axis (no channels)",
             "null", "the output's sizes, of which the convolution makes the input again", kCount},
            {"max_temp_mem_size_in_samples", "a whole number of 0 (no bound) or more", "0",
             "bounds the workspace of a layer of fixed sizes, in inputs without their batch; no effect on numbers"},
            {"reduction_rank", "1, or 0 (the input has no channel axis)", "1", "whether the input has channels"},
            {"W", "init says how it begins", "", "the weights' shape", nullptr, true},
            {"b", "init_bias says how it begins", "", "the bias's shape", nullptr, true},
        },
        {{"name", "convolution_transpose"},
         {"channels", "as init's array or reduction_rank have them"},
         {"input_size", "null"},
         {"batch", "1"}});
    return keys;
}

}  // namespace tconv
