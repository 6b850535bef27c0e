// Layer files and arrays for tests of the program.
#include "tests/cli/layer_case.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tconv/layer.h"
#include "tests/oracle/random_problem.h"

namespace tconv::test {

const char *const kSmallLayer = R"({"name": "small", "channels": 4, "filters": 6, "kernel_size": [4, 4], "stride": 2,
    "crop": "same", "input_size": [5, 6]})";

std::string small_layer_with(const std::string &key, const std::string &value) {
    nlohmann::json layer = nlohmann::json::parse(kSmallLayer);
    layer[key] = nlohmann::json::parse(value);
    return layer.dump();
}

LayerCase::LayerCase(const Folder &folder, const std::string &layer_json, const std::vector<int64_t> &input_shape)
    : layer(folder.write("layer.json", layer_json)), input(folder / "x.npy"), weights(folder / "w.npy"),
      output(folder / "y.npy") {
    call = oracle::integer_call(load_layer(layer).problem.with_input_shape(input_shape), 1);
    write_npy(input, call.input);
    write_npy(weights, call.weights);
    if (!call.bias.data.empty()) {
        bias = folder / "b.npy";
        write_npy(bias, call.bias);
    }
}

Arguments LayerCase::run_arguments() const {
    Arguments arguments = {"run", layer, "--input", input, "--output", output, "--weights", weights};
    if (!bias.empty()) {
        arguments.insert(arguments.end(), {"--bias", bias});
    }
    return arguments;
}

void LayerCase::expect_right() const {
    const Array found = read_npy(output);
    EXPECT_EQ(found.shape, call.problem.output_shape());
    const oracle::Comparison comparison = oracle::compare(found.data, oracle::scatter(call), {});
    EXPECT_EQ(comparison.wrong, 0) << comparison.text();
}

}  // namespace tconv::test
