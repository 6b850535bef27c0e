// Problems: what validate refuses, shapes, the key and back, exact counts.
#include <gtest/gtest.h>

#include <iterator>

#include "tconv/phase.h"
#include "tests/core/message.h"
#include "tests/oracle/random_problem.h"

namespace tconv {
namespace {

constexpr uint64_t kSeeds = 2000;

Problem up4() { return parse_key("f32,last,n1,c256,f128,g1,bias,linear,fast,i16k4s2d1b1o32,i16k4s2d1b1o32"); }

TEST(Problem, ShapesFollowTheLayout) {
    Problem p = parse_key("f32,last,n2,c6,f4,g2,bias,linear,fast,i5k3s2d1b0o11,i7k4s1d1b1o9");
    EXPECT_EQ(p.input_shape(), (std::vector<int64_t>{2, 5, 7, 6}));
    EXPECT_EQ(p.output_shape(), (std::vector<int64_t>{2, 11, 9, 4}));
    EXPECT_EQ(p.weight_shape(), (std::vector<int64_t>{6, 2, 3, 4}));
    EXPECT_EQ(p.bias_shape(), (std::vector<int64_t>{4}));
    p.layout = Layout::channels_first;
    EXPECT_EQ(p.input_shape(), (std::vector<int64_t>{2, 6, 5, 7}));
    EXPECT_EQ(p.output_shape(), (std::vector<int64_t>{2, 4, 11, 9}));
}

TEST(Problem, OpenSizesFollowTheInput) {
    const Problem p = parse_key("f32,first,n_,c3,f2,g1,nobias,relu,fast,i_k4s2d1b1e1,i_k4s2d1b1o30,i16k4s2d1b1o32");
    EXPECT_TRUE(p.is_open());
    EXPECT_EQ(p.output_shape(), (std::vector<int64_t>{kOpen, 2, kOpen, 30, 32}));
    EXPECT_EQ(p.output_shape_for({5, 3, 7, 9, 16}), (std::vector<int64_t>{5, 2, 14, 30, 32}));
    const Problem call = p.with_input_shape({5, 3, 7, 9, 16});
    EXPECT_FALSE(call.is_open());
    EXPECT_EQ(call.axes[1].crop_end, call.axes[1].full(9) - 1 - 30);
    EXPECT_EQ(message_of([&] { p.output_shape_for({5, 3, 7, 9}); }), "input has 4 dimensions: must have 5");
    EXPECT_EQ(message_of([&] {
                  p.output_shape_for({5, 4, 7, 9, 16});
              }),
              "input shape[1] is 4: must be 3 (the channels)");
    EXPECT_EQ(message_of([&] { p.output_shape_for({5, 3, 0, 9, 16}); }), "input shape[2] is 0: must be 1 or more");
    EXPECT_EQ(message_of([&] { p.output_shape_for({-1, 3, 7, 9, 16}); }), "input shape[0] is -1: must be 0 or more");
    EXPECT_NE(message_of([&] { p.output_shape_for({1 << 30, 3, 7, 9, 16}); }).find("is too large"), std::string::npos);
    EXPECT_NE(message_of([&] { p.output_shape_for({1, 3, INT64_MAX, 9, 16}); }).find("below 2^31"), std::string::npos);
}

TEST(Problem, CropsThatEatEverythingOfAnOpenInputAreRefusedAtTheCall) {
    const Problem p = parse_key("f32,last,n1,c1,f1,g1,bias,linear,fast,i_k3s2d1b3e2");
    EXPECT_EQ(p.output_shape_for({1, 4, 1}), (std::vector<int64_t>{1, 4, 1}));
    EXPECT_NE(message_of([&] { p.output_shape_for({1, 2, 1}); }).find("would have 0 elements"), std::string::npos);
}

struct Refusal {
    void (*spoil)(Problem &);
    const char *message;
};

TEST(Problem, EveryFieldIsChecked) {
    const Refusal refusals[] = {
        {[](Problem &p) { p.axes.clear(); }, "kernel_size has 0 entries: must have 1, 2 or 3, one for each axis"},
        {[](Problem &p) { p.axes.resize(4); }, "kernel_size has 4 entries: must have 1, 2 or 3, one for each axis"},
        {[](Problem &p) { p.batch = -2; }, "batch is -2: must be 0 or more"},
        {[](Problem &p) { p.channels = 0; }, "channels is 0: must be 1 or more"},
        {[](Problem &p) { p.filters = -1; }, "filters is -1: must be 1 or more"},
        {[](Problem &p) { p.groups = 0; }, "groups is 0: must be 1 or more"},
        {[](Problem &p) { p.groups = 3; }, "groups is 3: must be a divisor of channels, which is 256"},
        {[](Problem &p) { p.groups = 256; }, "groups is 256: must be a divisor of filters, which is 128"},
        {[](Problem &p) { p.axes[1].input = 0; }, "input_size[1] is 0: must be 1 or more"},
        {[](Problem &p) { p.axes[1].kernel = 0; }, "kernel_size[1] is 0: must be 1 or more"},
        {[](Problem &p) { p.axes[0].stride = 0; }, "stride[0] is 0: must be 1 or more"},
        {[](Problem &p) { p.axes[0].dilation = -1; }, "dilation[0] is -1: must be 1 or more"},
        {[](Problem &p) { p.axes[0].dilation = kMaxElements; }, "dilation[0] is 2147483648: must be below 2^31"},
        {[](Problem &p) { p.axes[0].crop_begin = INT64_MIN; },
         "crop[0] begin is -9223372036854775808: must be above -2^31"},
        {[](Problem &p) { p.axes[0].crop_end = INT64_MAX; }, "crop[0] end is 9223372036854775807: must be below 2^31"},
        {[](Problem &p) { p.axes[0].output = kOpen; },
         "output_size[0] is open: must be a number where input_size is one"},
        {[](Problem &p) { p.axes[0].output = 31; }, "output_size[0] is 31: must be 32, which is (input_size - 1) * "
                                                    "stride + (kernel_size - 1) * dilation + 1 = 34, less "
                                                    "the crop 1 and 1"},
        {[](Problem &p) { p.axes[0].crop_end = 33, p.axes[0].output = 0; },
         "the output of axis 0 would have 0 elements: must have 1 or more; (input_size - 1) * stride + (kernel_size - "
         "1) * "
         "dilation + 1 = 34, the crop is 1 and 33"},
        {[](Problem &p) { p.axes[0].input = kOpen, p.axes[0].output = 5; },
         "crop[0] end is 1: must be 0 where output_size is given and input_size is open"},
        {[](Problem &p) { p.batch = 100000; },
         "input of shape [100000, 16, 16, 256] is too large: must have fewer than 2^31 elements"},
        {[](Problem &p) { p.batch = 20000; },
         "output of shape [20000, 32, 32, 128] is too large: must have fewer than 2^31 elements"},
        {[](Problem &p) { p.filters = 1 << 22; },
         "weights of shape [256, 4194304, 4, 4] is too large: must have fewer than 2^31 elements"},
    };
    for (const Refusal &refusal : refusals) {
        Problem p = up4();
        refusal.spoil(p);
        EXPECT_EQ(message_of([&] { validate(p); }), refusal.message);
    }
}

/// At stride 2; at stride s it is 2^31 - 1 - 1024 s.
constexpr int64_t kMostCells = (int64_t{1} << 31) - 1 - 2048;

/// An axis of kernel 4 and stride 2.
Problem line(int64_t input, int64_t crop_begin, int64_t crop_end) {
    Problem p;
    p.axes = {{input, 4, 2, 1, crop_begin, crop_end, kOpen}};
    if (input != kOpen) {
        p.axes[0].set_output(p.axes[0].output_for(input));
    }
    return p;
}

Problem open_line_of_fixed_output(int64_t crop_begin, int64_t output) {
    Problem p = line(kOpen, crop_begin, 0);
    p.axes[0].output = output;
    return p;
}

TEST(Problem, TheLargestAxesAreLegal) {
    const int64_t most_input = (kMostCells - 4) / 2 + 1, most_full = (most_input - 1) * 2 + 4;
    for (const Problem &p :
         {line(most_input, 0, 0), line(most_input, 1, -1), line(1, 0, 4 - kMostCells), line(1, 4 - kMostCells, 3),
          line(kOpen, 0, 4 - kMostCells), line(kOpen, most_full - 1, 0), line(kOpen, 4 - kMostCells, kMostCells - 4),
          open_line_of_fixed_output(0, kMostCells), open_line_of_fixed_output(kMostCells - 5, 5)}) {
        EXPECT_EQ(message_of([&] { validate(p); }), "") << key(p);
    }
}

TEST(Problem, AxesThatReachFurtherAreRefused) {
    const int64_t most_input = (kMostCells - 4) / 2 + 1;
    const std::pair<Problem, const char *> refusals[] = {
        {line(most_input + 1, 0, 0), "the output of axis 0 would have 2147481600 elements before the crop: must be at "
                                     "most 2147481599 (input_size, kernel_size, stride or dilation is too large)"},
        {line(1, 0, 3 - kMostCells), "output_size[0] is 2147481600: must be at most 2147481599"},
        {line(1, 3 - kMostCells, 4), "crop[0] is [-2147481596, 4]: must be such that the 4 cells before the crop and "
                                     "those that it appends are at most 2147481599"},
        {line(2, 100, 3 - kMostCells), "crop[0] is [100, -2147481596]: must be such that the 6 cells before the crop "
                                       "and those that it appends are at most 2147481599"},
        {line(kOpen, 0, 3 - kMostCells), "crop[0] is [0, -2147481596]: must be such that some input_size has 1 output "
                                         "or more, and at most 2147481599 cells with those that the crop appends or "
                                         "skips"},
        {line(kOpen, kMostCells, 0), "crop[0] is [2147481599, 0]: must be such that some input_size has 1 output or "
                                     "more, and at most 2147481599 cells with those that the crop appends or skips"},
        {open_line_of_fixed_output(0, kMostCells + 1), "output_size[0] is 2147481600: must be at most 2147481599"},
        {open_line_of_fixed_output(kMostCells - 4, 5),
         "crop[0] is [2147481595, 0]: must be such that some input_size has 1 output or more, and at most 2147481599 "
         "cells with those that the crop appends or skips"},
    };
    for (const auto &[problem, message] : refusals) {
        EXPECT_EQ(message_of([&p = problem] { validate(p); }), message);
    }
}

TEST(Problem, CallsOfOpenAxesHaveTheSameLimit) {
    const Problem p = line(kOpen, 0, -10);
    const int64_t most_input = (kMostCells - 14) / 2 + 1;
    EXPECT_EQ(p.output_shape_for({1, most_input, 1})[1], kMostCells - 1);
    EXPECT_NE(message_of([&] { p.output_shape_for({1, most_input + 1, 1}); }), "");
}

TEST(Problem, AxesOfAnyNumbersNeverOverflow) {
    Random random(1);
    int valid = 0;
    for (uint64_t seed = 0; seed < 40000; ++seed) {  // under UBSan an overflow ends the test
        Problem p = oracle::random_problem(seed % 1000);
        for (int64_t change = random.in(1, 3); change > 0; --change) {
            Axis &axis = p.axes[static_cast<size_t>(random.in(0, p.rank() - 1))];
            int64_t *const fields[] = {&p.batch,         &p.channels,    &p.filters,   &p.groups,
                                       &axis.input,      &axis.kernel,   &axis.stride, &axis.dilation,
                                       &axis.crop_begin, &axis.crop_end, &axis.output};
            *fields[random.in(0, std::size(fields) - 1)] =
                random.of<int64_t>({0, 1, 2, -1, 3, 1 << 15, 1 << 16, (1LL << 31) - 1, 1LL << 31, 1LL << 32, INT64_MAX,
                                    INT64_MIN, 1 - INT64_MAX});
        }
        try {
            validate(p);
            EXPECT_EQ(parse_key(key(p)), p);
            ++valid;
        } catch (const Error &) {
        }
    }
    EXPECT_GT(valid, 0);
}

TEST(Key, IsTheDocumentedText) {
    EXPECT_EQ(key(up4()), "f32,last,n1,c256,f128,g1,bias,linear,fast,i16k4s2d1b1o32,i16k4s2d1b1o32");
    Problem p = up4();
    p.batch = kOpen;
    p.axes[0] = {kOpen, 4, 2, 1, -1, 1, kOpen};
    p.axes[1] = {kOpen, 4, 2, 1, 1, 0, 7};
    p.bias = false;
    p.layout = Layout::channels_first;
    p.activation = Activation::leaky_relu;
    p.accuracy = Accuracy::exact_order;
    EXPECT_EQ(key(p), "f32,first,n_,c256,f128,g1,nobias,leaky_relu,exact_order,i_k4s2d1b-1e1,i_k4s2d1b1o7");
    EXPECT_EQ(parse_key(key(p)), p);
}

TEST(Key, RandomProblemsComeBack) {
    for (uint64_t seed = 0; seed < kSeeds; ++seed) {
        const Problem p = oracle::random_problem(seed);
        EXPECT_EQ(parse_key(key(p)), p) << key(p);
        const auto [open, shape] = oracle::random_open(p, seed);
        validate(open);
        EXPECT_EQ(parse_key(key(open)), open) << key(open);
        EXPECT_EQ(open.with_input_shape(shape), p) << key(open);
    }
}

TEST(Key, AnythingElseIsRefused) {
    const std::string good = key(up4());
    const auto refused_or_canonical = [](const std::string &text) {
        try {
            EXPECT_EQ(key(parse_key(text)), text);
        } catch (const Error &error) {
            EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
        }
    };
    for (size_t at = 0; at <= good.size(); ++at) {
        refused_or_canonical(good.substr(0, at));
        for (const char *piece : {" ", "0", "+", "-", ",", "x", "_", "99999999999999999999"}) {
            refused_or_canonical(std::string(good).insert(at, piece));
        }
    }
    for (const char *text :
         {"", "f32", " f32,last,n1,c1,f1,g1,bias,linear,fast,i1k1s1d1b0o1", "f32,last,n1,c1,f1,g1,bias,linear,fast",
          "f32,last,n1,c1,f1,g1,bias,linear,fast,", "f32,last,n1,c1,f1,g1,bias,linear,fast,i1k1s1d1b0o1,",
          "f32,last,n1,c1,f1,g1,bias,linear,fast,i1k1s1d1b0o01", "f32,last,n1,c1,f1,g1,bias,linear,fast,i1k1s1d1b-0o1",
          "f32,last,n-1,c1,f1,g1,bias,linear,fast,i1k1s1d1b0o1", "f32,last,n1,c1,f1,g1,bias,linear,fast,i1k1s1d1b0e0",
          "F32,last,n1,c1,f1,g1,bias,linear,fast,i1k1s1d1b0o1"}) {
        EXPECT_NE(message_of([&] { parse_key(text); }), "") << text;
    }
    EXPECT_EQ(message_of([] { parse_key("f64,last"); }), "key is \"f64,last\": must be f32 at character 1");
}

TEST(Names, AreThoseOfLayerFiles) {
    EXPECT_EQ(parse_layout("channels_first"), Layout::channels_first);
    EXPECT_STREQ(name_of(Activation::leaky_relu), "leaky_relu");
    EXPECT_EQ(message_of([] { parse_activation("swish"); }),
              "activation is \"swish\": must be one of linear, relu, relu6, leaky_relu, sigmoid, tanh, elu, selu, "
              "softplus, softsign, hard_sigmoid, exponential, silu, gelu, mish, softmax");
    EXPECT_EQ(message_of([] { parse_dtype("int8"); }), "dtype is \"int8\": must be float32");
}

TEST(Macs, AreCountedWithoutWhatIsCropped) {
    // up4: every output but those at the border has 2 x 2 taps; per axis 16*4 pairs, less one at each end.
    EXPECT_EQ(useful_macs(up4()), int64_t{256} * 128 * 62 * 62);
    for (uint64_t seed = 0; seed < kSeeds; ++seed) {
        const Problem p = oracle::random_problem(seed);
        int64_t macs = p.batch * p.channels * p.filters_per_group();
        for (const Axis &axis : p.axes) {
            int64_t pairs = 0;
            for (int64_t i = 0; i < axis.input; ++i) {
                for (int64_t t = 0; t < axis.kernel; ++t) {
                    const int64_t o = i * axis.stride + t * axis.dilation - axis.crop_begin;
                    pairs += o >= 0 && o < axis.output ? 1 : 0;
                }
            }
            EXPECT_EQ(useful_taps(axis), pairs) << key(p);
            macs *= pairs;
        }
        EXPECT_EQ(useful_macs(p), macs) << key(p);
    }
}

TEST(CheckedArithmetic, ThrowsInPlaceOfWrapping) {
    EXPECT_EQ(checked_add(INT64_MAX - 1, 1, "sum"), INT64_MAX);
    EXPECT_EQ(message_of([] { checked_add(INT64_MAX, 1, "sum"); }),
              "sum overflows: 9223372036854775807 + 1 does not fit in 64 bits");
    EXPECT_EQ(message_of([] { checked_mul(1LL << 32, 1LL << 31, "product"); }),
              "product overflows: 4294967296 * 2147483648 does not fit in 64 bits");
}

}  // namespace
}  // namespace tconv
