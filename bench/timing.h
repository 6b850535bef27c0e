// Interleaved timing of contenders, by Google Benchmark.
#pragma once

#include <vector>

#include "bench/contender.h"
#include "bench/result.h"

namespace tconv::bench {

/// Readies Google Benchmark; once, before anything is timed.
void start_timing(const char *program);

/// Times every contender in each of some 5 to 40 rounds, in a new random order per round, for about `budget` seconds each (longer where
/// five rounds of single calls take longer; a contender that is far behind the others gets one round). A contender that fails
/// on the way is left out of the rounds that follow. The last entry is a loop of fixed work, named "clock".
std::vector<Samples> time_interleaved(const std::vector<Contender *> &, double budget, const Place &);

}  // namespace tconv::bench
