// From a name, a number, or a system's own JSON words to a rule.
#include <limits>

#include "runtime/json/strict_json.h"
#include "runtime/layer/initializer_systems.h"
#include "runtime/problem/message.h"

namespace tconv {

namespace {

using nlohmann::json;

constexpr const char *kField = "initializer";

bool fits(const InitializerRow &row, Use use) { return row.use == Use::both || row.use == use; }

const InitializerRow &find_row(const InitializerSystem &system, const std::string &name, Use use) {
    const std::string wanted = system.canonical(name);
    std::vector<InitializerRow> allowed;
    for (const InitializerRow &row : system.table) {
        if (!fits(row, use)) {
            continue;
        }
        if (wanted == row.name) {
            return row;
        }
        allowed.push_back(row);
    }
    const char *field = use == Use::bias ? "bias initializer" : kField;
    reject(field, quoted(name), "one of " + listed(allowed, &InitializerRow::name));
}

bool seed_setting(InitializerRule &rule, const json &value) {
    if (value.is_number_unsigned()) {
        rule.seed = value.get<uint64_t>();
    }
    return value.is_number_unsigned() || value.is_null();
}

std::vector<Setting> settings_of(const InitializerRow &row) {
    std::vector<Setting> settings = row.settings;
    if (row.rule.is_random()) {
        settings.push_back({"seed", "a whole number from 0 to 2^64 - 1, or null", seed_setting});
    }
    return settings;
}

/// The rule of a row with these parameters.
InitializerRule configured(const InitializerRow &row, const json &config) {
    const std::string of_it = " of initializer " + quoted(row.name);
    const std::vector<Setting> settings = settings_of(row);
    InitializerRule rule = row.rule;
    for (const auto &item : config.items()) {
        const auto is_it = [&](const Setting &setting) { return item.key() == setting.name; };
        if (std::none_of(settings.begin(), settings.end(), is_it)) {
            const std::string names = listed(settings, &Setting::name);
            throw Error("key " + quoted(item.key()) + of_it + " is not known (its value is " + json_text(item.value()) +
                        "): " + (names.empty() ? "it has none" : "must be one of " + names));
        }
    }
    for (const Setting &setting : settings) {
        const auto found = config.find(setting.name);
        if (found == config.end() ? setting.required : !setting.apply(rule, *found)) {
            reject(setting.name + of_it, found == config.end() ? "missing" : json_text(*found), setting.allowed);
        }
    }
    if (rule.low > rule.high) {
        reject("the range" + of_it, json_text(rule.low) + " to " + json_text(rule.high),
               "from a lower to a higher number");
    }
    return rule;
}

std::string name_in(const json &object, const char *key) {
    const json &name = object[key];
    if (!name.is_string()) {
        reject(std::string(key) + " of the initializer", json_text(name), "a string");
    }
    return name.get<std::string>();
}

/// {"class_name": "HeNormal", "config": {...}} as Keras writes it, with the places where it finds the class; or
/// {"name": "xavier", "scale": 2}.
InitializerRule read_object(const InitializerSystem &system, json object, Use use) {
    if (object.contains("class_name")) {
        const InitializerRow &row = find_row(system, name_in(object, "class_name"), use);
        json config = object.contains("config") ? object["config"] : json::object();
        if (config.is_null()) {
            config = json::object();
        }
        if (!config.is_object()) {
            reject("config of initializer " + quoted(row.name), json_text(config), "an object");
        }
        for (const auto &item : object.items()) {
            const std::string &key = item.key();
            if (key != "class_name" && key != "config" && key != "module" && key != "registered_name") {
                throw Error("key " + quoted(key) + " of initializer " + quoted(row.name) +
                            " is not known: must be one of class_name, config, module, registered_name");
            }
        }
        return configured(row, config);
    }
    if (!object.contains("name")) {
        reject(kField, json_text(object), "an object with \"class_name\" or \"name\"");
    }
    const InitializerRow &row = find_row(system, name_in(object, "name"), use);
    object.erase("name");
    return configured(row, object);
}

InitializerRule read_constant(const json &value) {
    InitializerRule rule;
    rule.mean = value.get<double>();
    constexpr double largest = std::numeric_limits<float>::max();
    if (!(rule.mean >= -largest && rule.mean <= largest)) {
        reject(kField, json_text(value), "a number that float32 holds");
    }
    return rule;
}

/// Whether this can be no name: JSON, then.
bool is_json(const std::string &text) {
    return !text.empty() && std::string("{[\"-0123456789").find(text[0]) != std::string::npos;
}

}  // namespace

InitializerRule read_initializer(const InitializerSystem &system, const std::string &text, Use use) {
    if (!is_json(text)) {
        return configured(find_row(system, text, use), json::object());
    }
    const json wrapped = parse_json_object("{\"initializer\": " + text + "\n}");
    const json &value = wrapped[kField];
    if (wrapped.size() == 1 && value.is_string()) {
        return configured(find_row(system, value.get<std::string>(), use), json::object());
    }
    if (wrapped.size() == 1 && value.is_number()) {
        return read_constant(value);
    }
    if (wrapped.size() == 1 && value.is_object()) {
        return read_object(system, value, use);
    }
    reject(kField, printable(text, 60), "a name, a number, or an object");
}

}  // namespace tconv
