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

TEST(LegalSchedules, PassHalidesOwnAssertions) {
    std::vector<KernelCase> cases = schedules(5000, 5);
    std::erase_if(cases, [](const KernelCase &c) { return !can_be_checked(c.problem); });
    for (KernelCase &kernel_case : cases) {
        kernel_case.checked = true;
    }
    expect_right(cases);
}

TEST(LegalSchedules, HaveTheSameBitsOnAnyNumberOfThreads) { expect_right(schedules(6000, 13), trouble_with_threads); }

}  // namespace
}  // namespace tconv::test
