// Keras's constructors in C++: the options as the layer file that would say the same.
#include "tconv/keras.h"

#include <nlohmann/json.hpp>

#include "runtime/dialects/keras_parameters.h"
#include "runtime/problem/message.h"

namespace tconv::keras {
namespace {

using nlohmann::json;

/// Names may hold any bytes; the JSON is UTF-8, and the message that refuses them prints.
std::string text_of(const json &value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

json json_of(const Sizes &sizes) {
    return sizes.is_one_for_all() ? json(sizes.numbers().front()) : json(sizes.numbers());
}

json json_of(const Object &object) {
    if (object.class_name().empty()) {
        return nullptr;
    }
    if (object.config().empty()) {
        return object.class_name();
    }
    json config = json::object();
    for (const auto &[name, value] : object.config()) {
        config[name] = json::parse(value, nullptr, false);
        if (config[name].is_discarded()) {
            reject(object.class_name() + "." + name, quoted(value), "JSON");
        }
    }
    return {{"class_name", object.class_name()}, {"config", config}};
}

json json_of(const std::vector<int64_t> &shape) {
    json list = json::array();
    for (const int64_t size : shape) {
        list.push_back(size_property(size));
    }
    return list;
}

Layer layer_of(const char *type, int64_t filters, const Sizes &kernel_size, const Options &options) {
    const json object = {
        {"dialect", "keras"},
        {"type", type},
        {"filters", filters},
        {"kernel_size", json_of(kernel_size)},
        {"strides", json_of(options.strides)},
        {"padding", options.padding},
        {"output_padding", options.output_padding ? json_of(*options.output_padding) : json()},
        {"data_format", options.data_format},
        {"dilation_rate", json_of(options.dilation_rate)},
        {"activation", options.activation},
        {"use_bias", options.use_bias},
        {"kernel_initializer", json_of(options.kernel_initializer)},
        {"bias_initializer", json_of(options.bias_initializer)},
        {"kernel_regularizer", json_of(options.kernel_regularizer)},
        {"bias_regularizer", json_of(options.bias_regularizer)},
        {"activity_regularizer", json_of(options.activity_regularizer)},
        {"kernel_constraint", json_of(options.kernel_constraint)},
        {"bias_constraint", json_of(options.bias_constraint)},
        {"input_shape", options.input_shape.empty() ? json() : json_of(options.input_shape)},
        {"batch_size", size_property(options.batch_size)},
        {"name", options.name.empty() ? json() : json(options.name)},
        {"trainable", options.trainable},
    };
    Layer layer = parse_layer(text_of(object), type);
    if (!options.weights.empty()) {
        found_in(type, [&] { set_keras_weights(layer, options.weights); });
    }
    return layer;
}

json json_of(Seed seed) { return seed ? json(*seed) : json(); }

Object object_of(const char *class_name, const json &config) {
    std::map<std::string, std::string> arguments;
    for (const auto &item : config.items()) {
        arguments[item.key()] = text_of(item.value());
    }
    return {class_name, arguments};
}

}  // namespace

namespace initializers {

Object glorot_uniform(Seed seed) { return object_of("GlorotUniform", {{"seed", json_of(seed)}}); }
Object glorot_normal(Seed seed) { return object_of("GlorotNormal", {{"seed", json_of(seed)}}); }
Object he_uniform(Seed seed) { return object_of("HeUniform", {{"seed", json_of(seed)}}); }
Object he_normal(Seed seed) { return object_of("HeNormal", {{"seed", json_of(seed)}}); }
Object lecun_uniform(Seed seed) { return object_of("LecunUniform", {{"seed", json_of(seed)}}); }
Object lecun_normal(Seed seed) { return object_of("LecunNormal", {{"seed", json_of(seed)}}); }
Object random_normal(double mean, double stddev, Seed seed) {
    return object_of("RandomNormal", {{"mean", mean}, {"stddev", stddev}, {"seed", json_of(seed)}});
}
Object random_uniform(double minval, double maxval, Seed seed) {
    return object_of("RandomUniform", {{"minval", minval}, {"maxval", maxval}, {"seed", json_of(seed)}});
}
Object truncated_normal(double mean, double stddev, Seed seed) {
    return object_of("TruncatedNormal", {{"mean", mean}, {"stddev", stddev}, {"seed", json_of(seed)}});
}
Object variance_scaling(double scale, const std::string &mode, const std::string &distribution, Seed seed) {
    return object_of("VarianceScaling",
                     {{"scale", scale}, {"mode", mode}, {"distribution", distribution}, {"seed", json_of(seed)}});
}
Object constant(double value) { return object_of("Constant", {{"value", value}}); }
Object zeros() { return "zeros"; }
Object ones() { return "ones"; }
Object orthogonal(double gain, Seed seed) { return object_of("Orthogonal", {{"gain", gain}, {"seed", json_of(seed)}}); }

}  // namespace initializers

namespace regularizers {

Object l1(double factor) { return object_of("L1", {{"l1", factor}}); }
Object l2(double factor) { return object_of("L2", {{"l2", factor}}); }
Object l1_l2(double l1_factor, double l2_factor) { return object_of("L1L2", {{"l1", l1_factor}, {"l2", l2_factor}}); }

}  // namespace regularizers

namespace constraints {

Object max_norm(double max_value, int axis) { return object_of("MaxNorm", {{"max_value", max_value}, {"axis", axis}}); }
Object non_neg() { return "non_neg"; }
Object unit_norm(int axis) { return object_of("UnitNorm", {{"axis", axis}}); }
Object min_max_norm(double min_value, double max_value, double rate, int axis) {
    return object_of("MinMaxNorm",
                     {{"min_value", min_value}, {"max_value", max_value}, {"rate", rate}, {"axis", axis}});
}

}  // namespace constraints

Layer Conv1DTranspose(int64_t filters, const Sizes &kernel_size, const Options &options) {
    return layer_of("Conv1DTranspose", filters, kernel_size, options);
}
Layer Conv2DTranspose(int64_t filters, const Sizes &kernel_size, const Options &options) {
    return layer_of("Conv2DTranspose", filters, kernel_size, options);
}
Layer Conv3DTranspose(int64_t filters, const Sizes &kernel_size, const Options &options) {
    return layer_of("Conv3DTranspose", filters, kernel_size, options);
}
Layer layer_conv_1d_transpose(int64_t filters, const Sizes &kernel_size, const Options &options) {
    return layer_of("layer_conv_1d_transpose", filters, kernel_size, options);
}
Layer layer_conv_2d_transpose(int64_t filters, const Sizes &kernel_size, const Options &options) {
    return layer_of("layer_conv_2d_transpose", filters, kernel_size, options);
}
Layer layer_conv_3d_transpose(int64_t filters, const Sizes &kernel_size, const Options &options) {
    return layer_of("layer_conv_3d_transpose", filters, kernel_size, options);
}

std::string Names::next(const std::string &base) {
    const int count = counts_[base]++;
    return count == 0 ? base : base + "_" + std::to_string(count);
}

}  // namespace tconv::keras
