// Values as JSON text, and layers from them.
#include "tconv/value.h"

#include <cmath>
#include <functional>

#include "runtime/dialects/nested.h"
#include "runtime/problem/message.h"

namespace tconv {
namespace {

using nlohmann::json;

template <typename Entries, typename TextOf>
std::string list_text(const Entries &entries, const char *brackets, TextOf text_of) {
    std::string text(1, brackets[0]);
    for (const auto &value : entries) {
        text += (text.size() > 1 ? "," : "") + text_of(value);
    }
    return text + brackets[1];
}

/// JSON has no NaN and no infinity; its null means something.
std::string number_text(double number) {
    if (!std::isfinite(number)) {
        reject("a number", std::to_string(number), "finite");
    }
    return json(number).dump();
}

std::string string_text(const std::string &text) {
    return json(text).dump(-1, ' ', true, json::error_handler_t::replace);
}

std::string rule_text(const Rule &rule) { return string_text(rule.name) + ":" + rule.value.json(); }

std::string array_text(const Array &array) {
    check_whole("an array", array);
    for (const float number : array.data) {
        number_text(number);  // for what it refuses
    }
    return nested_lists(array).dump();
}

}  // namespace

Value::Value(std::nullptr_t) : json_("null") {}
Value::Value(double number) : json_(number_text(number)) {}
Value::Value(const char *text) : Value(std::string(text)) {}
Value::Value(const std::string &text) : json_(string_text(text)) {}
Value::Value(std::initializer_list<Value> list) : json_(list_text(list, "[]", std::mem_fn(&Value::json))) {}
Value::Value(const std::vector<Value> &list) : json_(list_text(list, "[]", std::mem_fn(&Value::json))) {}
Value::Value(const std::vector<int64_t> &list)
    : json_(list_text(list, "[]", [](int64_t number) { return std::to_string(number); })) {}
Value::Value(const Array &array) : json_(array_text(array)) {}
Value::Value(const std::vector<Rule> &rules) : json_(list_text(rules, "{}", rule_text)) {}

Layer make_layer(const std::string &dialect, const std::string &type, const Rules &properties, const Rules &more) {
    Rules all = {{"dialect", dialect}, {"type", type}};
    for (const Rules *rules : {&properties, &more}) {
        all.insert(all.end(), rules->begin(), rules->end());
    }
    return parse_layer(Value(all).json(), type);
}

}  // namespace tconv
