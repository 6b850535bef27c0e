// tconv import as a user has it, and that `tconv run` takes what it writes.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/program.h"
#include "tests/import/test_model.h"
#include "tests/oracle/oracle.h"

namespace tconv::test {
namespace {

TestModel folded_model() {
    TestModel model = small_model();
    model.tensor("b", {1, 3, 1, 1}, {-1, 0, 1});
    model.node("Add", {"y", "b"}, "y2");
    model.node("Relu", {"y2"}, "z");
    model.output("z");
    return model;
}

TEST(ImportProgram, SaysWhatItWroteAndWhy) {
    const Folder folder;
    TestModel model = folded_model();
    model.node("ConvTranspose", {"x", "y2"}, "dynamic");
    const std::string file = folder.write("model.onnx", model.bytes()), out = folder / "out";
    const Outcome outcome = tconv({"import", file, "-o", out});
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "");
    EXPECT_EQ(outcome.out, out + "/up.json  " + out +
                               "/up.safetensors\n"
                               "  node        \"up\" in the graph\n"
                               "  input       [1, 2, 5, 6]  \"x\"\n"
                               "  output      [1, 3, 10, 12]  \"y2\"\n"
                               "  weights     [2, 3, 2, 2], with bias\n"
                               "  folded      Add \"Add of y2\": bias\n"
                               "  not folded  Relu \"Relu of z\": \"y2\" is read elsewhere too\n"
                               "not imported: \"ConvTranspose of dynamic\" in the graph: its weights are not known: "
                               "\"y2\" is computed by Add \"Add of y2\"\n")
        << outcome.out;
}

TEST(ImportProgram, WritesOneJsonObject) {
    const Folder folder;
    const std::string file = folder.write("model.onnx", folded_model().bytes());
    const Outcome outcome = tconv({"import", file, "-o", folder / "out", "--json"});
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    const nlohmann::json report = nlohmann::json::parse(outcome.out);
    ASSERT_EQ(report["layers"].size(), 1U);
    const nlohmann::json &up = report["layers"][0];
    EXPECT_EQ(up["name"], "up");
    EXPECT_EQ(up["layer_file"], folder / "out/up.json");
    EXPECT_EQ(up["weight_file"], folder / "out/up.safetensors");
    EXPECT_EQ(up["output"], "z");
    EXPECT_EQ(up["activation"], "relu");
    EXPECT_EQ(up["folded"].size(), 2U);
    EXPECT_TRUE(report["skipped"].empty());
    const Outcome alone = tconv({"import", file, "-o", folder / "alone", "--json", "--no-fuse"});
    EXPECT_TRUE(nlohmann::json::parse(alone.out)["layers"][0]["folded"].empty());
}

TEST(ImportProgram, RunTakesWhatItWrites) {
    const Folder folder;
    const std::string file = folder.write("model.onnx", folded_model().bytes());
    ASSERT_EQ(tconv({"import", file, "-o", folder / "out"}).status, 0);
    const Layer layer = load_layer(folder / "out/up.json");
    oracle::Call call;
    call.problem = layer.problem;
    call.input = {layer.problem.input_shape(), Floats(60)};
    for (size_t i = 0; i < call.input.data.size(); ++i) {
        call.input.data[i] = static_cast<float>(static_cast<int>(i % 7) - 3);
    }
    call.weights = read_parameter(folder / "out/up.safetensors", "weight");
    call.bias = read_parameter(folder / "out/up.safetensors", "bias");
    write_npy(folder / "x.npy", call.input);
    const Outcome outcome = tconv({"run", folder / "out/up.json", "--weights", folder / "out/up.safetensors", "--input",
                                   folder / "x.npy", "--output", folder / "y.npy"});
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    const std::vector<double> expected = oracle::gather(call);
    const Array found = read_npy(folder / "y.npy");
    EXPECT_EQ(std::vector<double>(found.data.begin(), found.data.end()), expected);
}

TEST(ImportProgram, FailuresAreOneLineAndLeaveNothing) {
    const Folder folder;
    TestModel none(17), dynamic = small_model();
    none.node("Relu", {"x"}, "y");
    dynamic.message.mutable_graph()->clear_initializer();
    const std::pair<std::string, std::string> rows[] = {
        {folder.write("none.onnx", none.bytes()), "the model has no ConvTranspose"},
        {folder.write("dynamic.onnx", dynamic.bytes()),
         "none of 1 ConvTranspose could be imported: \"up\": its weights are not known"},
        {folder.write("text.onnx", "no model"), "the file is no ONNX model"},
    };
    for (const auto &[file, message] : rows) {
        const Outcome outcome = tconv({"import", file, "-o", folder / "out"});
        EXPECT_EQ(outcome.status, 1);
        EXPECT_TRUE(is_one_line(outcome.err)) << outcome.err;
        EXPECT_EQ(outcome.err.rfind("tconv: error: " + message, 0), 0U) << outcome.err;
    }
    EXPECT_EQ(folder.names().size(), 3U);
    EXPECT_EQ(tconv({"import", rows[0].first}).status, 2);
}

}  // namespace
}  // namespace tconv::test
