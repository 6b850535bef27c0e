// Random layers with the schedules that the rules choose.
#include <algorithm>
#include <numeric>

#include "tests/kernels/expect_right.h"
#include "tests/kernels/random_case.h"

namespace tconv::test {
namespace {

constexpr uint64_t kFirstSeed = 1;
constexpr size_t kLayers = 330;
/// Of tests that are about something else than results.
constexpr size_t kSample = 24;

/// `count` layers, for the instruction sets in turn.
std::vector<KernelCase> layers(uint64_t first_seed, size_t count) {
    const std::vector<std::string> sets = instruction_sets_to_try();
    std::vector<KernelCase> cases;
    for (size_t i = 0; i < count; i++) {
        cases.push_back(random_layer(first_seed + i, sets[i % sets.size()]));
    }
    return cases;
}

bool some_axis(const Problem &problem, const std::function<bool(const Axis &)> &holds) {
    return std::any_of(problem.axes.begin(), problem.axes.end(), holds);
}

/// What a layer may have that a kernel could get wrong.
struct Corner {
    const char *name;
    std::function<bool(const Problem &)> here;
};
const std::vector<Corner> kCorners = {
    {"rank 1", [](const Problem &p) { return p.rank() == 1; }},
    {"rank 2", [](const Problem &p) { return p.rank() == 2; }},
    {"rank 3", [](const Problem &p) { return p.rank() == 3; }},
    {"channels last", [](const Problem &p) { return p.layout == Layout::channels_last; }},
    {"channels first", [](const Problem &p) { return p.layout == Layout::channels_first; }},
    {"no bias", [](const Problem &p) { return !p.bias; }},
    {"linear", [](const Problem &p) { return p.activation == Activation::linear; }},
    {"relu", [](const Problem &p) { return p.activation == Activation::relu; }},
    {"relu6", [](const Problem &p) { return p.activation == Activation::relu6; }},
    {"leaky_relu", [](const Problem &p) { return p.activation == Activation::leaky_relu; }},
    {"sigmoid", [](const Problem &p) { return p.activation == Activation::sigmoid; }},
    {"tanh", [](const Problem &p) { return p.activation == Activation::tanh; }},
    {"elu", [](const Problem &p) { return p.activation == Activation::elu; }},
    {"selu", [](const Problem &p) { return p.activation == Activation::selu; }},
    {"softplus", [](const Problem &p) { return p.activation == Activation::softplus; }},
    {"softsign", [](const Problem &p) { return p.activation == Activation::softsign; }},
    {"hard_sigmoid", [](const Problem &p) { return p.activation == Activation::hard_sigmoid; }},
    {"exponential", [](const Problem &p) { return p.activation == Activation::exponential; }},
    {"silu", [](const Problem &p) { return p.activation == Activation::silu; }},
    {"gelu", [](const Problem &p) { return p.activation == Activation::gelu; }},
    {"mish", [](const Problem &p) { return p.activation == Activation::mish; }},
    {"softmax", [](const Problem &p) { return p.activation == Activation::softmax; }},
    {"batch 0", [](const Problem &p) { return p.batch == 0; }},
    {"batch 5", [](const Problem &p) { return p.batch == 5; }},
    {"open batch", [](const Problem &p) { return p.batch == kOpen; }},
    {"open axis", [](const Problem &p) { return some_axis(p, [](const Axis &a) { return a.is_open(); }); }},
    {"all sizes fixed", [](const Problem &p) { return !p.is_open(); }},
    {"depthwise", [](const Problem &p) { return is_depthwise(p); }},
    {"groups of several channels", [](const Problem &p) { return p.groups > 1 && p.channels_per_group() > 1; }},
    {"one filter", [](const Problem &p) { return p.filters == 1; }},
    {"prime channels", [](const Problem &p) { return p.channels == 7 || p.channels == 13 || p.channels == 31; }},
    {"k = 1", [](const Problem &p) { return some_axis(p, [](const Axis &a) { return a.kernel == 1; }); }},
    {"k < s", [](const Problem &p) { return some_axis(p, [](const Axis &a) { return a.kernel < a.stride; }); }},
    {"k = s", [](const Problem &p) { return some_axis(p, [](const Axis &a) { return a.kernel == a.stride; }); }},
    {"stride and dilation with a common divisor",
     [](const Problem &p) { return some_axis(p, [](const Axis &a) { return std::gcd(a.stride, a.dilation) > 1; }); }},
    {"stride and dilation without one",
     [](const Problem &p) {
         return some_axis(
             p, [](const Axis &a) { return a.stride > 1 && a.dilation > 1 && std::gcd(a.stride, a.dilation) == 1; });
     }},
    {"negative crop", [](const Problem &p) { return some_axis(p, [](const Axis &a) { return a.crop_begin < 0; }); }},
    {"only cells behind the full output",
     [](const Problem &p) {
         return some_axis(p, [](const Axis &a) { return !a.is_open() && a.crop_begin >= a.full(a.input); });
     }},
    {"input of one cell", [](const Problem &p) { return some_axis(p, [](const Axis &a) { return a.input == 1; }); }},
};

TEST(RandomLayers, HaveEveryCorner) {
    const std::vector<KernelCase> cases = layers(kFirstSeed, kLayers);
    for (const Corner &corner : kCorners) {
        const auto count =
            std::count_if(cases.begin(), cases.end(), [&](const KernelCase &c) { return corner.here(c.problem); });
        EXPECT_GE(count, 3) << corner.name;
    }
}

TEST(RandomLayers, AreRight) { expect_right(layers(kFirstSeed, kLayers)); }

/// Whose kernels were wrong once, or could not be made.
TEST(RandomLayers, ThatFailedOnceAreRight) {
    std::vector<KernelCase> cases;
    for (const std::string &set : instruction_sets_to_try()) {
        for (const char *layer : {
                 "f32,last,n1,c19,f19,g19,bias,linear,fast,i_k1s1d1b2e-2,i1k4s4d1b3o6",
                 "f32,first,n1,c19,f13,g1,bias,linear,fast,i_k3s3d1b1e1,i_k5s8d1b64e-8",
                 // Open sizes before a fixed one: stages that Halide skips.
                 "f32,last,n1,c4,f16,g1,bias,linear,fast,i13k5s5d1b-7o5,i_k5s1d1b2e2",
                 "f32,first,n_,c14,f28,g2,bias,linear,fast,i6k3s8d1b7o25,i_k1s1d1b-3e7,i1k5s5d4b-6o3",
                 "f32,last,n_,c8,f16,g1,bias,linear,fast,i1k8s8d1b1o6,i_k5s1d1b-3e-2,i_k1s5d4b-7o5",
             }) {
            cases.push_back({parse_key(layer), set, std::nullopt, 1, false, {}});
        }
    }
    expect_right(cases);
}

TEST(RandomLayers, PassHalidesOwnAssertions) {
    std::vector<KernelCase> cases = layers(5000, 4 * kSample);
    std::erase_if(cases, [](const KernelCase &c) { return !can_be_checked(c.problem); });
    for (KernelCase &kernel_case : cases) {
        kernel_case.checked = true;
    }
    expect_right(cases);
}

TEST(RandomLayers, HaveTheSameBitsOnAnyNumberOfThreads) { expect_right(layers(6000, kSample), trouble_with_threads); }

}  // namespace
}  // namespace tconv::test
