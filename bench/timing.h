// Interleaved timing of contenders, by Google Benchmark.
#pragma once

#include <string>
#include <vector>

#include "bench/contender.h"

namespace tconv::bench {

/// Seconds of one call, one entry per round.
struct Samples {
    std::string name;
    std::vector<double> seconds;

    double least() const;
    double median() const;
};

/// Readies Google Benchmark; once, before anything is timed.
void start_timing(const char *program);

/// Times every contender in each of some 5 to 40 rounds, in a new random order per round, for about `budget` seconds in all (longer
/// where five rounds of single calls take longer). The last entry is a loop of fixed work, named "clock".
std::vector<Samples> time_interleaved(const std::vector<Contender *> &, double budget, const Place &);

}  // namespace tconv::bench
