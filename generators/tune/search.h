// The search for a schedule of one problem on one instruction set. It knows nothing of processes and clocks: a Runner tries what it
// thinks up, and its clock and its wish to stop are functions.
//
//   1. The incumbents (the rule's schedule first, then what tables know) are tried; the best of them is the one to beat.
//   2. What the rule suggests beside its choice.
//   3. Random schedules of every algorithm, in the order of the cost model, the best of each kind first.
//   4. Generations of neighbours of the best ones so far, ordered by the model, corrected by what the parent took.
//   5. Whoever is faster than the incumbent is measured again, round by round in turn with it, and takes its place only if it also wins
//      most of those rounds: noise that helps one measurement does not help twenty.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "generators/tune/runner.h"

namespace tconv::tune {

struct SearchLimits {
    double seconds = 60;   ///< by the clock
    int trials = 100'000;  ///< candidates
    int in_vain = 150;     ///< candidates since the last better one: then there is little left to find
    size_t batch = 8;      ///< candidates tried side by side
};

struct Progress {
    int tried = 0;
    double best_seconds = 0;  ///< of a call
    double left = 0;          ///< until the limit
};

struct Surroundings {
    std::function<double()> clock;                  ///< seconds
    std::function<bool()> stop;                     ///< asked between batches
    std::function<double(const Schedule &)> model;  ///< estimated seconds of a call
    std::vector<Schedule> suggestions;              ///< tried before any is drawn
    std::function<void(const Progress &)> report = [](const Progress &) {};
    /// Told of every candidate that was tried.
    std::function<void(const Schedule &, const Trial &)> log = [](const Schedule &, const Trial &) {};
};

struct Found {
    Schedule best;
    double seconds = 0;  ///< of a call; 0 where nothing could be measured
    /// How many times faster than the rule's schedule, which is at least 1: by duels, since times of different minutes do not compare. 0 where
    /// the rule's schedule could not be run.
    double gain = 0;
    int tried = 0;
    std::array<int, kVerdicts> verdicts{};  ///< how many of those, by Verdict
    std::string first_trouble;              ///< why the first one that was not right was not
    bool interrupted = false;
};

/// `incumbents`: one or more, legal. The same seed, and the same trials from the runner, give the same result.
Found search(const Problem &, const InstructionSet &, const std::vector<Schedule> &incumbents, Runner &,
             const SearchLimits &, uint64_t seed, const Surroundings &);

}  // namespace tconv::tune
