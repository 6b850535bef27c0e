// Interleaved timing of contenders, by Google Benchmark.
#pragma once

#include <vector>

#include "bench/contender.h"
#include "bench/result.h"

namespace tconv::bench {

/// Readies Google Benchmark; once, before anything is timed.
void start_timing(const char *program);

/// How long contenders are timed.
struct Budget {
    double seconds = 0.3;  ///< of one contender
    int least_rounds = 5;  ///< of single calls, where they take longer
};

/// Times every contender in some rounds, at most 40, in random order, with about as much time each. One that is far behind the others is
/// not timed beyond its first call; one that fails on the way is left out of the rounds that follow. The last entry is a loop of
/// fixed work, named "clock".
std::vector<Samples> time_interleaved(const std::vector<Contender *> &, const Budget &, const Place &);

}  // namespace tconv::bench
