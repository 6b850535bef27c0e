// The systems' tables of initializers: semantics.md, section 5.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "runtime/layer/initializer_rule.h"
#include "tconv/initializer.h"

namespace tconv {

/// A parameter that an initializer's own words may give: "stddev" of Keras's RandomNormal.
struct Setting {
    const char *name;
    const char *allowed;                                       ///< "a number of 0 or more"
    bool (*apply)(InitializerRule &, const nlohmann::json &);  ///< false: the value is not allowed
    bool required = false;
};

enum class Use { weights, bias, both };

struct InitializerRow {
    const char *name;
    const char *what;
    Use use;
    InitializerRule rule;           ///< with the parameters' defaults
    std::vector<Setting> settings;  ///< in the order in which they apply; a random one has "seed" as well
};

/// How a system counts the fans of weights, with R = product of the kernel sizes, C channels, F filters, G groups.
enum class FanCount {
    connections,  ///< in = R*C/G, out = R*F/G: what truly meets in an output, and leaves an input
    shape,        ///< in = R*F/G, out = R*C: the array's shape read as that of a convolution's
};

/// And of a bias.
enum class BiasFan { filters, of_weights };

/// Which axes make the rows of the matrix that orthogonal weights are.
enum class MatrixRows { all_but_last_axis, first_axis };

struct InitializerSystem {
    const char *dialect;
    FanCount fans;
    BiasFan bias_fan;
    MatrixRows rows;
    std::string (*canonical)(const std::string &);  ///< the name in the table for a name as given
    std::vector<InitializerRow> table;
};

const std::vector<InitializerSystem> &initializer_systems();
/// Throws Error for a dialect that has no table.
const InitializerSystem &initializer_system(const std::string &dialect);

/// The rule for a text as initializer.h describes it. `use` is weights or bias.
InitializerRule read_initializer(const InitializerSystem &system, const std::string &text, Use use);

}  // namespace tconv
