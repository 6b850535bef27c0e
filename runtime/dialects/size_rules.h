// How each system gets the output size and the crop of an axis, as a person reads it: the formulas of semantics.md, section 2, in the
// system's own words. Dialects compute with code of their own; the tests hold the two against each other.
#pragma once

#include <string>
#include <vector>

#include "tconv/layer.h"

namespace tconv {

/// One way in which a system sets sizes.
struct SizeRule {
    const char *name;                   ///< "Cropping 'same'"
    std::vector<AxisRule::Step> steps;  ///< those of the table come before
    const char *note, *source;
};

/// The rules of one system, and how it calls the numbers of an axis.
struct SizeRules {
    const char *dialect;
    const char *input, *kernel, *stride;
    const char *dilation;  ///< nullptr: it has none
    std::vector<AxisRule::Step> steps;
    std::vector<SizeRule> rules;
};

/// A table for each dialect.
const std::vector<SizeRules> &size_rules();
/// The rule of this name with the numbers of an axis, and the rule's own. Both names must be in the table.
AxisRule size_rule(const std::string &dialect, const std::string &name, const Axis &axis,
                   const std::vector<AxisRule::Number> &own = {});

}  // namespace tconv
