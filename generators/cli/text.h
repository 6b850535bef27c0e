// Lists within a text.
#pragma once

#include <sstream>
#include <string>
#include <vector>

namespace tconv {

/// The parts between separators; of an empty text none.
inline std::vector<std::string> split(const std::string &text, char separator) {
    std::vector<std::string> parts;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, separator);) {
        parts.push_back(part);
    }
    return parts;
}

}  // namespace tconv
