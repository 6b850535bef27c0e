// Keras's classes: names, arguments and defaults of keras.initializers, keras.regularizers, keras.constraints (Keras 3.15), with the
// older names that R's package and Keras 2 use.
#include "runtime/dialects/keras_objects.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "runtime/problem/message.h"

namespace tconv {
namespace {

using nlohmann::json;

bool is_number_from(const json &value, double least) { return value.is_number() && value.get<double>() >= least; }

bool is_one_of(const json &value, const std::vector<const char *> &texts) {
    return value.is_string() &&
           std::any_of(texts.begin(), texts.end(), [&](const char *text) { return value == text; });
}

bool is_axis(const json &value) {
    const auto whole = [](const json &entry) { return entry.is_number_integer(); };
    return whole(value) || (value.is_array() && std::all_of(value.begin(), value.end(), whole));
}

const KerasKind kNumber{"a number that float32 holds", [](const json &value) {
                            return value.is_number() &&
                                   std::fabs(value.get<double>()) <= std::numeric_limits<float>::max();
                        }};
const KerasKind kNotNegative{"a number of 0 or more", [](const json &value) { return is_number_from(value, 0); }};
const KerasKind kPositive{"a number above 0",
                          [](const json &value) { return value.is_number() && value.get<double>() > 0; }};
const KerasKind kFraction{"a number from 0 to 1",
                          [](const json &value) { return is_number_from(value, 0) && value.get<double>() <= 1; }};
const KerasKind kSeed{"a whole number or null",
                      [](const json &value) { return value.is_number_integer() || value.is_null(); }};
const KerasKind kAxis{"a whole number or a list of such", is_axis};
const KerasKind kMode{"\"fan_in\", \"fan_out\" or \"fan_avg\"", [](const json &value) {
                          return is_one_of(value, {"fan_in", "fan_out", "fan_avg"});
                      }};
const KerasKind kDistribution{
    "\"truncated_normal\", \"untruncated_normal\", \"normal\" or \"uniform\"", [](const json &value) {
        return is_one_of(value, {"truncated_normal", "untruncated_normal", "normal", "uniform"});
    }};
/// Newer get_config()s name the axes that fans are counted over; those of a kernel are the last two, which null says.
const KerasKind kFanAxes{"null, as the fans of a kernel are its last two axes",
                         [](const json &value) { return value.is_null(); }};

const KerasArgument kNoSeed{"seed", &kSeed, nullptr};
const KerasArgument kFirstAxis{"axis", &kAxis, 0};

std::vector<KerasArgument> fan_arguments(std::vector<KerasArgument> own) {
    own.insert(own.end(), {kNoSeed, {"input_axes", &kFanAxes, nullptr}, {"output_axes", &kFanAxes, nullptr}});
    return own;
}

const KerasClass *find_class(const std::vector<KerasClass> &classes, const std::string &name) {
    for (const KerasClass &type : classes) {
        if (is_one_of(name, type.spellings)) {
            return &type;
        }
    }
    return nullptr;
}

/// "class_name" and "config", and the two keys that Keras 3 writes beside them and that say nothing here.
void check_keys(const std::string &field, const json &value) {
    for (const auto &item : value.items()) {
        if (!is_one_of(item.key(), {"class_name", "config", "module", "registered_name"})) {
            throw Error(field + " has key " + quoted(item.key()) +
                        ": must be one of class_name, config, module, registered_name");
        }
    }
}

json full_config(const std::string &field, const KerasClass &type, const json &given) {
    const auto known = [&](const std::string &name) {
        const auto is_it = [&](const KerasArgument &argument) { return name == argument.name; };
        return std::any_of(type.arguments.begin(), type.arguments.end(), is_it);
    };
    for (const auto &item : given.items()) {
        if (!known(item.key())) {
            const std::string all = listed(type.arguments, &KerasArgument::name);
            throw Error(field + " has config key " + quoted(item.key()) + ": " + type.class_name +
                        (all.empty() ? " has none" : " has " + all));
        }
    }
    json config = json::object();
    for (const KerasArgument &argument : type.arguments) {
        const json value = given.value(argument.name, argument.otherwise);
        if (!argument.kind->allows(value)) {
            reject(field + "." + argument.name, json_text(value), argument.kind->allowed);
        }
        if (argument.kind != &kFanAxes) {
            config[argument.name] = value == "normal" ? "truncated_normal" : value;  // as Keras reads that distribution
        }
    }
    if (type.least && config[type.least].get<double>() > config[type.most].get<double>()) {
        reject(field + "." + type.least, json_text(config[type.least]),
               "at most " + std::string(type.most) + ", which is " + json_text(config[type.most]));
    }
    return config;
}

}  // namespace

const std::vector<KerasClass> &keras_initializers() {
    static const std::vector<KerasClass> classes = {
        {"glorot_uniform", "GlorotUniform", {"glorot_uniform", "GlorotUniform"}, fan_arguments({})},
        {"glorot_normal", "GlorotNormal", {"glorot_normal", "GlorotNormal"}, fan_arguments({})},
        {"he_uniform", "HeUniform", {"he_uniform", "HeUniform"}, fan_arguments({})},
        {"he_normal", "HeNormal", {"he_normal", "HeNormal"}, fan_arguments({})},
        {"lecun_uniform", "LecunUniform", {"lecun_uniform", "LecunUniform"}, fan_arguments({})},
        {"lecun_normal", "LecunNormal", {"lecun_normal", "LecunNormal"}, fan_arguments({})},
        {"random_normal",
         "RandomNormal",
         {"random_normal", "RandomNormal", "normal"},
         {{"mean", &kNumber, 0.0}, {"stddev", &kNotNegative, 0.05}, kNoSeed}},
        {"random_uniform",
         "RandomUniform",
         {"random_uniform", "RandomUniform", "uniform"},
         {{"minval", &kNumber, -0.05}, {"maxval", &kNumber, 0.05}, kNoSeed},
         "minval",
         "maxval"},
        {"truncated_normal",
         "TruncatedNormal",
         {"truncated_normal", "TruncatedNormal"},
         {{"mean", &kNumber, 0.0}, {"stddev", &kNotNegative, 0.05}, kNoSeed}},
        {"variance_scaling",
         "VarianceScaling",
         {"variance_scaling", "VarianceScaling"},
         fan_arguments({{"scale", &kPositive, 1.0},
                        {"mode", &kMode, "fan_in"},
                        {"distribution", &kDistribution, "truncated_normal"}})},
        {"constant", "Constant", {"constant", "Constant"}, {{"value", &kNumber, 0.0}}},
        {"zeros", "Zeros", {"zeros", "Zeros", "zero"}, {}},
        {"ones", "Ones", {"ones", "Ones", "one"}, {}},
        {"orthogonal",
         "Orthogonal",
         {"orthogonal", "Orthogonal", "OrthogonalInitializer"},
         {{"gain", &kNumber, 1.0}, kNoSeed}},
    };
    return classes;
}

const std::vector<KerasClass> &keras_regularizers() {
    // The function l1_l2() has 0.01 for what is not said, the class L1L2 has 0: Keras keeps both, and so does this table.
    static const std::vector<KerasClass> classes = {
        {"l1", "L1", {"l1", "L1"}, {{"l1", &kNotNegative, 0.01}}},
        {"l2", "L2", {"l2", "L2"}, {{"l2", &kNotNegative, 0.01}}},
        {"l1_l2", "L1L2", {"l1_l2"}, {{"l1", &kNotNegative, 0.01}, {"l2", &kNotNegative, 0.01}}},
        {"l1_l2", "L1L2", {"L1L2", "l1l2"}, {{"l1", &kNotNegative, 0.0}, {"l2", &kNotNegative, 0.0}}},
    };
    return classes;
}

const std::vector<KerasClass> &keras_constraints() {
    static const std::vector<KerasClass> classes = {
        {"max_norm", "MaxNorm", {"max_norm", "MaxNorm", "maxnorm"}, {{"max_value", &kNotNegative, 2}, kFirstAxis}},
        {"non_neg", "NonNeg", {"non_neg", "NonNeg", "nonneg"}, {}},
        {"unit_norm", "UnitNorm", {"unit_norm", "UnitNorm", "unitnorm"}, {kFirstAxis}},
        {"min_max_norm",
         "MinMaxNorm",
         {"min_max_norm", "MinMaxNorm", "minmaxnorm"},
         {{"min_value", &kNotNegative, 0.0}, {"max_value", &kNotNegative, 1.0}, {"rate", &kFraction, 1.0}, kFirstAxis},
         "min_value",
         "max_value"},
    };
    return classes;
}

KerasObject read_keras_object(const std::string &field, const json &value, const std::vector<KerasClass> &classes) {
    json name = value, given = json::object();
    if (value.is_object()) {
        check_keys(field, value);
        name = value.value("class_name", json());
        given = value.value("config", json::object());
        if (!given.is_object()) {
            reject(field + ".config", json_text(given), "an object with the arguments of the class");
        }
    }
    const auto first = [](const KerasClass &type) { return type.spellings.front(); };
    const std::string allowed = "one of " + listed(classes, first);
    const KerasClass *type = name.is_string() ? find_class(classes, name.get<std::string>()) : nullptr;
    if (!type && value.is_object()) {
        reject(field + ".class_name", name.is_null() ? "missing" : json_text(name), allowed);
    }
    if (!type) {
        reject(field, json_text(value), allowed + R"(, or {"class_name": ..., "config": {...}})");
    }
    return {type, full_config(field, *type, given)};
}

void check_keras_axes(const std::string &field, const KerasObject &object, int axes) {
    const json given = object.config.value("axis", json::array());
    for (const json &axis : given.is_array() ? given : json::array({given})) {
        const int64_t number = json_integer(field + ".axis", axis);
        if (number < -axes || number >= axes) {
            reject(field + ".axis", number, "from " + std::to_string(-axes) + " to " + std::to_string(axes - 1));
        }
    }
}

bool at_defaults(const KerasObject &object) { return object.config == full_config("", *object.type, json::object()); }

json serialized(const KerasObject &object) {
    return {{"class_name", object.type->class_name}, {"config", object.config}};
}

json flat(const KerasObject &object) {
    json all = object.config;
    all["name"] = object.type->name;
    return all;
}

}  // namespace tconv
