// JSON as tconv takes it.
#include "runtime/json/strict_json.h"

#include <limits>
#include <set>
#include <vector>

#include "runtime/problem/message.h"

namespace tconv {

using nlohmann::json;

json parse_json_object(const std::string &text) {
    std::vector<std::set<std::string>> keys;  // of the objects that are open
    int depth = 0;
    const auto watch = [&](int, json::parse_event_t event, json &parsed) {
        switch (event) {
        case json::parse_event_t::object_start: keys.emplace_back(); [[fallthrough]];
        case json::parse_event_t::array_start:
            if (++depth > kMaxJsonDepth) {
                throw Error("the JSON is nested too deeply: must be at most " + std::to_string(kMaxJsonDepth) +
                            " levels");
            }
            break;
        case json::parse_event_t::object_end: keys.pop_back(); [[fallthrough]];
        case json::parse_event_t::array_end: --depth; break;
        case json::parse_event_t::key:
            if (!keys.back().insert(parsed.get<std::string>()).second) {
                throw Error("key " + quoted(parsed.get<std::string>()) + " stands twice in the JSON");
            }
            break;
        case json::parse_event_t::value: break;
        }
        return true;
    };
    if (text.find('\0') != std::string::npos) {
        throw Error("not valid JSON: it has a zero byte");  // which the parser would take for the end
    }
    json value;
    try {
        value = json::parse(text, watch);
    } catch (const json::exception &error) {
        const std::string what = error.what();  // "[json.exception.parse_error.101] parse error at line 1, ..."
        const size_t start = what.find("] ");
        throw Error("not valid JSON: " + printable(start == std::string::npos ? what : what.substr(start + 2)));
    }
    if (!value.is_object()) {
        throw Error("the JSON is " + json_text(value) + ": must be an object");
    }
    return value;
}

std::string json_text(const json &value) {
    return printable(value.dump(-1, ' ', true, json::error_handler_t::replace), 80);
}

int64_t json_integer(const std::string &field, const json &value, const std::string &allowed) {
    if (!value.is_number_integer()) {
        reject(field, json_text(value), allowed);
    }
    if (value.is_number_unsigned() &&
        value.get<uint64_t>() > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
        reject(field, json_text(value), "a whole number that fits in 64 bits");
    }
    return value.get<int64_t>();
}

namespace {

std::string on_one_line(const nlohmann::ordered_json &value) {
    if (!value.is_structured()) {
        return value.dump();
    }
    std::string text;
    for (const auto &item : value.items()) {
        text += (text.empty() ? "" : ", ");
        text += (value.is_object() ? nlohmann::json(item.key()).dump() + ": " : "") + on_one_line(item.value());
    }
    return (value.is_object() ? "{" : "[") + text + (value.is_object() ? "}" : "]");
}

}  // namespace

std::string readable_text(const nlohmann::ordered_json &object) {
    std::string text;
    for (const auto &item : object.items()) {
        text += (text.empty() ? "{\n    " : ",\n    ") + nlohmann::json(item.key()).dump() + ": " +
                on_one_line(item.value());
    }
    return text.empty() ? "{}\n" : text + "\n}\n";
}

}  // namespace tconv
