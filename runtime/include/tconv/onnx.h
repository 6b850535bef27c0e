// ONNX's operator ConvTranspose as C++ that reads like a node:
//
//     tconv::Layer up = tconv::onnx::ConvTranspose({1, 16, 32, 32}, {16, 8, 4, 4}, {{"strides", {2, 2}}, {"auto_pad", "SAME_UPPER"}});
//
// The rules are those of layer files with "dialect": "onnx", and so are the messages.
#pragma once

#include <cstdint>
#include <vector>

#include "tconv/value.h"

namespace tconv::onnx {

/// X: the shape (N, C, sizes...) of the input, kOpen for what is given at run time. W: the shape (C, M/group, k...) of the weights, or
/// the weights. Attributes: auto_pad, dilations, group, kernel_shape, output_padding, output_shape, pads, strides; auto_pad_policy,
/// "onnxruntime" or "spec"; B, false where the node has no such input, or the bias (M); activation, of a node that follows, under its
/// native name; and name, a C identifier. Throws Error naming the attribute, its value and what is allowed.
Layer ConvTranspose(const std::vector<int64_t> &X, const std::vector<int64_t> &W, const Rules &attributes = {});
Layer ConvTranspose(const std::vector<int64_t> &X, const Array &W, const Rules &attributes = {});

}  // namespace tconv::onnx
