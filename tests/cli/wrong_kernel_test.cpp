// tconv verify where a kernel is wrong, which takes a library that the program would not make.
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

#include <cstdlib>

#include "generators/cli/library.h"
#include "generators/cli/linker.h"
#include "generators/cli/request.h"
#include "generators/cli/verbs.h"
#include "tests/cli/layer_case.h"
#include "tests/cli/program.h"

namespace tconv::test {
namespace {

// A library that computes something else stands in the cache under the layer's key: verify must see it.
TEST(Verify, WrongKernelsAreStatus1WithTheCommandThatShowsThemAgain) {
    const Folder folder;
    const std::string file = folder.write("layer.json", kSmallLayer);
    const std::string target = "x86-64-linux-sse41";
    const CompileRequest right = request_for(load_layer(file), target);
    const CompileRequest wrong = request_for(parse_layer(small_layer_with("activation", "\"relu\""), "relu"), target);
    setenv("XDG_CACHE_HOME", (folder / "cache").c_str(), 1);
    const CompiledLibrary library = compile_library(wrong);
    Cache().store(cache_key(right), link_shared_object(library.archive), library.manifest);

    CLI::App program;
    add_verify(program);
    testing::internal::CaptureStdout();
    std::string message;
    try {
        program.parse("verify --seed 3 --target x86-64-linux-sse41 " + file);
    } catch (const Error &error) {
        message = error.what();
    }
    const std::string out = testing::internal::GetCapturedStdout();
    EXPECT_EQ(message, "1 of 1 layers gave wrong results");
    EXPECT_NE(out.find("layer.json  WRONG"), std::string::npos) << out;
    EXPECT_NE(out.find("tconv verify " + file + " --target x86-64-linux-sse41 --seed 3"), std::string::npos) << out;
}

}  // namespace
}  // namespace tconv::test
