// A bad access as a value in place of the end of the process, so that a test can say what was touched.
#pragma once

#include <functional>
#include <optional>

namespace tconv::test {

struct Fault {
    int signal = 0;
    const void *address = nullptr;  ///< what was touched
};

/// Runs `body`, which must be C code on this thread alone: a fault leaves it where it is.
std::optional<Fault> fault_in(const std::function<void()> &body);

}  // namespace tconv::test
