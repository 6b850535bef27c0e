// Activations as kernels compute them, over the floats: what generators/algorithms/activation.h promises, and what the bound of
// tests/oracle/error_bound.cpp takes for granted. The layer is one weight, 1, so that its sums are the inputs.
#include <cmath>
#include <cstring>
#include <limits>

#include "runtime/problem/names.h"
#include "tests/kernels/call_kernel.h"
#include "tests/kernels/expect_right.h"

namespace tconv::test {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

float float_of(uint32_t bits) {
    float value = 0;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

uint32_t bits_of(float value) {
    uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    return bits;
}

/// Of both signs: floats of every exponent, NaN among them, and all neighbours of the places where formulas change or end.
std::vector<float> floats_to_try() {
    constexpr uint32_t kSparse = 4099, kNeighbours = 1 << 11;
    std::vector<float> values{kInfinity, -kInfinity, 0.0f, -0.0f};
    for (uint64_t bits = 0; bits < uint64_t{1} << 32; bits += kSparse) {
        values.push_back(float_of(static_cast<uint32_t>(bits)));
    }
    std::vector<float> places{0.625f,  // tanh: from the polynomial to exponentials
                              87.0f,
                              43.5f,  // where e^-x and e^-2x stay as they are
                              9.0f,
                              17.0f,  // tanh and sigmoid reach 1
                              std::numeric_limits<float>::min(),
                              1.0f,
                              6.0f,
                              3.0f,         // hard_sigmoid begins and ends
                              14.0f,        // gelu reaches 0
                              88.0f,        // e^-x is 0
                              88.7228391f,  // e^x is the largest float
                              103.972084f,  // e^-x is half the smallest
                              104.0f};
    for (int n = 1; n < 128; n++) {
        places.push_back(static_cast<float>(0.5 * n * std::log(2.0)));  // exp: the next power of 2, for e^-x and e^-2x
        places.push_back(static_cast<float>(0.25 * n * std::log(2.0)));
    }
    for (const float place : places) {
        for (uint32_t bits = bits_of(place) - kNeighbours; bits < bits_of(place) + kNeighbours; bits++) {
            values.push_back(float_of(bits));
            values.push_back(-float_of(bits));
        }
    }
    for (uint32_t bits = 0; bits < kNeighbours; bits++) {
        values.push_back(float_of(bits));
        values.push_back(-float_of(bits));
        values.push_back(float_of(bits_of(kInfinity) - bits));
        values.push_back(-float_of(bits_of(kInfinity) - bits));
    }
    return values;
}

/// The distance of a float of this size from the next one.
double ulp(double value) {
    const int exponent = value == 0 ? -126 : std::max(std::ilogb(value), -126);
    return std::ldexp(1.0, exponent - 23);
}

struct Worst {
    double ulps = 0;
    float at = 0, found = 0;
    double expected = 0;
};

/// activation(x) of each, by the kernel of an instruction set.
std::vector<float> activated(Activation activation, const std::string &set, const std::vector<float> &inputs) {
    CompileRequest request;
    request.name = "layer";
    request.problem =
        parse_key(std::string("f32,last,n1,c1,f1,g1,nobias,") + name_of(activation) + ",fast,i_k1s1d1b0e0");
    request.target = target_of(set);
    const std::vector<int64_t> shape{1, static_cast<int64_t>(inputs.size()), 1};
    const oracle::Call call{request.problem.with_input_shape(shape), {shape, inputs}, {{1, 1, 1}, {1.0f}}, {}};
    const Outcome outcome = call_kernel(LoadedLibrary(request), call, Side::end, nullptr);
    if (!outcome.trouble.empty()) {
        throw Error(outcome.trouble);
    }
    return outcome.output;
}

/// The largest error in ulp; results below `least` count only where they are off by more than that.
Worst worst_of(Activation activation, const std::vector<float> &inputs, const std::vector<float> &outputs,
               double least) {
    Worst worst;
    for (size_t i = 0; i < inputs.size(); i++) {
        const double expected = oracle::activate(activation, static_cast<double>(inputs[i]));
        const double error = std::abs(static_cast<double>(outputs[i]) - expected);
        const bool is_right =
            std::isnan(expected) ? std::isnan(outputs[i]) : outputs[i] == static_cast<float>(expected);
        const bool is_tiny = std::abs(expected) < least && error <= least;
        const double ulps = is_right || is_tiny ? 0 : std::isnan(error) ? INFINITY : error / ulp(expected);
        if (ulps > worst.ulps) {
            worst = {ulps, inputs[i], outputs[i], expected};
        }
    }
    return worst;
}

struct Promise {
    Activation activation;
    double ulps;
    double least = 0;  ///< of the results that it is given for; smaller ones are off by no more than this
};
constexpr Promise kPromises[] = {
    {Activation::linear, 0},
    {Activation::relu, 0},
    {Activation::relu6, 0},
    {Activation::leaky_relu, 1},
    {Activation::sigmoid, 3, 0x1p-125},
    {Activation::tanh, 3},
    {Activation::elu, 2},
    {Activation::selu, 2},
    {Activation::softplus, 3, 0x1p-125},
    {Activation::softsign, 2},
    {Activation::hard_sigmoid, 2},
    {Activation::exponential, 2},
    {Activation::silu, 4, 0x1p-119},
    {Activation::gelu, 8, 0x1p-119},
    {Activation::mish, 5, 0x1p-119},
};
static_assert(std::size(kPromises) + 1 == std::size(kActivations));  // softmax is not of one number: softmax_test.cpp

TEST(Activations, AreWhatTheyPromise) {
    const std::vector<float> inputs = floats_to_try();
    for (const std::string &set : instruction_sets_to_try()) {
        for (const auto &[activation, ulps, least] : kPromises) {
            const Worst worst = worst_of(activation, inputs, activated(activation, set, inputs), least);
            EXPECT_LE(worst.ulps, ulps) << name_of(activation) << " on " << set << " is " << worst.found << " at "
                                        << worst.at << ", not " << worst.expected;
        }
    }
}

}  // namespace
}  // namespace tconv::test
