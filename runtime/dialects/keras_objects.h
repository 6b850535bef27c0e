// What Keras states as an object of a class: initializers, regularizers and constraints. In a layer file such an object is a name
// ("he_normal", "HeNormal") or what Keras's own serialize() gives: {"class_name": "HeNormal", "config": {"seed": 7}}.
#pragma once

#include <string>
#include <vector>

#include "runtime/json/strict_json.h"

namespace tconv {

/// What an argument of a class may be.
struct KerasKind {
    const char *allowed;
    bool (*allows)(const nlohmann::json &);
};

struct KerasArgument {
    const char *name;
    const KerasKind *kind;
    nlohmann::json otherwise;  ///< Keras's default
};

struct KerasClass {
    const char *name;                      ///< "l1_l2": what tconv calls it
    const char *class_name;                ///< "L1L2": what get_config calls it
    std::vector<const char *> spellings;   ///< every name that Keras takes for it, case and all
    std::vector<KerasArgument> arguments;  ///< of its constructor
    const char *least = nullptr;           ///< two arguments in order: no value of `least` is above that of `most`
    const char *most = nullptr;
};

const std::vector<KerasClass> &keras_initializers();
const std::vector<KerasClass> &keras_regularizers();
const std::vector<KerasClass> &keras_constraints();

struct KerasObject {
    const KerasClass *type;
    nlohmann::json config;  ///< every argument, defaults filled in
};

/// Throws Error where the value is no object of these classes; `field` is how messages call it.
KerasObject read_keras_object(const std::string &field, const nlohmann::json &value,
                              const std::vector<KerasClass> &classes);
/// Throws Error where an axis of a constraint is none of an array of so many axes: -2 is the last but one.
void check_keras_axes(const std::string &field, const KerasObject &, int axes);

/// All arguments are what Keras takes them to be where nothing is said.
bool at_defaults(const KerasObject &);
/// As Keras's serialize() has it, so that a layer file may hold it: {"class_name": "MaxNorm", "config": {"max_value": 2, "axis": 0}}.
nlohmann::json serialized(const KerasObject &);
/// As a Parameter has it: {"name": "max_norm", "max_value": 2, "axis": 0}.
nlohmann::json flat(const KerasObject &);

}  // namespace tconv
