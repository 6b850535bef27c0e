// MATLAB's transposed convolution layers as C++ constructors that read like the originals:
//
//     Layer up = matlab::transposedConv2dLayer({11, 11}, 96, {{"Stride", 4}, {"Cropping", "same"}, {"InputSize", {32, 32, 3}}});
//
// They take what a layer file with "dialect": "matlab" takes, by the same names and with the same errors, and what has no place in
// a file: arrays, and functions as initializers.
#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "tconv/layer.h"

namespace tconv::matlab {

/// weights = func(sz). For weights sz is [FilterSize NumFilters NumChannels], for the bias [1 1 NumFilters] (3-D: [1 1 1 NumFilters]); the
/// array that it gives must have that shape, in C order (the last size is the fastest).
using InitializerFunction = std::function<Array(const std::vector<int64_t> &sz)>;

/// The value of an argument or option: 4, 0.5, "same", {2, 2}, {{1, 0, 0}, {0, 1, 1}}, an Array, a function. kOpen in
/// "InputSize" and "batch" stands for a size that is given at run time.
class Value {
public:
    using List = std::vector<Value>;

    template <typename Whole, std::enable_if_t<std::is_integral_v<Whole> && !std::is_same_v<Whole, bool>, int> = 0>
    Value(Whole number) : content(static_cast<int64_t>(number)) {}
    Value(double number) : content(number) {}
    Value(const char *text) : content(std::string(text)) {}
    Value(std::string text) : content(std::move(text)) {}
    Value(std::initializer_list<Value> list) : content(List(list)) {}
    Value(const std::vector<int64_t> &list) : content(List(list.begin(), list.end())) {}
    Value(Array array) : content(std::move(array)) {}
    template <typename Function,
              std::enable_if_t<std::is_invocable_r_v<Array, Function &, const std::vector<int64_t> &>, int> = 0>
    Value(Function function) : content(InitializerFunction(std::move(function))) {}

    std::variant<int64_t, double, std::string, List, Array, InitializerFunction> content;
};

/// A name-value argument.
struct Option {
    std::string name;
    Value value;
};

/// FilterSize: [h w], or one number for both. Options: Stride, Cropping, NumChannels, WeightsInitializer, BiasInitializer, Weights, Bias,
/// WeightLearnRateFactor, BiasLearnRateFactor, WeightL2Factor, BiasL2Factor, Name; and as in a layer file InputSize ([h w c]), InputFormat
/// ("SSCB" or "SSC"), batch and name. Throws Error naming the option, its value and what is allowed.
Layer transposedConv2dLayer(const Value &filterSize, const Value &numFilters, const std::vector<Option> &options = {});
/// The same with a depth: FilterSize is [h w d], InputSize [h w d c].
Layer transposedConv3dLayer(const Value &filterSize, const Value &numFilters, const std::vector<Option> &options = {});

/// The deprecated property Cropping: [a b] where top and bottom are a, left and right b (3-D: [a b c], front and back c). Reading it
/// adds MATLAB's warning to layer.warnings. Throws Error where the crop is not symmetric: CroppingSize says those.
std::vector<int64_t> Cropping(Layer &layer);

}  // namespace tconv::matlab
