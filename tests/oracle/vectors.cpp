// Published outputs. The crop and the output size of each row follow from its system's rule (semantics.md, section 2).
#include "tests/oracle/vectors.h"

#include <numeric>

namespace tconv::oracle {
namespace {

/// first, first + 1, ...
std::vector<float> range(size_t count, float first = 0) {
    std::vector<float> values(count);
    std::iota(values.begin(), values.end(), first);
    return values;
}

std::vector<float> ones(size_t count) { return std::vector<float>(count, 1.0f); }

std::vector<double> repeat(const std::vector<double> &once, int times) {
    std::vector<double> values;
    for (int i = 0; i < times; ++i) {
        values.insert(values.end(), once.begin(), once.end());
    }
    return values;
}

struct Row {
    const char *name;
    const char *key;
    std::vector<float> input, weights;
    std::vector<double> expected;
};

// All with batch 1; "nobias" rows of one channel unless the key says otherwise.
std::vector<Row> rows() {
    return {
        {"CNTK kernel_test.py, valid",
         "f32,first,n1,c1,f1,g1,nobias,linear,fast,i3k2s1d1b0o4,i3k2s1d1b0o4",
         range(9),
         range(4),
         {0, 0, 1, 2, 0, 5, 11, 11, 6, 23, 29, 23, 12, 32, 37, 24}},
        {"CNTK kernel_test.py, pad, output_shape (5, 6): pins the side of the crop",
         "f32,first,n1,c1,f1,g1,nobias,linear,fast,i3k3s2d1b1o5,i3k3s2d1b1o6",
         range(9),
         range(9),
         {0,  3,  4,  11, 8,  10, 3,  12, 11, 28, 19, 26, 12, 27, 16,
          35, 20, 25, 27, 60, 35, 76, 43, 56, 24, 51, 28, 59, 32, 40}},
        {"ONNX test_convtranspose", "f32,first,n1,c1,f2,g1,nobias,linear,fast,i3k3s1d1b0o5,i3k3s1d1b0o5", range(9),
         ones(18), repeat({0, 1, 3, 3, 2, 3, 8, 15, 12, 7, 9, 21, 36, 27, 15, 9, 20, 33, 24, 13, 6, 13, 21, 15, 8}, 2)},
        {"ONNX test_convtranspose_1d", "f32,first,n1,c1,f2,g1,nobias,linear,fast,i3k3s1d1b0o5", range(3), ones(6),
         repeat({0, 1, 3, 3, 2}, 2)},
        {"ONNX test_convtranspose_dilations",
         "f32,first,n1,c1,f1,g1,nobias,linear,fast,i3k2s1d2b0o5,i3k2s1d2b0o5",
         {3, 8, 1, 9, 5, 7, 3, 2, 6},
         {7, 2, 1, 9},
         {21, 56, 13, 16, 2, 63, 35, 67, 10, 14, 24, 22, 76, 76, 21, 9, 5, 88, 45, 63, 3, 2, 33, 18, 54}},
        {"ONNX test_convtranspose_pads", "f32,first,n1,c1,f2,g1,nobias,linear,fast,i3k3s3d1b1o7,i3k3s2d1b2o3", range(9),
         ones(18), repeat({1, 1, 3, 1, 1, 3, 7, 4, 9, 7, 4, 9, 7, 4, 9, 13, 7, 15, 13, 7, 15}, 2)},
        {"ONNX test_convtranspose_autopad_same", "f32,first,n1,c1,f2,g1,nobias,linear,fast,i3k3s2d1b0o6,i3k3s2d1b0o6",
         range(9), ones(18),
         repeat({0, 0, 1, 1, 3, 2, 0, 0, 1,  1,  3,  2,  3, 3, 8,  5, 12, 7,
                 3, 3, 7, 4, 9, 5, 9, 9, 20, 11, 24, 13, 6, 6, 13, 7, 15, 8},
                2)},
        {"TFLite, SAME",
         "f32,last,n1,c1,f1,g1,nobias,linear,fast,i4k3s1d1b1o4,i4k3s1d1b1o4",
         range(16, 1),
         range(9, 1),
         {29, 62, 83, 75, 99, 192, 237, 198, 207, 372, 417, 330, 263, 446, 485, 365}},
        {"TFLite, stride 2, VALID",
         "f32,last,n1,c1,f1,g1,nobias,linear,fast,i2k3s2d1b0o5,i2k3s2d1b0o5",
         range(4, 1),
         range(9, 1),
         {1, 2, 5, 4, 6, 4, 5, 14, 10, 12, 10, 14, 36, 24, 30, 12, 15, 34, 20, 24, 21, 24, 55, 32, 36}},
        {"Keras, dilation 2, same", "f32,last,n1,c3,f1,g1,nobias,linear,fast,i4k3s1d2b2o4,i4k3s1d2b2o4", range(48),
         ones(27), repeat({192, 228, 192, 228, 336, 372, 336, 372}, 2)},
        {"Keras 1-D, k3 s2 same",
         "f32,last,n1,c1,f1,g1,nobias,linear,fast,i3k3s2d1b0o6",
         ones(3),
         range(3, 1),
         {1, 2, 4, 2, 4, 2}},
        {"Keras 1-D, k4 s2 same",
         "f32,last,n1,c1,f1,g1,nobias,linear,fast,i3k4s2d1b1o6",
         ones(3),
         range(4, 1),
         {2, 4, 6, 4, 6, 3}},
        {"Keras 1-D, k2 s3 valid",
         "f32,last,n1,c1,f1,g1,nobias,linear,fast,i3k2s3d1b0o9",
         ones(3),
         range(2, 1),
         {1, 2, 0, 1, 2, 0, 1, 2, 0}},
        {"Keras 1-D, k2 s3 same, output_padding 2",
         "f32,last,n1,c1,f1,g1,nobias,linear,fast,i3k2s3d1b0o8",
         ones(3),
         range(2, 1),
         {1, 2, 0, 1, 2, 0, 1, 2}},
        {"Keras 1-D, k3 s2 valid, output_padding 1",
         "f32,last,n1,c1,f1,g1,nobias,linear,fast,i3k3s2d1b0o8",
         ones(3),
         range(3, 1),
         {1, 2, 4, 2, 4, 2, 3, 0}},
    };
}

}  // namespace

std::vector<Vector> vectors() {
    std::vector<Vector> result;
    for (const Row &row : rows()) {
        Vector vector{row.name, {parse_key(row.key), {}, {}, {}}, row.expected};
        vector.call.input = {vector.call.problem.input_shape(), row.input};
        vector.call.weights = {vector.call.problem.weight_shape(), row.weights};
        result.push_back(vector);
    }
    return result;
}

}  // namespace tconv::oracle
