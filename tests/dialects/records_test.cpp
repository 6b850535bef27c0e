// What PyTorch, Keras and ONNX Runtime said of some hundreds of layers, kept in records/ (tests/judges/frameworks.py --record): shapes of parameters
// and outputs, numbers, refusals. Inputs are not kept but made here as there.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/dialects/dialect_layer.h"
#include "tests/oracle/oracle.h"

namespace tconv::test {
namespace {

using nlohmann::json;

/// integers() of tests/judges/definition.py. `which`: 0 the input, 1 the weights, 2 the bias.
Array integers(std::vector<int64_t> shape, uint64_t which) {
    Array array{std::move(shape), {}};
    for (uint64_t i = 0; i < static_cast<uint64_t>(array.size()); ++i) {
        const uint64_t mixed = ((i + 1 + 1'000'003 * which) * 2'654'435'761 % (uint64_t{1} << 32)) >> 16;
        array.data.push_back(static_cast<float>(mixed % 5) - 2);
    }
    return array;
}

/// Sums are exact. An activation is a formula in float32: fewer than 8 operations that are right to 2 ulp, on
/// numbers no larger than the sum, the result or 1.
double bound_of(const Problem &p, double sum, double result) {
    switch (p.activation) {
    case Activation::linear:
    case Activation::relu:
    case Activation::relu6: return 0;
    default: return 0x1p-20 * std::max({1.0, std::abs(sum), std::abs(result)});
    }
}

/// What of a record is otherwise here, or "".
std::string difference(const json &record) {
    const std::string text = record["layer"].dump();
    if (record.contains("refused")) {
        return message_of(text).empty() ? "is a layer, but refused there: " + record["refused"].dump() : "";
    }
    const Layer layer = layer_of(text);
    const auto shapes = record["parameters"].get<std::vector<std::vector<int64_t>>>();
    std::vector<std::vector<int64_t>> own{layer.weights.shape};
    if (layer.problem.bias) {
        own.push_back(layer.bias.shape);
    }
    if (own != shapes) {
        return "has parameters of other shapes than " + record["parameters"].dump();
    }
    oracle::Call call{
        layer.problem, integers(layer.problem.input_shape(), 0), native_weights(layer, integers(shapes[0], 1)), {}};
    if (layer.problem.bias) {
        call.bias = native_bias(layer, integers(shapes[1], 2));
    }
    const auto expected = record["output"].get<std::vector<double>>();
    if (layer.problem.output_shape() != record["shape"].get<std::vector<int64_t>>()) {
        return "has another output shape than " + record["shape"].dump() + ": " + key(layer.problem);
    }
    const std::vector<double> found = oracle::scatter(call);
    call.problem.activation = Activation::linear;
    const std::vector<double> sums = oracle::scatter(call);
    for (size_t i = 0; i < expected.size(); ++i) {
        if (!(std::abs(found[i] - expected[i]) <= bound_of(layer.problem, sums[i], expected[i]))) {
            return "gives " + std::to_string(found[i]) + " as output " + std::to_string(i) + ", not " +
                   std::to_string(expected[i]) + ": " + key(layer.problem);
        }
    }
    return "";
}

class Records : public testing::TestWithParam<const char *> {};

TEST_P(Records, AreWhatTheDialectSays) {
    std::ifstream file(std::string(TCONV_TEST_RECORDS "/") + GetParam() + ".jsonl");
    std::string line;
    ASSERT_TRUE(std::getline(file, line)) << "no records";
    const json head = json::parse(line);
    int count = 0, refused = 0;
    std::set<int> ranks;
    std::set<std::string> activations;  // in the system's words
    while (std::getline(file, line)) {
        const json record = json::parse(line);
        EXPECT_EQ(difference(record), "") << head["system"] << ": " << record["layer"];
        ++count;
        if (record.contains("refused")) {
            ++refused;
        } else {
            const json &layer = record["layer"];
            ranks.insert(static_cast<int>(layer["input_size"].size()));
            if (layer.contains("activation")) {
                activations.insert(layer["activation"].get<std::string>());
            }
        }
    }
    EXPECT_EQ(ranks, (std::set<int>{1, 2, 3}));
    EXPECT_EQ(activations, head["activations"].get<std::set<std::string>>());
    EXPECT_GE(count, 300);
    EXPECT_GE(refused, 20);
    EXPECT_LE(refused, count / 3);
}

INSTANTIATE_TEST_SUITE_P(Of, Records, testing::Values("torch", "keras", "onnx"),
                         [](const auto &test) { return std::string(test.param); });

}  // namespace
}  // namespace tconv::test
