// Who takes part: names, patterns, what is not installed.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "bench/contenders/table.h"
#include "tconv/error.h"
#include "tests/files/folder.h"

namespace tconv::bench {
namespace {

std::string names(const std::string &patterns) {
    std::string all;
    const Selection selection = select_contenders(patterns);
    for (const TconvRow *row : selection.tconv) {
        all += std::string(row->name) + " ";
    }
    for (const PeerRow *row : selection.peers) {
        all += std::string(row->name) + " ";
    }
    return all;
}

const PeerRow &row(const std::string &name) { return *select_contenders(name).peers.at(0); }

TEST(Contenders, AreChosenByNameAndPattern) {
    EXPECT_EQ(names("onednn"), "onednn ");
    EXPECT_EQ(names("openvino,onnx*"), "onnxruntime openvino ");  // in the table's order
    EXPECT_EQ(names("torch?nhwc"), "torch-nhwc ");
    EXPECT_EQ(names("halide-adams*"), "halide-adams2019 halide-adams2019-beam32 ");
}

TEST(Contenders, AllOfThemButTheSlowSearchTakePartByDefault) {
    const Selection selection = select_contenders("");
    EXPECT_EQ(selection.tconv.size(), std::size(kTconvRows));
    EXPECT_EQ(selection.peers.size(), peer_rows().size() - 1);
    EXPECT_EQ(names("").find("beam32"), std::string::npos);
    EXPECT_EQ(names("*"), names("") + "halide-adams2019-beam32 ");
}

TEST(Contenders, AnUnknownNameIsRefusedWithThoseThatThereAre) {
    try {
        select_contenders("onednn,tensorflow");
        FAIL() << "no error";
    } catch (const Error &error) {
        const std::string text = error.what();
        EXPECT_TRUE(text.starts_with("contenders is 'tensorflow': must be names or patterns of names, of tconv"))
            << text;
        EXPECT_NE(text.find(", openvino, "), std::string::npos);
    }
}

TEST(Contenders, OnesThatAreNotInstalledSaySo) {
    const Installation nothing = {"/no/environment", "/no/halide", "/no/python", "/no/onednn_peer"};
    for (const PeerRow &peer : peer_rows()) {
        EXPECT_EQ(missing(peer, nothing), "not installed (cmake/setup.sh bench)") << peer.name;
    }
    const test::Folder folder;
    std::filesystem::create_directories(folder / "litert/bin");
    std::ofstream(folder / "litert/bin/python") << "";
    const Installation one = {folder.path(), "/no/halide", "/no/python", "/no/onednn_peer"};
    EXPECT_EQ(missing(row("litert"), one), "");
    EXPECT_NE(missing(row("openvino"), one), "");
}

TEST(Contenders, ProgramsKnowThreadsAndWhatMakesThemFaster) {
    const Installation here = {"/env", "/halide", "/python", "/peer"};
    const PeerProgram heap = program_of(row("torch-heap"), here, {.threads = 4});
    EXPECT_EQ(heap.command, (std::vector<std::string>{"/env/torch/bin/python", "/python/peer.py", "torch"}));
    const auto has = [](const PeerProgram &program, const std::string &variable) {
        return std::ranges::find(program.environment, variable) != program.environment.end();
    };
    EXPECT_TRUE(has(heap, "MALLOC_MMAP_MAX_=0"));
    EXPECT_TRUE(has(heap, "OMP_NUM_THREADS=4"));
    EXPECT_FALSE(has(program_of(row("torch"), here, {}), "MALLOC_MMAP_MAX_=0"));
    const PeerProgram sycl = program_of(row("onednn-sycl"), here, {.threads = 4});
    EXPECT_TRUE(has(sycl, "LD_LIBRARY_PATH=/env/sycl/lib"));
    EXPECT_TRUE(has(sycl, "DPCPP_CPU_NUM_CUS=4"));
    EXPECT_EQ(sycl.formats, (std::vector<std::string>{"any", "last", "first"}));
    EXPECT_EQ(program_of(row("halide-li2018"), here, {}).command.at(0), "/halide/bin/python");
}

}  // namespace
}  // namespace tconv::bench
