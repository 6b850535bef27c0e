// Keys of ONNX's ConvTranspose: its attributes, its inputs W and B, and a policy.
#include "runtime/dialects/keys.h"

namespace tconv {

const std::vector<Key> &onnx_keys() {
    static const std::vector<Key> keys = with_shared_keys(
        {
            {"dialect", "\"onnx\"", nullptr, "this system"},
            {"type", "a string", nullptr, "the operator"},
            {"auto_pad", "one of \"NOTSET\", \"VALID\", \"SAME_UPPER\", \"SAME_LOWER\"", "\"NOTSET\"",
             "how pads are found, where they are not given"},
            {"dilations", "a list with a whole number of 1 or more for each axis", "1 each", kDilationMeans, kCount},
            {"group", "a whole number that divides channels and filters", "1",
             "blocks of channels that do not see each other"},
            {"kernel_shape",
             "a list of 1, 2 or 3 whole numbers, one for each axis, slowest first, or left out where W is given",
             "as W has it", kKernelMeans, kCount},
            {"output_padding", "a list with a whole number of 0 or more for each axis", "0 each",
             "cells added at the end", kFromZero},
            {"output_shape", "a list with a whole number for each axis, which batch and channels may precede, or null",
             "null", "the output's sizes; pads are then not looked at", kCount},
            {"pads", "a list of whole numbers, the begin of each axis and then the end of each, or null", "null",
             "cells cut off; null: 0 each, or as auto_pad says", "a whole number"},
            {"strides", "a list with a whole number from 1 to 65536 for each axis", "1 each", kStrideMeans, kStride},
            {"auto_pad_policy", "\"onnxruntime\" or \"spec\"", "\"onnxruntime\"",
             "whose sizes under SAME where kernel < stride; no attribute of ONNX"},
            {"W", "the weights as lists of lists, or {\"shape\": [channels, filters/group, and one for each axis]}",
             "any weights", "the input W, or its shape", kCount},
            {"B", "true, false, or a list with a number for each filter", "true",
             "the input B, or whether there is one"},
            {"activation", "a string", "\"linear\"",
             "what a node behind it computes, by its name in the native form; no attribute of ONNX"},
        },
        {{"name", "\"conv_transpose\""},
         {"channels", "as W has them"},
         {"filters", "as W has them"},
         {"input_size", "null"},
         {"batch", "1"}});
    return keys;
}

}  // namespace tconv
