// Softmax as kernels compute it: over the filters of each cell, in layers of every kind, of any sums.
#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/kernels/call_kernel.h"
#include "tests/kernels/expect_right.h"
#include "tests/oracle/random_problem.h"

namespace tconv::test {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kLargest = std::numeric_limits<float>::max();

/// Filters that leave nothing, something and almost everything of a vector over; sizes that leave something of a row.
const char *const kLayers[] = {
    "f32,last,n1,c3,f1,g1,bias,softmax,fast,i9k3s2d1b0o19",
    "f32,first,n1,c3,f1,g1,bias,softmax,fast,i9k3s2d1b0o19",
    "f32,last,n1,c5,f2,g1,bias,softmax,fast,i7k4s2d1b1o14,i5k4s2d1b1o10",
    "f32,first,n1,c5,f2,g1,bias,softmax,fast,i7k4s2d1b1o14,i5k4s2d1b1o10",
    "f32,last,n1,c4,f7,g1,nobias,softmax,fast,i9k3s2d1b0o18,i8k3s2d1b0o16",
    "f32,first,n1,c4,f7,g1,nobias,softmax,fast,i9k3s2d1b0o18,i8k3s2d1b0o16",
    "f32,last,n1,c8,f16,g1,bias,softmax,fast,i6k2s2d1b0o12,i5k2s2d1b0o10",
    "f32,first,n1,c8,f21,g1,bias,softmax,fast,i6k16s8d1b4o48,i5k16s8d1b4o40",
    "f32,last,n1,c8,f150,g1,bias,softmax,fast,i6k4s2d1b1o12,i5k4s2d1b1o10",
    "f32,first,n1,c3,f150,g1,bias,softmax,fast,i6k4s2d1b1o12,i17k1s1d1b0o17",
    // Groups, of one filter and of several: softmax goes over all of them.
    "f32,last,n1,c19,f19,g19,bias,softmax,fast,i9k4s2d1b1o18,i5k4s2d1b1o10",
    "f32,first,n1,c6,f9,g3,bias,softmax,fast,i9k4s2d1b1o18,i5k4s2d1b1o10",
    // Cells that no tap reaches, crops that append.
    "f32,last,n1,c3,f5,g1,bias,softmax,fast,i6k2s3d1b-2o23",
    "f32,first,n1,c3,f5,g1,bias,softmax,fast,i6k2s4d2b-2o23",
    // Open sizes; several images, and none.
    "f32,last,n_,c3,f6,g1,bias,softmax,fast,i_k4s2d1b1e1,i_k4s2d1b1e1",
    "f32,first,n_,c3,f6,g1,bias,softmax,fast,i_k4s2d1b1e1,i_k4s2d1b1e1",
    "f32,last,n_,c2,f33,g1,bias,softmax,fast,i3k3s2d1b1o6,i_k3s2d1b1e0,i4k3s2d1b1o8",
    "f32,first,n_,c2,f3,g1,bias,softmax,fast,i_k3s2d1b1e0,i4k3s2d1b1o8,i_k3s2d1b1e0",
    "f32,last,n3,c4,f4,g1,bias,softmax,exact_order,i4k3s1d2b2o4,i5k3s1d2b2o5,i3k1s1d1b0o3",
    "f32,first,n3,c4,f4,g1,bias,softmax,exact_order,i4k3s1d2b2o4,i5k3s1d2b2o5,i3k1s1d1b0o3",
    "f32,last,n0,c4,f4,g1,bias,softmax,fast,i4k3s2d1b0o9",
    "f32,first,n0,c4,f4,g1,bias,softmax,fast,i4k3s2d1b0o9",
};

/// For the instruction sets in turn.
std::vector<KernelCase> layers() {
    const std::vector<std::string> sets = instruction_sets_to_try();
    std::vector<KernelCase> cases;
    for (const char *layer : kLayers) {
        cases.push_back({parse_key(layer), sets[cases.size() / 2 % sets.size()], std::nullopt, 1, false, std::nullopt});
    }
    return cases;
}

TEST(Softmax, LayersAreRight) { expect_right(layers()); }

TEST(Softmax, HasTheSameBitsOnAnyNumberOfThreads) {
    std::vector<KernelCase> cases = layers();
    cases.erase(cases.begin(), cases.begin() + 8);
    cases.resize(8);
    expect_right(cases, trouble_with_threads);
}

/// The sums, and what a linear layer needs: an array of the output's size more, and a few pages for each task.
TEST(Softmax, NeedsRoomForTheSumsAlone) {
    for (const std::string layout : {"last", "first"}) {
        const auto workspace = [&](const char *activation) {
            const std::string key =
                "f32," + layout + ",n1,c8,f21,g1,bias," + activation + ",fast,i_k4s2d1b1e1,i_k4s2d1b1e1";
            CompileRequest request =
                request_of({parse_key(key), instruction_sets_to_try().front(), std::nullopt, 1, false, std::nullopt});
            const int64_t last[] = {1, 200, 100, 8}, first[] = {1, 8, 200, 100};
            int64_t bytes = 0;
            EXPECT_EQ(LoadedLibrary(request).workspace_size(layout == "last" ? last : first, 2, &bytes), TCONV_OK);
            return bytes;
        };
        constexpr int64_t kSums = 21 * 400 * 200 * 4, kPages = 2 * (64 << 10);
        const int64_t more = workspace("softmax") - workspace("linear");
        EXPECT_GE(more, kSums) << layout;
        EXPECT_LE(more, kSums + kPages) << layout;
    }
}

/// Cells whose sums are what the test says: a bias for each filter, and an input of zeros.
class Cells {
public:
    Cells(const std::string &set, Layout layout, int64_t filters)
        : problem_(parse_key(std::string("f32,") + (layout == Layout::channels_last ? "last" : "first") + ",n1,c1,f" +
                             std::to_string(filters) + ",g1,bias,softmax,fast,i5k1s1d1b0o5")),
          library_(request_of({problem_, set, std::nullopt, 1, false, std::nullopt})) {}

