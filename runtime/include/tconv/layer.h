// Layer: what a layer file says, in the words of its dialect, and its lowering to a Problem.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tconv/array.h"
#include "tconv/problem.h"

namespace tconv {

/// One property of a layer as its own dialect states it, for reports: name as spelt there, value as JSON text.
struct Property {
    std::string name;
    std::string json;
};

/// How the output size and the crop of an axis follow from the layer's properties, in the words of its own system. Formulas are whole
/// numbers with + - * mod, floor(a / b), ceil(a / b), max(a, b), and the names of numbers and of steps before; the steps "output" and
/// "begin" (the crop) are always there. tconv/explain.h works them out.
struct AxisRule {
    struct Step {
        std::string name, formula;  ///< "output", "InputSize * Stride"
    };
    struct Number {
        std::string name;  ///< "InputSize"
        int64_t value;     ///< kOpen for an open size
    };
    std::string name;  ///< "Cropping 'same'"
    std::vector<Step> steps;
    std::string note;             ///< what no formula says, a sentence, or nothing
    std::string source;           ///< the public document: system, page, section
    std::vector<Number> numbers;  ///< the input's size is the first
};

/// How a system orders the axes of its weights (semantics.md, section 3).
enum class WeightOrder {
    channels_filters_kernel,  ///< native, PyTorch, ONNX, Wolfram, CNTK: (channels, filters/groups, k...)
    kernel_filters_channels,  ///< Keras, and MATLAB's h x w [x d] x NumFilters x NumChannels: (k..., filters, channels)
};

/// Weights or bias: what training changes.
struct Parameter {
    std::string name;            ///< in the dialect's words: "kernel", "Weights", "W"
    std::vector<int64_t> shape;  ///< of its array, as the dialect has it
    std::optional<Array> value;  ///< given in the layer file, in that shape; else as a file or the initializer says
    std::string initializer =
        "zeros";  ///< a name in its system's table of initializers, or that system's own words as JSON
    /// Of a layer made in C++, in place of a named initializer: gives the value for a shape where none is given.
    std::function<Array(const std::vector<int64_t> &shape)> initialize;
    double learn_rate_factor = 1;      ///< times the global learn rate; 0 freezes
    double l2_factor = 1;              ///< times the global L2 factor
    std::string regularizer = "null";  ///< JSON: {"name": "l2", "l2": 0.01}
    std::string constraint = "null";   ///< JSON: {"name": "max_norm", "max_value": 2, "axis": 0}
};

/// A layer as read from a file (native form: interface.md, section 1; a dialect adds its own words there).
struct Layer {
    std::string name;                  ///< a C identifier: names archive, header and symbols
    std::string dialect;               ///< "native", "keras", ...
    std::string type;                  ///< the constructor's name in its dialect; the native form has none
    Problem problem;                   ///< validated
    std::vector<Property> properties;  ///< every property in the dialect's own words, defaults filled in
    std::vector<AxisRule> rules;       ///< of each axis of the problem
    WeightOrder weight_order = WeightOrder::channels_filters_kernel;
    Parameter weights, bias;  ///< of a layer without bias, `bias.shape` is empty
    /// False where the dialect's array leaves out a channel axis of 1 (CNTK). Kernels know no such arrays: the memory is the same.
    bool input_channel_axis = true, output_channel_axis = true;
    bool batch_axis = true;  ///< the same of a batch of 1, in input and output (MATLAB's formats SSC and SSSC)
    /// The most scratch memory that a call on one thread may take; 0: no bound. For layers of fixed sizes, as it is part of a library that
    /// is compiled from the layer (CNTK's max_temp_mem_size_in_samples).
    int64_t max_workspace_bytes = 0;
    bool trainable = true;
    std::string activity_regularizer = "null";  ///< JSON as Parameter::regularizer; of the output, after the activation
    std::vector<std::string> warnings;  ///< sentences that the dialect's own system would print, without a full stop
};

/// Reads and checks a layer file. Unknown keys, missing keys, wrong types and impossible values are Errors that name the key,
/// the value, what is allowed, and the file. Duplicate keys, trailing text, deep nesting and huge numbers are errors too.
Layer load_layer(const std::filesystem::path &file);
/// The same from text; `origin` stands for the file's name in messages.
Layer parse_layer(const std::string &json_text, const std::string &origin);

/// The same with weights and bias from a file, in the layer's own layouts: a .npy, or `weight` and `bias` of a .safetensors.
Layer load_layer(const std::filesystem::path &file, const std::filesystem::path &values);

/// The layer file of a layer, without the values of its parameters: its name, and every property in its dialect's words, as it was
/// made (other members that were changed since are not in it). Reading it gives a layer with the same properties and the same problem.
/// Throws Error where a function is to make values that are not there yet: a file holds none.
std::string layer_text(const Layer &layer);
/// Writes it with the values in it, as lists of lists, where the dialect has a key for them (MATLAB, Keras, Wolfram, CNTK, ONNX); it is an
/// Error that there are values otherwise. No half file stays.
void save_layer(const Layer &layer, const std::filesystem::path &file);
/// The same with the values (weights, and bias where it has one) in a .safetensors of their own.
void save_layer(const Layer &layer, const std::filesystem::path &file, const std::filesystem::path &values);

/// The layer as its own system prints it ("TransposedConvolution2DLayer with properties: ..."), every line ended. Empty for a system
/// that has no such form, as the native one.
std::string display(const Layer &layer);

/// Weights in the layer's own order and shape -> (channels, filters/groups, k...). Throws where the shape is wrong.
Array native_weights(const Layer &layer, const Array &weights);
/// The way back: the same numbers in the layer's own order and shape.
Array own_weights(const Layer &layer, const Array &native);
/// Bias in the dialect's shape, or in (filters) -> (filters). Throws where the layer has none, or the shape is wrong.
Array native_bias(const Layer &layer, const Array &bias);
Array own_bias(const Layer &layer, const Array &native);

/// Shapes of the layer's arrays, batch first: the problem's, without an axis that the dialect leaves out; kOpen where open.
std::vector<int64_t> own_input_shape(const Layer &layer);
std::vector<int64_t> own_output_shape(const Layer &layer);
/// An input array's shape as the problem has it; one that has every axis already stays. And the way back for an output.
std::vector<int64_t> native_input_shape(const Layer &layer, std::vector<int64_t> own);
std::vector<int64_t> own_output_shape(const Layer &layer, std::vector<int64_t> native);

}  // namespace tconv
