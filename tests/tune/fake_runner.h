// A machine that is made up: each schedule has its time, noise lies on it, and some schedules fail.
#pragma once

#include <functional>
#include <random>
#include <set>

#include "generators/tune/search.h"

namespace tconv::test {

/// A number in [0, 1) that depends on the schedule alone.
double luck_of(const Schedule &, uint64_t salt = 0);

class FakeRunner : public tune::Runner {
public:
    /// `seconds`: the true time of a call.
    explicit FakeRunner(std::function<double(const Schedule &)> seconds) : true_seconds(std::move(seconds)) {}

    std::vector<tune::Trial> run(const std::vector<Schedule> &, int rounds) override;

    std::function<double(const Schedule &)> true_seconds;
    std::function<tune::Verdict(const Schedule &)> verdict = [](const Schedule &) { return tune::Verdict::right; };
    double noise = 0;           ///< each round is off by up to this share, in both directions
    double per_schedule = 0.1;  ///< seconds that trying one takes, of `clock`
    double clock = 0;
    std::vector<std::string> tried;  ///< texts, in order
    std::mt19937_64 random{1};
};

/// The clock of the runner, no wish to stop, and a model that knows nothing.
tune::Surroundings around(FakeRunner &);

}  // namespace tconv::test
