// MATLAB's layers inside the library: what its layer files and its C++ constructors share.
#pragma once

#include "runtime/dialects/dialect.h"
#include "tconv/matlab.h"

namespace tconv {

/// What a constructor is given beside its options, as JSON has no place for it.
struct MatlabLearnables {
    std::optional<Array> weights, bias;
    matlab::InitializerFunction weights_initializer, bias_initializer;
};

/// Dialect::lower. Arrays that the fields have as lists take the place of those in `given`.
Layer lower_matlab(const LayerType &type, const Fields &fields, const MatlabLearnables &given);

}  // namespace tconv
