// Small layers whose outputs other systems publish (semantics.md, section 7), as problems: what every reference and every
// kernel must give.
#pragma once

#include <string>
#include <vector>

#include "tests/oracle/oracle.h"

namespace tconv::oracle {

struct Vector {
    std::string name;  ///< the system, and its own name for the case
    Call call;
    std::vector<double> expected;
};

std::vector<Vector> vectors();

}  // namespace tconv::oracle
