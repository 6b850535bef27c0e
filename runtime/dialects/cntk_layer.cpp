// CNTK's constructor in C++.
#include "tconv/cntk.h"

namespace tconv::cntk {

Layer ConvolutionTranspose(const Value &filter_shape, const Value &num_filters, const Rules &keywords) {
    Rules properties = {{"filter_shape", filter_shape}, {"num_filters", num_filters}};
    properties.insert(properties.end(), keywords.begin(), keywords.end());
    return make_layer("cntk", "ConvolutionTranspose", properties);
}

}  // namespace tconv::cntk
