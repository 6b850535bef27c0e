// Keras's transposed convolutions as C++ constructors that read like the original:
//
//     keras::Options options;
//     options.strides = 2;
//     options.padding = "same";
//     options.kernel_regularizer = keras::regularizers::l2(0.001);
//     options.input_shape = {16, 16, 64};
//     const Layer up = keras::Conv2DTranspose(32, {3, 3}, options);
//
// (in C++20 also keras::Conv2DTranspose(32, 3, {.strides = 2, .padding = "same", .input_shape = {16, 16, 64}})). The rules are those of
// layer files with "dialect": "keras", and so are the messages; the constructor's name stands at their end.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tconv/layer.h"

namespace tconv::keras {

/// One number for all axes, or one for each, slowest first.
class Sizes {
public:
    Sizes(int64_t all) : all_(true), numbers_{all} {}
    Sizes(std::initializer_list<int64_t> each) : numbers_(each) {}
    Sizes(std::vector<int64_t> each) : numbers_(std::move(each)) {}

    bool is_one_for_all() const { return all_; }
    const std::vector<int64_t> &numbers() const { return numbers_; }

private:
    bool all_ = false;
    std::vector<int64_t> numbers_;
};

/// An initializer, regularizer or constraint: None, a name ("he_normal"), or a class with arguments (the functions below).
class Object {
public:
    Object() = default;
    Object(const char *name) : class_name_(name) {}
    Object(std::string name) : class_name_(std::move(name)) {}
    /// `config`: the arguments by name, each as JSON text.
    Object(std::string class_name, std::map<std::string, std::string> config)
        : class_name_(std::move(class_name)), config_(std::move(config)) {}

    const std::string &class_name() const { return class_name_; }  ///< empty: None
    const std::map<std::string, std::string> &config() const { return config_; }

private:
    std::string class_name_;
    std::map<std::string, std::string> config_;
};

/// None: another seed each time in Keras; here the seed that the program gives.
using Seed = std::optional<int64_t>;

namespace initializers {
Object glorot_uniform(Seed seed = {});
Object glorot_normal(Seed seed = {});
Object he_uniform(Seed seed = {});
Object he_normal(Seed seed = {});
Object lecun_uniform(Seed seed = {});
Object lecun_normal(Seed seed = {});
Object random_normal(double mean = 0, double stddev = 0.05, Seed seed = {});
Object random_uniform(double minval = -0.05, double maxval = 0.05, Seed seed = {});
Object truncated_normal(double mean = 0, double stddev = 0.05, Seed seed = {});
/// `mode`: fan_in, fan_out, fan_avg. `distribution`: truncated_normal, untruncated_normal, uniform.
Object variance_scaling(double scale = 1, const std::string &mode = "fan_in",
                        const std::string &distribution = "truncated_normal", Seed seed = {});
Object constant(double value = 0);
Object zeros();
Object ones();
Object orthogonal(double gain = 1, Seed seed = {});
}  // namespace initializers

namespace regularizers {
Object l1(double l1 = 0.01);
Object l2(double l2 = 0.01);
Object l1_l2(double l1 = 0.01, double l2 = 0.01);
}  // namespace regularizers

namespace constraints {
Object max_norm(double max_value = 2, int axis = 0);
Object non_neg();
Object unit_norm(int axis = 0);
Object min_max_norm(double min_value = 0, double max_value = 1, double rate = 1, int axis = 0);
}  // namespace constraints

/// The constructor's arguments beside filters and kernel_size, in their order, with Keras's defaults. Each has an initializer, so that
/// naming some of them is no warning.
struct Options {
    Sizes strides = 1;
    std::string padding = "valid";             ///< or "same"; in upper or lower case
    std::optional<Sizes> output_padding = {};  ///< less than strides
    std::string data_format = "channels_last";
    Sizes dilation_rate = 1;  ///< above 1 only where strides are 1
    std::string activation = "linear";
    bool use_bias = true;
    Object kernel_initializer = "glorot_uniform";
    Object bias_initializer = "zeros";
    Object kernel_regularizer = {};
    Object bias_regularizer = {};
    Object activity_regularizer = {};
    Object kernel_constraint = {};
    Object bias_constraint = {};
    /// Without the batch, in data_format's order; kOpen for a size that is any, the channels must be a number.
    std::vector<int64_t> input_shape = {};
    int64_t batch_size = kOpen;
    std::string name = {};  ///< empty: conv2d_transpose (see Names)
    bool trainable = true;
    std::vector<Array> weights = {};  ///< none, or kernel (kernel_size, filters, channels) and bias (filters)
};

/// Throw Error, as parse_layer does.
Layer Conv1DTranspose(int64_t filters, const Sizes &kernel_size, const Options &options = {});
Layer Conv2DTranspose(int64_t filters, const Sizes &kernel_size, const Options &options = {});
Layer Conv3DTranspose(int64_t filters, const Sizes &kernel_size, const Options &options = {});

/// The same under the names of R's package.
Layer layer_conv_1d_transpose(int64_t filters, const Sizes &kernel_size, const Options &options = {});
Layer layer_conv_2d_transpose(int64_t filters, const Sizes &kernel_size, const Options &options = {});
Layer layer_conv_3d_transpose(int64_t filters, const Sizes &kernel_size, const Options &options = {});

/// Names as Keras numbers layers of a program: conv2d_transpose, conv2d_transpose_1, conv2d_transpose_2. There is one such count in
/// a Python process; here it is whoever holds this value that counts.
class Names {
public:
    std::string next(const std::string &base);

private:
    std::map<std::string, int> counts_;
};

}  // namespace tconv::keras
