// Winograd's transforms, and what they do to rounding errors: schedules/cook_toom.h and rounding.h promise both.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "schedules/cook_toom.h"
#include "schedules/rounding.h"
#include "tests/kernels/call_kernel.h"
#include "tests/kernels/kernel_case.h"

namespace tconv::test {
namespace {

double random_real(std::mt19937_64 &bits) { return std::normal_distribution<double>()(bits); }

std::vector<double> times(const Matrix &matrix, const std::vector<double> &vector) {
    std::vector<double> out;
    for (const std::vector<double> &row : matrix) {
        double sum = 0;
        for (size_t j = 0; j < row.size(); j++)
            sum += row[j] * vector[j];
        out.push_back(sum);
    }
    return out;
}

TEST(CookToom, FiltersAsTheDefinitionDoes) {
    std::mt19937_64 bits(1);
    for (int taps = 1; taps <= 8; taps++) {
        for (int outputs = 1; outputs + taps - 1 <= 8; outputs++) {
            const Transforms transforms = cook_toom(outputs, taps);
            std::vector<double> g(static_cast<size_t>(taps)), d(static_cast<size_t>(outputs + taps - 1));
            for (double &value : g)
                value = random_real(bits);
            for (double &value : d)
                value = random_real(bits);
            const std::vector<double> weights = times(transforms.weights, g), inputs = times(transforms.inputs, d);
            std::vector<double> products;
            for (size_t j = 0; j < inputs.size(); j++)
                products.push_back(inputs[j] * weights[std::min(j, weights.size() - 1)]);
            const std::vector<double> sums = times(transforms.sums, products);
            ASSERT_EQ(sums.size(), static_cast<size_t>(outputs));
            for (size_t i = 0; i < sums.size(); i++) {
                double expected = 0;
                for (size_t j = 0; j < g.size(); j++)
                    expected += g[j] * d[i + j];
                EXPECT_NEAR(sums[i], expected, 1e-12 * growth(transforms))
                    << outputs << " outputs, " << taps << " taps";
            }
        }
    }
}

/// Deviations and means that are not those of a uniform draw: what layers see.
oracle::Call normal_call(const Problem &problem) {
    std::mt19937_64 bits(7);
    oracle::Call call{problem, {problem.input_shape(), {}}, {problem.weight_shape(), {}}, {problem.bias_shape(), {}}};
    for (Array *array : {&call.input, &call.weights, &call.bias}) {
        size_t count = 1;
        for (const int64_t size : array->shape)
            count *= static_cast<size_t>(size);
        for (size_t i = 0; i < count; i++)
            array->data.push_back(static_cast<float>(random_real(bits)));
    }
    return call;
}

double rms_error(const Problem &problem, const std::string &set, const Schedule &schedule, const oracle::Call &call,
                 const std::vector<double> &exact) {
    const KernelCase kernel_case{problem, set, schedule, 1, false, std::nullopt};
    const LoadedLibrary library(request_of(kernel_case));
    const Outcome outcome = call_kernel(library, call, Side::end, nullptr);
    EXPECT_EQ(outcome.trouble, "");
    double sum = 0;
    for (size_t i = 0; i < exact.size(); i++) {
        const double error = static_cast<double>(outcome.output[i]) - exact[i];
        sum += error * error;
    }
    return std::sqrt(sum / static_cast<double>(exact.size()));
}

struct RoundingRow {
    const char *layer;
    std::vector<int> outputs;
    double most;  ///< times the direct kernel's
};
/// Two and three points beside infinity; then the most that the rule may pick, and the most that is legal.
const RoundingRow kRounding[] = {
    {"f32,last,n1,c64,f32,g1,bias,linear,fast,i12k4s2d1b1o24,i12k4s2d1b1o24", {2, 2}, 1.5},
    {"f32,last,n1,c64,f32,g1,bias,linear,fast,i12k4s2d1b1o24,i12k4s2d1b1o24", {3, 3}, 1.5},
    {"f32,last,n1,c64,f32,g1,bias,linear,fast,i12k5s2d1b2o24,i12k5s2d1b2o24", {2, 2}, 1.5},
    {"f32,last,n1,c64,f32,g1,bias,linear,fast,i14k3s1d2b2o14,i14k3s1d2b2o14", {2, 2}, 1.5},
    {"f32,last,n1,c32,f16,g1,bias,linear,fast,i6k4s2d1b1o12,i6k4s2d1b1o12,i6k4s2d1b1o12", {3, 3, 3}, 1.5},
    {"f32,last,n1,c64,f32,g1,bias,linear,fast,i40k16s4d1b6o160", {2}, 1.5},
    {"f32,last,n1,c64,f32,g1,bias,linear,fast,i12k4s2d1b1o24,i12k4s2d1b1o24", {4, 4}, 4},
    {"f32,last,n1,c64,f32,g1,bias,linear,fast,i14k3s1d1b1o14,i14k3s1d1b1o14", {4, 4}, 4},
    {"f32,last,n1,c64,f32,g1,bias,linear,fast,i40k25s4d1b11o160", {2}, 4},
    {"f32,last,n1,c64,f32,g1,bias,linear,fast,i40k16s4d1b6o160", {4}, 4},
    {"f32,last,n1,c64,f32,g1,bias,linear,fast,i40k12s4d1b4o160", {6}, 4},
    // Few channels: the transforms' own roundings are most of the error.
    {"f32,last,n1,c1,f32,g1,bias,linear,fast,i40k4s2d1b1o80,i40k4s2d1b1o80", {3, 3}, 4},
    {"f32,last,n1,c3,f32,g1,bias,linear,fast,i40k11s4d1b4o156,i40k11s4d1b4o156", {3, 3}, 4},
    {"f32,last,n1,c3,f32,g1,bias,linear,fast,i80k5s2d1b2o160", {3}, 4},
    {"f32,last,n1,c2,f16,g1,bias,linear,fast,i16k4s2d1b1o32,i16k4s2d1b1o32,i16k4s2d1b1o32", {3, 3, 3}, 4},
};

TEST(Winograd, RoundsLittleMoreThanDirectSums) {
    const std::string set = instruction_sets_to_try().front();
    for (const RoundingRow &row : kRounding) {
        const Problem problem = parse_key(row.layer);
        const InstructionSet &machine = find_instruction_set(set);
        const oracle::Call call = normal_call(problem);
        const std::vector<double> exact = oracle::gather(call);
        WinogradSchedule winograd;
        winograd.vector = std::min(machine.lanes, 16);
        winograd.packing = {.block = winograd.vector, .outputs = row.outputs};
        winograd.vectors = 1;
        DirectSchedule direct;
        direct.vector = winograd.vector;
        direct.vectors = 1;
        direct.packing.block = winograd.vector;
        ASSERT_TRUE(is_legal(winograd, problem, machine)) << row.layer;
        const double ratio =
            rms_error(problem, set, winograd, call, exact) / rms_error(problem, set, direct, call, exact);
        EXPECT_LE(ratio, row.most) << row.layer;
        // What cook_toom.h predicts, to the transforms' own share.
        const double predicted = rms_growth(packed_sizes(problem, winograd.packing));
        EXPECT_LE(ratio, 1.6 * predicted) << row.layer;
        EXPECT_GE(ratio, 0.6 * predicted) << row.layer;
    }
}

TEST(Winograd, IsRefusedWhereOrderIsExact) {
    Problem problem = parse_key("f32,last,n1,c64,f32,g1,bias,linear,exact_order,i12k4s2d1b1o24,i12k4s2d1b1o24");
    const InstructionSet &set = find_instruction_set("avx2");
    WinogradSchedule winograd;
    winograd.packing.outputs = {2, 2};
    winograd.vector = 8;
    EXPECT_FALSE(is_legal(winograd, problem, set));
    problem.accuracy = Accuracy::fast;
    EXPECT_TRUE(is_legal(winograd, problem, set));
    winograd.packing.outputs = {5, 5};
    EXPECT_FALSE(is_legal(winograd, problem, set)) << "rounding errors grow 4.5 times";
}

TEST(Winograd, IsRefusedWhereTheTransformsRoundMoreThanFewChannelsDo) {
    const InstructionSet &set = find_instruction_set("avx2");
    WinogradSchedule winograd{.packing = {.outputs = {4, 4}}};
    winograd.vector = 8;
    for (const int channels : {3, 32}) {
        const Problem problem = parse_key("f32,first,n1,c" + std::to_string(channels) +
                                          ",f96,g1,bias,linear,fast,i32k11s4d1b0o135,i32k11s4d1b0o135");
        EXPECT_EQ(is_legal(winograd, problem, set), channels == 32) << "errors of 3 channels grow 4.6 times";
    }
}

TEST(Winograd, IsNeverChosenWhereOrderIsExact) {
    for (const char *accuracy : {"fast", "exact_order"}) {
        const Problem problem = parse_key(std::string("f32,last,n1,c256,f128,g1,bias,linear,") + accuracy +
                                          ",i16k4s2d1b1o32,i16k4s2d1b1o32");
        for (const Target &target : targets()) {
            for (const InstructionSet *set : target.sets) {
                EXPECT_STREQ(algorithm_of(default_schedule(problem, target, *set)),
                             problem.accuracy == Accuracy::fast ? "winograd" : "direct")
                    << target.name << ", " << set->name;
            }
        }
    }
}

}  // namespace
}  // namespace tconv::test
