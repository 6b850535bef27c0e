// The one exception of tconv's C++ side: something given by the user is wrong, and the message says what.
#pragma once

#include <stdexcept>
#include <string>

namespace tconv {

/// Thrown for every input that cannot be used: a layer file, an array, a schedule, a shape, a file that cannot be opened.
/// The message is one line that names the field, the value and what is allowed, and where it was found:
/// `stride[1] is 0: must be 1 or more (up4.json)`. Bugs of tconv itself are not reported this way (std::logic_error).
class Error : public std::runtime_error {
public:
    explicit Error(const std::string &message) : std::runtime_error(message) {}
};

}  // namespace tconv
