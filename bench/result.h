// What is found of a layer on a number of threads: each contender's times, or why it has none.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tconv::bench {

/// Seconds of one call, one entry per round; `fault` says why there are none.
struct Samples {
    std::string name;
    std::vector<double> seconds;
    int64_t calls = 1;  ///< of one entry
    std::string fault;

    double least() const;
    double median() const;
};

/// One contender on one layer.
struct Result {
    std::string contender, note;
    Samples samples;
};

/// A contender that has no result, and why.
struct Refusal {
    std::string contender, reason;
};

struct Comparison {
    int threads = 1;
    std::vector<Result> results;  ///< tconv's own contenders first, then peers
    size_t own = 0;               ///< how many of the results are tconv's
    std::vector<Refusal> refusals;
    double clock_drift = 0;  ///< median over least time of a loop of fixed work, less 1

    const Result *tconv() const {
        return own > 0 ? &results.front() : nullptr;
    }                                 ///< nullptr where no one of it takes part
    const Result *best_peer() const;  ///< nullptr where no peer could do the layer
    double ratio() const;             ///< best peer's least time over tconv's; 0 without one of them
};

}  // namespace tconv::bench
