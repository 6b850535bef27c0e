// Random layer files of every dialect: most of them legal, the rest with a value that no layer has.
#pragma once

#include <string>
#include <vector>

namespace tconv::test {

/// The dialects that random_layer knows: all of them.
std::vector<std::string> random_layer_dialects();
/// A layer file's text; the same seed gives the same. `wild`: one value is replaced by something else.
std::string random_layer(const std::string &dialect, unsigned seed, bool wild);

}  // namespace tconv::test
