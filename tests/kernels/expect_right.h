// How the tests of this folder end.
#pragma once

#include <gtest/gtest.h>

#include "tests/kernels/kernel_case.h"

namespace tconv::test {

/// Fails once for every case with a trouble, with the command that tries it alone.
inline void expect_right(const std::vector<KernelCase> &cases,
                         const std::function<std::string(const KernelCase &)> &find = trouble_of) {
    for (const std::string &trouble : troubles_of(cases, find)) {
        ADD_FAILURE() << trouble;
    }
}

}  // namespace tconv::test
