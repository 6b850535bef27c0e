// Least, median and ratio.
#include "bench/result.h"

#include <algorithm>

namespace tconv::bench {

double Samples::least() const { return *std::min_element(seconds.begin(), seconds.end()); }

double Samples::median() const {
    std::vector<double> sorted = seconds;
    std::nth_element(sorted.begin(), sorted.begin() + sorted.size() / 2, sorted.end());
    return sorted[sorted.size() / 2];
}

const Result *Comparison::best_peer() const {
    const auto best = std::ranges::min_element(results.begin() + static_cast<std::ptrdiff_t>(own), results.end(), {},
                                               [](const Result &result) { return result.samples.least(); });
    return best == results.end() ? nullptr : &*best;
}

double Comparison::ratio() const {
    const Result *peer = best_peer(), *ours = tconv();
    return peer == nullptr || ours == nullptr ? 0 : peer->samples.least() / ours->samples.least();
}

}  // namespace tconv::bench
