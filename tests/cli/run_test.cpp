// tconv run: the numbers, where they come from, and what it does when it cannot.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <ostream>

#include "tests/cli/layer_case.h"
#include "tests/cli/program.h"

namespace tconv::test {
namespace {

/// `weight` and `bias` as a .safetensors file: header size, JSON header, data.
std::string safetensors(const Array &weight, const Array &bias) {
    const size_t weight_bytes = weight.data.size() * 4, bias_bytes = bias.data.size() * 4;
    const nlohmann::json header = {
        {"weight", {{"dtype", "F32"}, {"shape", weight.shape}, {"data_offsets", {0, weight_bytes}}}},
        {"bias",
         {{"dtype", "F32"}, {"shape", bias.shape}, {"data_offsets", {weight_bytes, weight_bytes + bias_bytes}}}}};
    const std::string text = header.dump();
    const uint64_t size = text.size();
    std::string bytes(reinterpret_cast<const char *>(&size), 8);
    bytes += text;
    bytes.append(reinterpret_cast<const char *>(weight.data.data()), weight_bytes);
    bytes.append(reinterpret_cast<const char *>(bias.data.data()), bias_bytes);
    return bytes;
}

struct RunRow {
    const char *what;
    const char *layer;
    std::vector<int64_t> input_shape;
};

void PrintTo(const RunRow &row, std::ostream *stream) { *stream << row.what; }

// Rank 1 to 3, both layouts, open sizes, groups, no bias, negative crop, an empty batch.
const RunRow kRows[] = {
    {"rank_1",
     R"({"name": "r1", "channels": 3, "filters": 5, "kernel_size": [5], "stride": 3, "input_size": [7]})",
     {1, 7, 3}},
    {"rank_2_channels_first",
     R"({"name": "r2", "channels": 4, "filters": 2, "kernel_size": [3, 4], "stride": [1, 2], "layout": "channels_first",
         "crop": [[0, 1], [-1, 2]], "input_size": [4, 5], "batch": 2})",
     {2, 4, 4, 5}},
    {"rank_3_without_bias",
     R"({"name": "r3", "channels": 2, "filters": 3, "kernel_size": [2, 2, 2], "stride": 2, "bias": false,
         "input_size": [2, 3, 2]})",
     {1, 2, 3, 2, 2}},
    {"open_grouped_relu",
     R"({"name": "open", "channels": 6, "filters": 4, "groups": 2, "kernel_size": [3, 3], "stride": 2,
         "dilation": [1, 2], "activation": "relu", "input_size": [null, null], "batch": null})",
     {2, 3, 5, 6}},
    {"empty_batch",
     R"({"name": "none", "channels": 2, "filters": 2, "kernel_size": [2], "stride": 2, "input_size": [3],
         "batch": null})",
     {0, 3, 2}},
};

class RunTest : public testing::TestWithParam<RunRow> {};

TEST_P(RunTest, GivesWhatTheReferenceGives) {
    const Folder folder;
    const LayerCase layer(folder, GetParam().layer, GetParam().input_shape);
    const Outcome outcome = tconv(layer.run_arguments());
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    layer.expect_right();
}

INSTANTIATE_TEST_SUITE_P(Layers, RunTest, testing::ValuesIn(kRows),
                         [](const testing::TestParamInfo<RunRow> &row) { return row.param.what; });

TEST(Run, OneJsonObjectWithATimeForEachRun) {
    const Folder folder;
    const LayerCase small(folder, kSmallLayer, {1, 5, 6, 4});
    Arguments arguments = small.run_arguments();
    arguments.insert(arguments.end(), {"--repeat", "3", "--threads", "2", "--json"});
    const Outcome outcome = tconv(arguments);
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "");
    const nlohmann::json report = nlohmann::json::parse(outcome.out);
    EXPECT_EQ(report["times_ms"].size(), 3U);
    EXPECT_EQ(report["threads"], 2);
    EXPECT_EQ(report["output_shape"], (std::vector<int64_t>{1, 10, 12, 6}));
    small.expect_right();
}

