// Any legal schedule computes the right answer: every combination of its enumerations, the numbers at random; and what a search draws.
#include "tests/kernels/expect_right.h"
#include "tests/kernels/random_case.h"

namespace tconv::test {
namespace {

constexpr uint64_t kFirstSeed = 1;

/// Every `step`-th kind, for the instruction sets in turn.
std::vector<KernelCase> schedules(uint64_t first_seed, size_t step) {
    const std::vector<std::string> sets = instruction_sets_to_try();
    const std::vector<ScheduleKind> kinds = schedule_kinds();
    std::vector<KernelCase> cases;
    for (size_t i = 0; i < kinds.size(); i += step) {
        cases.push_back(random_schedule(kinds[i], first_seed + i, sets[cases.size() % sets.size()]));
    }
    return cases;
}

TEST(LegalSchedules, AreRight) { expect_right(schedules(kFirstSeed, 1)); }

/// With the schedules above, more than a thousand.
TEST(LegalSchedules, OfASearchAreRight) {
    constexpr size_t kCount = 700;
    const std::vector<std::string> sets = instruction_sets_to_try();
    std::vector<KernelCase> cases;
    size_t winograd = 0;
    for (size_t i = 0; i < kCount; i++) {
        cases.push_back(searched_schedule(kFirstSeed + i, sets[i % sets.size()]));
        winograd += std::holds_alternative<WinogradSchedule>(*cases.back().schedule) ? 1 : 0;
    }
    EXPECT_GE(winograd, kCount / 4);
    EXPECT_GE(kCount + schedule_kinds().size(), 1000U);
    expect_right(cases);
}

/// Of bands, those of the loops around them: their kernels carry none.
TEST(LegalSchedules, PassHalidesOwnAssertions) {
    std::vector<KernelCase> cases = schedules(5000, 5);
    std::erase_if(cases, [](const KernelCase &c) { return !can_be_checked(c.problem); });
    for (KernelCase &kernel_case : cases) {
        kernel_case.checked = true;
    }
    expect_right(cases);
}

TEST(LegalSchedules, HaveTheSameBitsOnAnyNumberOfThreads) { expect_right(schedules(6000, 13), trouble_with_threads); }

/// The last band is no longer than the others, and Winograd's tiles stand elsewhere in it: an output that two bands computed would have the
/// bits of the one that came last.
TEST(LegalSchedules, BandsComputeEachOutputOnce) {
    const std::string sums = R"({"algorithm": "direct", "lanes": "filters", "border": "rows", "vector": 4, "vectors": 1,
        "broadcasts": 3, "transpose": true, "packing": {"block": 4}, "band": )";
    const std::string tiles = R"({"algorithm": "winograd", "border": "none", "vector": 4, "vectors": 1, "tiles": 4,
        "tile_block": 8, "transpose": true, "packing": {"block": 8, "outputs": )";
    const std::pair<const char *, std::string> rows[] = {
        {"f32,first,n1,c8,f16,g1,bias,linear,fast,i83k16s8d1b4o664", tiles + R"([3]}, "band": [0, 24]})"},
        {"f32,first,n3,c8,f16,g1,bias,relu,fast,i11k4s2d1b1o22,i13k4s2d1b1o26",
         tiles + R"([2, 3]}, "band": [2, 4, 0]})"},
        {"f32,first,n1,c8,f8,g1,bias,linear,fast,i9k3s2d1b0o19,i40k3s2d1b0o81",
         tiles + R"([3, 2]}, "band": [0, 4, 14]})"},
        {"f32,first,n2,c6,f8,g2,bias,linear,fast,i5k2s2d1b0o10,i7k3s2d1b1o13,i9k2s1d1b0o10", sums + "[1, 2, 3, 0]}"},
    };
    std::vector<KernelCase> cases;
    for (const auto &[layer, schedule] : rows)
        cases.push_back({parse_key(layer), "sse41", schedule_from_json(schedule), 1, false, std::nullopt});
    expect_right(cases);
    expect_right(cases, trouble_with_threads);
}

/// Rows of a band that are shorter than a vector: nothing is stored before them.
TEST(LegalSchedules, NarrowBandsKeepToTheirRows) {
    const std::string sums = R"({"algorithm": "direct", "lanes": "filters", "border": "rows", "vector": 4, "vectors": 1,
        "broadcasts": 3, "transpose": true, "packing": {"block": 4}, "band": )";
    const std::string tiles = R"({"algorithm": "winograd", "border": "none", "vector": 4, "vectors": 1, "tiles": 4,
        "tile_block": 8, "transpose": true, "packing": {"block": 4, "outputs": [2, 2]}, "band": )";
    const std::string layer = "f32,first,n1,c1,f4,g1,bias,linear,fast,";
    const std::pair<std::string, std::string> rows[] = {
        {layer + "i1600k4s2d1b1o3200,i40k4s2d1b1o80", sums + "[0, 600, 8]}"},
        {layer + "i1600k8s4d1b2o6400,i40k8s4d1b2o160", sums + "[0, 1000, 4]}"},
        {layer + "i40k4s2d1b1o80", sums + "[0, 8]}"},
        {layer + "i20k4s2d1b1o40,i40k4s2d1b1o80", tiles + "[0, 4, 8]}"},
    };
    std::vector<KernelCase> cases;
    for (const std::string &set : instruction_sets_to_try()) {
        for (const auto &[problem, schedule] : rows) {
            for (const bool checked : {false, true})
                cases.push_back({parse_key(problem), set, schedule_from_json(schedule), 1, checked, std::nullopt});
        }
    }
    expect_right(cases);
}

}  // namespace
}  // namespace tconv::test
