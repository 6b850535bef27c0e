// How a schedule is refused.
#pragma once

#include <string>

#include "runtime/problem/message.h"

namespace tconv {

[[noreturn]] inline void refuse(const char *field, const std::string &value, const std::string &allowed) {
    reject(std::string("schedule.") + field, value, allowed);
}
[[noreturn]] inline void refuse(const char *field, int64_t value, const std::string &allowed) {
    refuse(field, std::to_string(value), allowed);
}

/// `vector` is a power of two of at most the set's lanes.
inline void check_vector(int vector, int lanes) {
    if (vector < 1 || (vector & (vector - 1)) != 0 || vector > lanes)
        refuse("vector", vector, "a power of two up to " + std::to_string(lanes));
}

}  // namespace tconv
