// The gathering sums, which the reference and the error bound share.
#pragma once

#include "tests/oracle/space.h"

namespace tconv::oracle {

struct Sums {
    std::vector<double> values;  ///< bias + sum over taps and channels, as the output's layout has them
    std::vector<int64_t> terms;  ///< products in the sum, by (n, cell): the same for all filters
};

/// `magnitudes`: of absolute values, |bias| + sum |x*w|.
Sums gather_sums(const Call &, bool magnitudes);

}  // namespace tconv::oracle
