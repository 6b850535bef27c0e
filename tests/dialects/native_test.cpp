// What all dialects share: layer types, arguments by position, orders of weights.
#include <gtest/gtest.h>

#include "tests/dialects/dialect_layer.h"

namespace tconv::test {
namespace {

TEST(Dialects, AreNamedInMessages) {
    EXPECT_EQ(message_of("{'dialect': 'caffe'}").find("dialect is \"caffe\": must be one of \"native\""), 0u);
}

TEST(Dialects, WeightsGoThereAndBack) {
    Layer layer = layer_of("{'name': 'up', 'channels': 4, 'filters': 6, 'kernel_size': [2, 3], 'input_size': [5, 5]}");
    const Array native = counting(layer.problem.weight_shape());
    layer.weight_order = WeightOrder::kernel_filters_channels;
    layer.weights.shape = {2, 3, 6, 4};
    const Array own = own_weights(layer, native);
    EXPECT_EQ(own.shape, layer.weights.shape);
    EXPECT_EQ(own.data[1], native.data[6 * 2 * 3]) << "channels are innermost";
    EXPECT_EQ(native_weights(layer, own).data, native.data);
}

}  // namespace
}  // namespace tconv::test
