// What kernels of open sizes ask of their caller. All that is ever kept is a copy of the input with its borders; a few pages for each
// task hold the rest. More would mean that sums of one tile, or rows of one task, got room for the whole image.
#include "tests/kernels/expect_right.h"
#include "tests/kernels/loaded_library.h"

namespace tconv::test {
namespace {

struct LargeCall {
    const char *layer;
    std::vector<int64_t> input_shape;
};

const LargeCall kCalls[] = {
    {"f32,last,n1,c8,f8,g8,bias,linear,fast,i_k4s2d1b1e1", {1, 100'000, 8}},
    {"f32,last,n1,c64,f64,g64,bias,linear,fast,i_k4s2d1b1e1,i_k4s2d1b1e1", {1, 300, 200, 64}},
    {"f32,last,n1,c16,f3,g1,bias,tanh,fast,i_k4s2d1b1e1,i_k4s2d1b1e1", {1, 512, 512, 16}},
    {"f32,last,n1,c16,f1,g1,bias,linear,fast,i_k9s2d1b4e4,i_k9s2d1b4e4", {1, 400, 500, 16}},
    {"f32,last,n1,c3,f96,g1,bias,relu,fast,i_k11s4d1b0e0,i_k11s4d1b0e0", {1, 640, 480, 3}},
    {"f32,last,n_,c32,f32,g1,bias,linear,fast,i_k4s2d1b1e1,i_k4s2d1b1e1", {4, 256, 256, 32}},
    {"f32,first,n_,c8,f8,g1,bias,linear,fast,i_k3s2d1b1e1,i_k3s2d1b1e1,i_k3s2d1b1e1", {1, 8, 64, 64, 64}},
    {"f32,last,n_,c9,f18,g9,bias,linear,fast,i_k7s5d3b0e0,i_k2s3d1b0e0", {1, 300, 300, 9}},
};

std::string trouble_with_workspace(const KernelCase &kernel_case, const std::vector<int64_t> &input_shape) {
    constexpr int kThreads = 3;
    constexpr int64_t kPages = 64 << 10;
    int64_t input_bytes = sizeof(float);
    for (const int64_t size : input_shape)
        input_bytes *= size;
    const LoadedLibrary library(request_of(kernel_case));
    int64_t bytes = 0;
    if (library.workspace_size(input_shape.data(), kThreads, &bytes) != TCONV_OK)
        return "workspace_size fails";
    const int64_t most = input_bytes + input_bytes / 4 + kThreads * kPages;
    return bytes <= most ? ""
                         : "workspace of " + std::to_string(bytes) + " bytes for an input of " +
                               std::to_string(input_bytes) + ": more than " + std::to_string(most);
}

TEST(OpenSizes, NeedNoMoreWorkspaceThanACopyOfTheInput) {
    for (const LargeCall &call : kCalls) {
        std::vector<KernelCase> cases;
        for (const std::string &set : instruction_sets_to_try())
            cases.push_back({parse_key(call.layer), set, std::nullopt, 1, false, std::nullopt});
        expect_right(cases, [&](const KernelCase &c) { return trouble_with_workspace(c, call.input_shape); });
    }
}

/// 32768 phases, each a task of one cell, for each image: their count leaves 32 bits long before any array does.
TEST(OpenSizes, WithMoreTasksThanCanBeCountedAreAStatus) {
    const char *layer = "f32,last,n_,c1,f1,g1,bias,linear,fast,i1k32s32d1b0o1,i1k32s32d1b0o1,i1k32s32d1b0o1";
    std::vector<KernelCase> cases;
    for (const std::string &set : instruction_sets_to_try())
        cases.push_back({parse_key(layer), set, std::nullopt, 1, false, std::nullopt});
    expect_right(cases, [](const KernelCase &c) -> std::string {
        const LoadedLibrary library(request_of(c));
        for (const auto &[batch, expected] : {std::pair<int64_t, int>{65535, TCONV_OK}, {65536, TCONV_TOO_LARGE}}) {
            const int64_t input_shape[] = {batch, 1, 1, 1, 1};
            int64_t bytes = 0;
            const int status = library.workspace_size(input_shape, 1, &bytes);
            if (status != expected)
                return "batch " + std::to_string(batch) + " gives status " + std::to_string(status);
        }
        return "";
    });
}

}  // namespace
}  // namespace tconv::test
