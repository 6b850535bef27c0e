// CNTK's ConvolutionTranspose as C++ that reads like the original. ConvolutionTranspose((3, 4), 128, activation=relu, pad=True) on an
// input of (3, 480, 640) is
//
//     tconv::Layer up = tconv::cntk::ConvolutionTranspose({3, 4}, 128, {{"activation", "relu"}, {"pad", true},
//                                                                       {"channels", 3}, {"input_size", {480, 640}}});
//
// The rules are those of layer files with "dialect": "cntk", and so are the messages.
#pragma once

#include "tconv/value.h"

namespace tconv::cntk {

/// filter_shape is one number or {h, w} and so on; num_filters a number, or nullptr where the output has no channel axis. Keywords:
/// activation, init (a name, a number or an Array), pad, strides, sharing, bias, init_bias, output_shape (of the axes alone),
/// max_temp_mem_size_in_samples, reduction_rank, name; and as in a layer file channels, input_size and batch, which CNTK takes from the
/// input. Throws Error naming the keyword, its value and what is allowed.
Layer ConvolutionTranspose(const Value &filter_shape, const Value &num_filters = nullptr, const Rules &keywords = {});

}  // namespace tconv::cntk