TEST(Run, TakesWeightsAndBiasFromOneSafetensorsFile) {
    const Folder folder;
    const LayerCase small(folder, kSmallLayer, {1, 5, 6, 4});
    const std::string both = folder.write("both.safetensors", safetensors(small.call.weights, small.call.bias));
    const Outcome outcome =
        tconv({"run", small.layer, "--input", small.input, "--output", small.output, "--weights", both});
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    small.expect_right();
}

TEST(Run, WithoutABiasItIsZero) {
    const Folder folder;
    LayerCase small(folder, kSmallLayer, {1, 5, 6, 4});
    small.bias.clear();
    small.call.bias.data.clear();
    const Outcome outcome = tconv(small.run_arguments());
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    small.expect_right();
}

TEST(Run, InitialWeightsDependOnTheSeedAlone) {
    const Folder folder;
    const LayerCase small(folder, kSmallLayer, {1, 5, 6, 4});
    std::vector<Array> outputs;
    for (const char *seed : {"5", "5", "6"}) {
        const Outcome outcome = tconv(
            {"run", small.layer, "--input", small.input, "--output", small.output, "--init", "glorot", "--seed", seed});
        ASSERT_EQ(outcome.status, 0) << outcome.err;
        outputs.push_back(read_npy(small.output));
    }
    EXPECT_EQ(outputs[0].data, outputs[1].data);
    EXPECT_NE(outputs[0].data, outputs[2].data);
}

TEST(Run, TakesParametersFromTheLayerFile) {
    const Folder folder;
    const std::string layer = folder.write("layer.json", R"({"dialect": "wolfram", "type": "DeconvolutionLayer",
        "args": [1, [2]], "Weights": [[[1, 2]]], "Biases": [3], "Input": [1, 3]})");
    const std::string input = folder / "x.npy", output = folder / "y.npy";
    write_npy(input, {{1, 1, 3}, {1, 10, 100}});
    const Outcome outcome = tconv({"run", layer, "--input", input, "--output", output});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(read_npy(output).data, (std::vector<float>{4, 15, 123, 203}));
}

TEST(Run, LeavesAnOlderOutputAloneWhereItFails) {
    const Folder folder;
    const LayerCase small(folder, kSmallLayer, {1, 5, 6, 4});
    folder.write("y.npy", "older");
    const std::vector<std::string> before = folder.names();
    struct Failure {
        std::string what;
        Arguments arguments;
    };
    const auto run = [&](const std::string &input, const std::string &output, const std::string &weights) {
        return Arguments{"run", small.layer, "--input", input, "--output", output, "--weights", weights};
    };
    const Failure failures[] = {
        {"x.npy", run(folder / "none/x.npy", small.output, small.weights)},
        {"input shape[0] is 4: must be 1", run(small.weights, small.output, small.weights)},
        {"w.npy", run(small.input, small.output, folder / "none/w.npy")},
        {"weights", run(small.input, small.output, small.input)},
        {"no folder", run(small.input, folder / "none/y.npy", small.weights)},
        {"folder", run(small.input, folder.path().string(), small.weights)},
        {"folder", run(small.input, folder.path().string() + "/", small.weights)},
        {"device", run(small.input, "/dev/null", small.weights)},
    };
    for (const Failure &failure : failures) {
        const Outcome outcome = tconv(failure.arguments);
        EXPECT_EQ(outcome.status, 1) << failure.what;
        EXPECT_TRUE(is_one_line(outcome.err)) << outcome.err;
        EXPECT_NE(outcome.err.find(failure.what), std::string::npos) << outcome.err;
        EXPECT_EQ(outcome.out, "");
    }
    EXPECT_EQ(folder.names(), before);
    EXPECT_EQ(read_text(small.output), "older");
}

}  // namespace
}  // namespace tconv::test
