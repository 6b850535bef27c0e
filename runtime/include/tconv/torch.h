// PyTorch's transposed convolutions as C++ that reads like PyTorch's own:
//
//     namespace nn = tconv::torch::nn;
//     tconv::Layer up = nn::ConvTranspose2d(nn::ConvTranspose2dOptions(16, 33, {3, 5}).stride({2, 1}).padding({4, 2}));
//
// The rules are those of layer files with "dialect": "torch", and so are the messages.
#pragma once

#include <cstdint>
#include <string>

#include "tconv/value.h"

namespace tconv::torch::nn {

/// The constructors' arguments. Those of the axes are one number for all, or one for each: 2, {2, 1}. What is not set has PyTorch's
/// default.
class ConvTransposeOptions {
public:
    ConvTransposeOptions(int64_t in_channels, int64_t out_channels, const Value &kernel_size);

    ConvTransposeOptions &stride(const Value &);
    ConvTransposeOptions &padding(const Value &);
    ConvTransposeOptions &output_padding(const Value &);  ///< smaller than either stride or dilation
    ConvTransposeOptions &groups(int64_t);
    ConvTransposeOptions &bias(bool);
    ConvTransposeOptions &dilation(const Value &);
    ConvTransposeOptions &padding_mode(const std::string &);  ///< "zeros" alone

    /// What PyTorch learns at the call. The size of the image: nullptr, all of it or an entry, is any, as where this is not set.
    ConvTransposeOptions &input_size(const Value &);
    ConvTransposeOptions &batch(const Value &);  ///< nullptr: any. 1 where it is not set
    /// As forward takes it, in place of output_padding: {height, width}, or a whole output shape. Needs the input's.
    ConvTransposeOptions &output_size(const Value &);
    /// A C identifier: names the archive, the header and the symbols.
    ConvTransposeOptions &name(const std::string &);

    const Rules &rules() const { return rules_; }

private:
    ConvTransposeOptions &set(const char *name, const Value &value);

    Rules rules_;
};

using ConvTranspose1dOptions = ConvTransposeOptions;
using ConvTranspose2dOptions = ConvTransposeOptions;
using ConvTranspose3dOptions = ConvTransposeOptions;

/// Weights are "weight", (in_channels, out_channels/groups, kernel_size...), and "bias", (out_channels), as in a state_dict. Throw Error
/// naming the argument, its value and what is allowed.
Layer ConvTranspose1d(const ConvTransposeOptions &);
Layer ConvTranspose2d(const ConvTransposeOptions &);
Layer ConvTranspose3d(const ConvTransposeOptions &);

}  // namespace tconv::torch::nn
