#include "tests/tune/fake_runner.h"

namespace tconv::test {

double luck_of(const Schedule &schedule, uint64_t salt) {
    uint64_t hash = 14695981039346656037U + salt;
    for (const char c : to_json(schedule)) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 1099511628211U;
    }
    hash ^= hash >> 29;
    return static_cast<double>(hash % 10'000) / 10'000;
}

std::vector<tune::Trial> FakeRunner::run(const std::vector<Schedule> &schedules, int rounds) {
    std::vector<tune::Trial> trials(schedules.size());
    for (size_t i = 0; i < schedules.size(); i++) {
        tried.push_back(to_json(schedules[i]));
        clock += per_schedule;
        trials[i].verdict = verdict(schedules[i]);
        if (trials[i].verdict != tune::Verdict::right) {
            trials[i].why = "made up";
            continue;
        }
        for (int round = 0; round < rounds; round++) {
            const double share = static_cast<double>(random() % 20'001) / 10'000 - 1;
            trials[i].seconds.push_back(true_seconds(schedules[i]) * (1 + noise * share));
        }
    }
    return trials;
}

tune::Surroundings around(FakeRunner &runner) {
    tune::Surroundings around;
    around.clock = [&runner] { return runner.clock; };
    around.stop = [] { return false; };
    around.model = [](const Schedule &) { return 1.0; };
    return around;
}

}  // namespace tconv::test
