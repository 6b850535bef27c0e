// The enumerations of a problem as rows: the name in layer files and the short one in keys.
#pragma once

#include <stdexcept>

#include "runtime/problem/message.h"
#include "tconv/problem.h"

namespace tconv {

template <typename Value>
struct Name {
    Value value;
    const char *name;  ///< in layer files
    const char *key;   ///< in keys
};

constexpr Name<DType> kDTypes[] = {{DType::float32, "float32", "f32"}};

constexpr Name<Layout> kLayouts[] = {
    {Layout::channels_last, "channels_last", "last"},
    {Layout::channels_first, "channels_first", "first"},
};

constexpr Name<Activation> kActivations[] = {
    {Activation::linear, "linear", "linear"},
    {Activation::relu, "relu", "relu"},
    {Activation::relu6, "relu6", "relu6"},
    {Activation::leaky_relu, "leaky_relu", "leaky_relu"},
    {Activation::sigmoid, "sigmoid", "sigmoid"},
    {Activation::tanh, "tanh", "tanh"},
    {Activation::elu, "elu", "elu"},
    {Activation::selu, "selu", "selu"},
    {Activation::softplus, "softplus", "softplus"},
    {Activation::softsign, "softsign", "softsign"},
    {Activation::hard_sigmoid, "hard_sigmoid", "hard_sigmoid"},
    {Activation::exponential, "exponential", "exponential"},
    {Activation::silu, "silu", "silu"},
    {Activation::gelu, "gelu", "gelu"},
    {Activation::mish, "mish", "mish"},
    {Activation::softmax, "softmax", "softmax"},
};

constexpr Name<Accuracy> kAccuracies[] = {
    {Accuracy::fast, "fast", "fast"},
    {Accuracy::exact_order, "exact_order", "exact_order"},
};

constexpr Name<bool> kBiases[] = {{true, "true", "bias"}, {false, "false", "nobias"}};

}  // namespace tconv
