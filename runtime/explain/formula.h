// Formulas of size rules: evaluated, and shown with their numbers.
#pragma once

#include <string>
#include <vector>

#include "tconv/layer.h"

namespace tconv {

using Numbers = std::vector<AxisRule::Number>;

/// The value of a formula as AxisRule has them. std::logic_error where it is none, or a name has no number: rules are ours.
int64_t evaluated(const std::string &formula, const Numbers &numbers);
/// The formula with the numbers in place of their names; a negative one is in parentheses.
std::string with_numbers(const std::string &formula, const Numbers &numbers);

}  // namespace tconv