    /// Of the second cell; all have the same.
    std::vector<float> softmax(const std::vector<float> &sums) const {
        const oracle::Call call{problem_,
                                {problem_.input_shape(), std::vector<float>(5, 0.0f)},
                                {problem_.weight_shape(), std::vector<float>(sums.size(), 1.0f)},
                                {problem_.bias_shape(), sums}};
        const Outcome outcome = call_kernel(library_, call, Side::end, nullptr);
        EXPECT_EQ(outcome.trouble, "");
        std::vector<float> cell(sums.size(), NAN);
        for (size_t f = 0; f < sums.size() && outcome.trouble.empty(); f++) {
            cell[f] = outcome.output[problem_.layout == Layout::channels_last ? sums.size() + f : f * 5 + 1];
        }
        return cell;
    }

private:
    Problem problem_;
    LoadedLibrary library_;
};

TEST(Softmax, IsSafeForAnySums) {
    const struct {
        std::vector<float> sums, expected;
    } rows[] = {
        {{0, 0, 0, 0, 0}, {0.2f, 0.2f, 0.2f, 0.2f, 0.2f}},
        {{1000, 800, 1000, 0, 800}, {0.5f, 0, 0.5f, 0, 0}},                      // e^1000 has no float
        {{-1000, -1200, -1000, -1e30f, -1200}, {0.5f, 0, 0.5f, 0, 0}},           // nor has e^-1000
        {{kLargest, -kLargest, 0, -kLargest, kLargest}, {0.5f, 0, 0, 0, 0.5f}},  // their difference overflows
        {{-kInfinity, 1, 1, 1, 1}, {0, 0.25f, 0.25f, 0.25f, 0.25f}},
        {{-kInfinity, -kInfinity, -kInfinity, 3, -kInfinity}, {0, 0, 0, 1, 0}},
        // NaN in any place, and infinity / infinity, as other systems say.
        {{NAN, 1, 2, 3, 4}, {NAN, NAN, NAN, NAN, NAN}},
        {{1, 2, 3, 4, NAN}, {NAN, NAN, NAN, NAN, NAN}},
        {{1, kInfinity, 3, 4, 5}, {NAN, NAN, NAN, NAN, NAN}},
        {{-kInfinity, -kInfinity, -kInfinity, -kInfinity, -kInfinity}, {NAN, NAN, NAN, NAN, NAN}},
    };
    for (const std::string &set : instruction_sets_to_try()) {
        for (const Layout layout : {Layout::channels_last, Layout::channels_first}) {
            const Cells cells(set, layout, 5);
            for (const auto &row : rows) {
                const std::vector<float> found = cells.softmax(row.sums);
                for (size_t f = 0; f < found.size(); f++) {
                    if (std::isnan(row.expected[f])) {
                        EXPECT_TRUE(std::isnan(found[f])) << set << " sum " << row.sums[f] << ": " << found[f];
                    } else {
                        EXPECT_NEAR(found[f], row.expected[f], 1e-6) << set << " sum " << row.sums[f];
                    }
                }
            }
        }
    }
}

/// The largest error as a part of what generators/algorithms/softmax.h promises.
double worst_of(const std::vector<float> &sums, const std::vector<float> &found) {
    const double largest = *std::max_element(sums.begin(), sums.end()), filters = static_cast<double>(sums.size());
    double total = 0, worst = 0;
    for (const float sum : sums) {
        total += std::exp(sum - largest);
    }
    for (size_t f = 0; f < sums.size(); f++) {
        const double difference = largest - sums[f], expected = std::exp(-difference) / total;
        const double ulp = std::ldexp(1.0, std::max(std::ilogb(expected), -126) - 23);
        const double promise =
            expected < filters * 0x1p-126 ? filters * 0x1p-126 : (8 + filters + std::log(filters) + difference) * ulp;
        worst = std::max(worst, std::abs(static_cast<double>(found[f]) - expected) / promise);
    }
    return worst;
}

TEST(Softmax, IsWhatItPromises) {
    for (const std::string &set : instruction_sets_to_try()) {
        for (const Layout layout : {Layout::channels_last, Layout::channels_first}) {
            for (const int64_t filters : {1, 2, 21, 300}) {
                const Cells cells(set, layout, filters);
                Random random(static_cast<uint64_t>(filters));
                double worst = 0;
                for (const float spread : {1e-3f, 1.0f, 5.0f, 20.0f, 100.0f, 300.0f}) {
                    for (int cell = 0; cell < 20; cell++) {
                        std::vector<float> sums(static_cast<size_t>(filters));
                        for (float &sum : sums) {
                            sum = spread * static_cast<float>(random.real());
                        }
                        worst = std::max(worst, worst_of(sums, cells.softmax(sums)));
                    }
                }
                EXPECT_LE(worst, 1) << set << " " << name_of(layout) << " of " << filters << " filters";
            }
        }
    }
}

}  // namespace
}  // namespace tconv::test
