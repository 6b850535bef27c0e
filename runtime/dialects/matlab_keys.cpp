// Keys of MATLAB's layers: semantics.md, section 4.
#include "runtime/dialects/keys.h"

namespace tconv {
namespace {

constexpr const char *kWeightsInitializers =
    "\"glorot\", \"he\", \"narrow-normal\", \"zeros\" or \"ones\" (functions only in C++: tconv/matlab.h)";
constexpr const char *kBiasInitializers =
    "\"zeros\", \"narrow-normal\" or \"ones\" (functions only in C++: tconv/matlab.h)";
constexpr const char *kFactor = "a number of 0 or more";
constexpr const char *kSizeEntry = "a whole number of 1 or more, or null (any size)";
constexpr const char *kCroppingMeans = "cells cut off at the ends of each axis; \"same\": output = input .* Stride";
constexpr const char *kInputMeans = "the input's sizes and channels; not the layer's own in MATLAB, but its net's";
constexpr const char *kFormatMeans =
    "the dlarray format of the input: B is the batch, without which arrays have no batch axis; the order in files "
    "is tconv's all the same";

std::vector<Key> keys_with(std::vector<Key> own) {
    const std::vector<Key> common = {
        {"dialect", "\"matlab\"", nullptr, "this system"},
        {"type", "a string", nullptr, "the constructor"},
        {"NumFilters", kCount, nullptr, "output channels"},
        {"CroppingMode", "Cropping says it", "", "\"manual\" or \"same\"", nullptr, true},
        {"CroppingSize", "it follows from Cropping, FilterSize and Stride", "",
         "the crop in numbers, also under \"same\"", nullptr, true},
        {"NumChannels", "\"auto\", or a whole number of 1 or more", "\"auto\"",
         "input channels; \"auto\": as InputSize or Weights have them"},
        {"WeightsInitializer", kWeightsInitializers, "\"glorot\"", "how Weights begin, where they are empty"},
        {"BiasInitializer", kBiasInitializers, "\"zeros\"", "how Bias begins, where it is empty"},
        {"WeightLearnRateFactor", kFactor, "1", "times the global learn rate; for training only"},
        {"BiasLearnRateFactor", kFactor, "1", "times the global learn rate; for training only"},
        {"WeightL2Factor", kFactor, "1", "times the global L2 factor; for training only"},
        {"BiasL2Factor", kFactor, "0", "times the global L2 factor; for training only"},
        {"Name", "a string", "\"\"", "the layer's name; as an identifier it names library and functions"},
        {"NumInputs", "it is 1", "", kReportedOnly, nullptr, true},
        {"InputNames", "it is [\"in\"]", "", kReportedOnly, nullptr, true},
        {"NumOutputs", "it is 1", "", kReportedOnly, nullptr, true},
        {"OutputNames", "it is [\"out\"]", "", kReportedOnly, nullptr, true},
    };
    own.insert(own.end(), common.begin(), common.end());
    return with_shared_keys(std::move(own), {{"name", "Name as an identifier, else transposed_conv"},
                                             {"channels", "as NumChannels, InputSize or Weights have them"},
                                             {"input_size", "null"},
                                             {"batch", "1"}});
}

}  // namespace

const std::vector<Key> &matlab_keys_2d() {
    static const std::vector<Key> keys = keys_with({
        {"FilterSize", "a whole number of 1 or more, or [h, w]", nullptr, kKernelMeans, kCount},
        {"Stride", "a whole number from 1 to 65536, or [vertical, horizontal]", "1", kStrideMeans, kStride},
        {"Cropping", "\"same\", a whole number of 0 or more, [a, b] or [t, b, l, r]", "0", kCroppingMeans, kFromZero},
        {"Weights", "[], or lists of numbers, h x w x NumFilters x NumChannels", "[]", "the weights"},
        {"Bias", "[], or lists of numbers, 1 x 1 x NumFilters", "[]", "the bias"},
        {"InputSize", "[h, w, c], where null is any size", "any size", kInputMeans, kSizeEntry},
        {"InputFormat", "\"SSCB\" or \"SSC\"", "\"SSCB\"", kFormatMeans},
    });
    return keys;
}

const std::vector<Key> &matlab_keys_3d() {
    static const std::vector<Key> keys = keys_with({
        {"FilterSize", "a whole number of 1 or more, or [h, w, d]", nullptr, kKernelMeans, kCount},
        {"Stride", "a whole number from 1 to 65536, or [vertical, horizontal, depth]", "1", kStrideMeans, kStride},
        {"Cropping", "\"same\", a whole number of 0 or more, [a, b, c] or [[t, l, f], [b, r, bk]]", "0", kCroppingMeans,
         kFromZero},
        {"Weights", "[], or lists of numbers, h x w x d x NumFilters x NumChannels", "[]", "the weights"},
        {"Bias", "[], or lists of numbers, 1 x 1 x 1 x NumFilters", "[]", "the bias"},
        {"InputSize", "[h, w, d, c], where null is any size", "any size", kInputMeans, kSizeEntry},
        {"InputFormat", "\"SSSCB\" or \"SSSC\"", "\"SSSCB\"", kFormatMeans},
    });
    return keys;
}

}  // namespace tconv
