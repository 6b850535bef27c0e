// Properties of a layer as C++ values, for constructors that read like those of a system: what stands in a layer file, written
// with braces. wolfram.h, cntk.h, torch.h and onnx.h are made of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <type_traits>
#include <vector>

#include "tconv/array.h"
#include "tconv/layer.h"

namespace tconv {

struct Rule;

/// nullptr (none, or any size), true, 2, 0.5, "Same", {2, 2}, {{1, 0}, {0, 1}}, an Array, or rules: Rules{{"Biases", 0}}.
class Value {
public:
    Value(std::nullptr_t);
    template <typename Bool, std::enable_if_t<std::is_same_v<Bool, bool>, int> = 0>  // and no pointer
    Value(Bool value) : json_(value ? "true" : "false") {}
    template <typename Whole, std::enable_if_t<std::is_integral_v<Whole> && !std::is_same_v<Whole, bool>, int> = 0>
    Value(Whole number) : json_(std::to_string(number)) {}
    Value(double number);
    Value(const char *text);
    Value(const std::string &text);
    Value(std::initializer_list<Value> list);
    Value(const std::vector<Value> &list);
    Value(const std::vector<int64_t> &list);
    Value(const Array &array);
    Value(const std::vector<Rule> &rules);

    const std::string &json() const { return json_; }

private:
    std::string json_;
};

/// A property by its name: Wolfram's "Stride" -> 2, Python's strides=2.
struct Rule {
    std::string name;
    Value value;
};
using Rules = std::vector<Rule>;

/// The layer that a file with these properties is: {"dialect": ..., "type": ..., properties, more}. Throws Error as load_layer does; the
/// type stands at the message's end.
Layer make_layer(const std::string &dialect, const std::string &type, const Rules &properties, const Rules &more = {});

}  // namespace tconv
