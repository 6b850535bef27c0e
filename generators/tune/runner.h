// What a search asks of the machine: try these schedules, and say how long each takes. Tests give it a machine of their own.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "schedules/schedule.h"

namespace tconv::tune {

/// What became of a candidate. All but `right` are dropped, and counted.
enum class Verdict {
    right,
    wrong,    ///< its output is further from the reference than rounding allows
    crashed,  ///< its process was ended by a signal, or without a word
    hung,     ///< compiling or running it went past the time limit
    refused,  ///< the compiler threw an Error
    stopped,  ///< the search was interrupted: nothing is known of it
};
constexpr size_t kVerdicts = 6;
/// "wrong", "crashed", ...
const char *name_of(Verdict);

struct Trial {
    Verdict verdict = Verdict::stopped;
    std::vector<double> seconds;  ///< one call, by round; rounds of one run are comparable
    std::string why;              ///< of what is not right

    /// Noise only ever adds: the least of the rounds.
    double least() const { return seconds.empty() ? 0 : *std::min_element(seconds.begin(), seconds.end()); }
};

class Runner {
public:
    virtual ~Runner() = default;
    /// Tries the schedules, in this many rounds in turn: a trial for each, in order. What was tried before may be asked again, and is
    /// then not compiled again unless forgotten.
    virtual std::vector<Trial> run(const std::vector<Schedule> &, int rounds) = 0;
    /// Frees what is kept of all schedules but this one.
    virtual void forget_all_but(const Schedule &) {}
};

}  // namespace tconv::tune
