// Keys of Wolfram's DeconvolutionLayer: semantics.md, section 4. Defaults are those of Options[DeconvolutionLayer].
#include "runtime/dialects/keys.h"
#include "runtime/dialects/wolfram_listings.h"

namespace tconv {

const std::vector<Key> &wolfram_keys() {
    static const std::vector<Key> keys = with_shared_keys(
        with_wolfram_information({
            {"dialect", "\"wolfram\"", nullptr, "this system"},
            {"type", "\"DeconvolutionLayer\"", nullptr, "the constructor"},
            {"n", "a whole number of 1 or more: the output channels", nullptr, "output channels"},
            {"sz", "a whole number of 1 or more, or a list of them: [s], [h, w] or [d, h, w]", nullptr, kKernelMeans,
             kCount},
            {"Biases", "\"Automatic\", null or \"None\" for none, or a list of n numbers", wolfram_default("Biases"),
             "the biases; Automatic: given or initialized later"},
            {"ChannelGroups", "a whole number that divides n and the input channels", wolfram_default("ChannelGroups"),
             "blocks of channels that do not see each other"},
            {"GroupNumber", "a whole number that divides n and the input channels", "as ChannelGroups",
             "another name of ChannelGroups"},
            {"Dilation", kCounts, wolfram_default("Dilation"), kDilationMeans, kCount},
            {"Interleaving", "false (channels first) or true (channels last)", wolfram_default("Interleaving"),
             "axes of input and output"},
            {"LearningRateMultipliers",
             "\"Automatic\", a number, null or \"None\" to freeze, or an object with one of these for \"Weights\", "
             "\"Biases\" or \"_\" (all others)",
             wolfram_default("LearningRateMultipliers"), "times the global learning rate; for training only",
             "a number, null or \"None\""},
            {"PaddingSize",
             "\"Same\", a whole number of 0 or more, or a list with a number or [begin, end] for each axis",
             wolfram_default("PaddingSize"),
             "cells cut off at the ends of each axis; \"Same\": output = Stride * input", kFromZero},
            {"Stride", kStrides, wolfram_default("Stride"), kStrideMeans, kStride},
            {"Weights",
             "\"Automatic\", or an array (input channels, n/ChannelGroups, *sz) as lists of lists of numbers",
             wolfram_default("Weights"), "the weights; Automatic: given or initialized later"},
            {"Input",
             "a list: the input channels and a size for each axis, null for any size; the channels stand first, or "
             "last where Interleaving is true",
             "any size", "the input port", "a whole number of 1 or more, or null for any size"},
        }),
        {{"name", "\"deconvolution_layer\""},
         {"channels", "as Input or Weights have them"},
         {"input_size", "as Input has it, else any"},
         {"batch", "1"}});
    return keys;
}

}  // namespace tconv
