// ONNX's own node tests, as layers of its dialect: attributes as onnx/backend/test/case/node/convtranspose.py has them, arrays and
// outputs as Debian's libonnx-testdata carries them. The reader of those files lowers their attributes by itself: a second opinion.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/dialects/dialect_layer.h"
#include "tests/kernels/onnx_vectors.h"

namespace tconv::test {
namespace {

const struct {
    const char *name, *attributes;
} kNodes[] = {
    {"test_convtranspose", ""},
    {"test_convtranspose_1d", ""},
    {"test_convtranspose_3d", ""},
    {"test_convtranspose_autopad_same", ", 'auto_pad': 'SAME_UPPER', 'strides': [2, 2]"},
    {"test_convtranspose_dilations", ", 'dilations': [2, 2]"},
    {"test_convtranspose_group_2", ", 'group': 2"},
    {"test_convtranspose_group_2_image_3", ", 'group': 2"},
    {"test_convtranspose_kernel_shape",
     ", 'kernel_shape': [3, 3], 'output_padding': [1, 1], 'output_shape': [10, 8], 'strides': [3, 2]"},
    {"test_convtranspose_output_shape", ", 'output_shape': [10, 8], 'strides': [3, 2]"},
    {"test_convtranspose_pad", ", 'output_padding': [1, 1], 'strides': [3, 2]"},
    {"test_convtranspose_pads", ", 'pads': [1, 2, 1, 2], 'strides': [3, 2]"},
    {"test_convtranspose_with_kernel",
     ", 'kernel_shape': [3, 3], 'output_padding': [1, 1], 'output_shape': [10, 8], 'strides': [3, 2]"},
};

std::string attributes_of(const oracle::Vector &vector) {
    for (const auto &node : kNodes) {
        if (vector.name == "ONNX " + std::string(node.name)) {
            return node.attributes;
        }
    }
    throw std::runtime_error("no attributes are known of " + vector.name);
}

Layer layer_of_node(const oracle::Vector &vector) {
    const oracle::Call &call = vector.call;
    const std::vector<int64_t> &image = call.input.shape;
    return layer_of("{'dialect': 'onnx', 'type': 'ConvTranspose', 'W': {'shape': " + shape_text(call.weights.shape) +
                    "}, 'B': " + (call.problem.bias ? "true" : "false") + ", 'batch': " + std::to_string(image[0]) +
                    ", 'input_size': " + shape_text({image.begin() + 2, image.end()}) + attributes_of(vector) + "}");
}

TEST(OnnxNodes, AreLayersOfTheDialect) {
    const std::vector<oracle::Vector> vectors = onnx_vectors();
    EXPECT_GE(vectors.size(), 10u) << "libonnx-testdata 1.12 has 10";
    for (const oracle::Vector &vector : vectors) {
        SCOPED_TRACE(vector.name);
        const Layer layer = layer_of_node(vector);
        EXPECT_EQ(key(layer.problem), key(vector.call.problem));
        const auto output = output_of(layer, vector.call.input, vector.call.weights, vector.call.bias);
        EXPECT_EQ(std::vector<double>(output.begin(), output.end()), vector.expected);
    }
}

}  // namespace
}  // namespace tconv::test
