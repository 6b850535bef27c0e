// PyTorch's options as the keys of a layer file.
#include "tconv/torch.h"

#include <algorithm>

namespace tconv::torch::nn {

using Options = ConvTransposeOptions;

Options::ConvTransposeOptions(int64_t in_channels, int64_t out_channels, const Value &kernel_size)
    : rules_{{"in_channels", in_channels}, {"out_channels", out_channels}, {"kernel_size", kernel_size}} {}

Options &Options::stride(const Value &value) { return set("stride", value); }
Options &Options::padding(const Value &value) { return set("padding", value); }
Options &Options::output_padding(const Value &value) { return set("output_padding", value); }
Options &Options::groups(int64_t value) { return set("groups", value); }
Options &Options::bias(bool value) { return set("bias", value); }
Options &Options::dilation(const Value &value) { return set("dilation", value); }
Options &Options::padding_mode(const std::string &value) { return set("padding_mode", value); }
Options &Options::input_size(const Value &value) { return set("input_size", value); }
Options &Options::batch(const Value &value) { return set("batch", value); }
Options &Options::output_size(const Value &value) { return set("output_size", value); }
Options &Options::name(const std::string &value) { return set("name", value); }

/// The last of several calls counts.
Options &Options::set(const char *name, const Value &value) {
    const auto is_it = [&](const Rule &rule) { return rule.name == name; };
    rules_.erase(std::remove_if(rules_.begin(), rules_.end(), is_it), rules_.end());
    rules_.push_back({name, value});
    return *this;
}

Layer ConvTranspose1d(const Options &options) { return make_layer("torch", "ConvTranspose1d", options.rules()); }
Layer ConvTranspose2d(const Options &options) { return make_layer("torch", "ConvTranspose2d", options.rules()); }
Layer ConvTranspose3d(const Options &options) { return make_layer("torch", "ConvTranspose3d", options.rules()); }

}  // namespace tconv::torch::nn
