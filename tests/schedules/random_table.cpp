#include "tests/schedules/random_table.h"

#include "schedules/target.h"
#include "tests/oracle/random_problem.h"

namespace tconv::test {

const InstructionSet &set_named(const std::string &name) {
    for (const Target &target : targets()) {
        for (const InstructionSet *set : target.sets) {
            if (name == set->name)
                return *set;
        }
    }
    throw Error("no instruction set " + name);
}

Problem draw_problem(uint64_t seed) {
    Problem problem = oracle::random_problem(seed);
    if (seed % 2 == 0)
        problem = oracle::random_open(problem, seed).open;
    problem.batch = problem.batch == 0 ? 1 : problem.batch;
    return problem;
}

Schedule draw_schedule(const Problem &problem, const InstructionSet &set, Random &random) {
    for (int draws = 0; draws < 20; draws++) {
        if (const std::optional<Schedule> drawn = tune::random_schedule(problem, set, random))
            return *drawn;
    }
    return default_schedule(problem, target_of_set(set), set);
}

DirectSchedule direct_by_rule(Problem problem) {
    problem.accuracy = Accuracy::exact_order;
    return std::get<DirectSchedule>(default_schedule(problem, default_target(), set_named("avx512")));
}

ScheduleTable draw_table(uint64_t seed, int most) {
    constexpr int64_t kProblems = 10;
    Random random(seed);
    ScheduleTable table;
    table.target = "x86-64-linux-avx512";
    table.processor = "zen4";
    const int64_t entries = random.in(0, most);
    for (int64_t i = 0; i < entries; i++) {
        const Problem problem = draw_problem(static_cast<uint64_t>(random.in(1, kProblems)));
        TableEntry entry;
        // Few times, so that some are equal.
        entry.effort = random.one_in(4) ? Effort::estimate : random.one_in(2) ? Effort::measure : Effort::patient;
        if (entry.effort != Effort::estimate) {
            entry.milliseconds = static_cast<double>(random.in(1, 3));
            entry.gflops = static_cast<double>(random.in(1, 2)) * 10;
            entry.roofline_share = 0.5;
        }
        entry.schedule = draw_schedule(problem, table.set(), random);
        table.entries[{key(problem), random.one_in(3) ? 4 : 1}] = entry;
    }
    return table;
}

}  // namespace tconv::test
