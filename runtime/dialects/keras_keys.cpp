// Keys of Keras's layers, Python's arguments and R's: semantics.md, section 4.
#include "runtime/dialects/keys.h"

namespace tconv {
namespace {

constexpr const char *kInitializer = R"(a name of keras.initializers, or {"class_name": ..., "config": {...}})";
constexpr const char *kRegularizer = R"("l1", "l2", "l1_l2", {"class_name": ..., "config": {...}}, or null)";
constexpr const char *kConstraint =
    R"("max_norm", "non_neg", "unit_norm", "min_max_norm", {"class_name": ..., "config": {...}}, or null)";
constexpr const char *kSize = "a whole number of 1 or more, or null for any";
constexpr const char *kRegularizerMeans = "a term of the loss; for training only";
constexpr const char *kConstraintMeans = "applied after each update; for training only";

}  // namespace

const std::vector<Key> &keras_keys() {
    static const std::vector<Key> keys = with_shared_keys(
        {
            {"dialect", "\"keras\"", nullptr, "this system"},
            {"type", "the constructor's name", nullptr, "the constructor: Python's class or R's function"},
            {"args", "a list", "[]", "arguments by position"},
            {"filters", kCount, nullptr, "output channels"},
            {"kernel_size", kCounts, nullptr, kKernelMeans, kCount},
            {"strides", kStrides, "1", kStrideMeans, kStride},
            {"padding", "\"valid\" or \"same\", in upper or lower case", "\"valid\"",
             "\"valid\": nothing is cropped; \"same\": output = input * strides"},
            {"output_padding", "a whole number of 0 or more, or a list with one for each axis, or null", "null",
             "cells added at the end, less than strides; null: as padding says", kFromZero},
            {"data_format", "\"channels_last\", \"channels_first\" or null", "\"channels_last\"",
             "axes of input and output"},
            {"dilation_rate", kCounts, "1", "distance of two taps in the output; above 1 only where strides is 1",
             kCount},
            {"activation", "the name of an activation, or null", "null", "function of every output; null: linear"},
            {"use_bias", "true or false", "true", "whether a bias is added"},
            {"kernel_initializer", kInitializer, "\"glorot_uniform\"", "how the kernel begins"},
            {"bias_initializer", kInitializer, "\"zeros\"", "how the bias begins"},
            {"kernel_regularizer", kRegularizer, "null", kRegularizerMeans},
            {"bias_regularizer", kRegularizer, "null", kRegularizerMeans},
            {"activity_regularizer", kRegularizer, "null", "a term of the loss, of the output; for training only"},
            {"kernel_constraint", kConstraint, "null", kConstraintMeans},
            {"bias_constraint", kConstraint, "null", kConstraintMeans},
            {"input_shape", "a list of the sizes and the channels, without the batch, or null", "null",
             "the input without its batch, in data_format's order", kSize},
            {"batch_input_shape", "a list of the batch, the sizes and the channels, or null", "null",
             "the input with its batch", kSize},
            {"batch_size", kSize, "null", "arrays in one call; null: any number"},
            {"dtype", "\"float32\" or null", "null", "type of every number; null: float32"},
            {"name", "a string that is not empty and has no \"/\", or null (generated)", "null",
             "the layer's name; as an identifier it names library and functions"},
            {"trainable", "true, false or null", "true", "for training only"},
            {"weights",
             "a list with the kernel (kernel_size, filters, channels) and the bias (filters), as lists of lists, or "
             "null",
             "null", "kernel and bias"},
        },
        {{"channels", "as input_shape has them"},
         {"input_size", "as input_shape has it, else any"},
         {"batch", "null"}});
    return keys;
}

}  // namespace tconv
