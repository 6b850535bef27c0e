// CNTK's constructor in C++.
#include "tconv/cntk.h"

namespace tconv::cntk {

Layer ConvolutionTranspose(const Value &filter_shape, const Value &num_filters, const Rules &keywords) {
    return make_layer("cntk", "ConvolutionTranspose", {{"filter_shape", filter_shape}, {"num_filters", num_filters}},
                      keywords);
}

}  // namespace tconv::cntk
