// Rounds of Google Benchmark in random order; its own printing is left out.
#include "bench/timing.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <thread>

#include "bench/machine.h"
#include "tconv/error.h"

namespace tconv::bench {

namespace {

constexpr int kLeastRounds = 5, kMostRounds = 40;
constexpr double kRoundSeconds = 0.01;  // of one contender: long beside the clock's resolution and a pipe's
// A call that takes so many times the fastest one's, and so long, is not timed again: nothing hangs on its last digits.
constexpr double kFarBehind = 20, kFarBehindSeconds = 0.05;

/// Something to time: `run(count)` gives the seconds of `count` calls.
struct Entry {
    std::function<double(int64_t)> run;
    Samples samples;
    double call = 0;  ///< seconds of the first one
    int rounds = 0;

    /// Seconds of one call, of `samples.calls`; a fault where it fails.
    double round() {
        try {
            return run(samples.calls) / static_cast<double>(samples.calls);
        } catch (const Error &error) {
            samples.fault = error.what();
            return 0;
        }
    }
};

/// Google Benchmark prints nothing: each entry keeps its own samples.
class Silent : public benchmark::BenchmarkReporter {
public:
    bool ReportContext(const Context &) override { return true; }
    void ReportRuns(const std::vector<Run> &) override {}
};

/// Calls a round and rounds of every entry, by its first call.
void plan(std::vector<Entry> &entries, double budget) {
    double fastest = 1e30;
    for (Entry &entry : entries) {
        entry.call = std::max(entry.round(), 1e-7);
        if (entry.samples.fault.empty() && &entry != &entries.back()) {
            fastest = std::min(fastest, entry.call);
        }
    }
    for (Entry &entry : entries) {
        const bool far_behind = entry.call > kFarBehindSeconds && entry.call > kFarBehind * fastest;
        entry.samples.calls = std::max<int64_t>(1, std::lround(kRoundSeconds / entry.call));
        const double round = static_cast<double>(entry.samples.calls + 1) * entry.call;
        if (far_behind) {
            entry.samples.calls = 1;
            entry.samples.seconds = {entry.call};
        } else if (entry.samples.fault.empty()) {
            entry.rounds = std::clamp(static_cast<int>(budget / round), kLeastRounds, kMostRounds);
        }
    }
}

}  // namespace

void start_timing(const char *program) {
    std::vector<std::string> arguments = {program, "--benchmark_enable_random_interleaving=true"};
    std::vector<char *> pointers;
    for (std::string &argument : arguments) {
        pointers.push_back(argument.data());
    }
    int count = static_cast<int>(pointers.size());
    benchmark::Initialize(&count, pointers.data());
}

std::vector<Samples> time_interleaved(const std::vector<Contender *> &contenders, double budget, const Place &place) {
    std::vector<Entry> entries;
    for (Contender *contender : contenders) {
        entries.push_back({[contender](int64_t count) { return contender->run(count); }, {contender->name(), {}, 1, {}}});
    }
    entries.push_back({[](int64_t count) { return calibration_seconds(static_cast<int>(count)); }, {"clock", {}, 1, {}}});
    plan(entries, budget);

    benchmark::ClearRegisteredBenchmarks();
    for (Entry &entry : entries) {
        if (entry.rounds == 0) {
            continue;
        }
        benchmark::RegisterBenchmark(entry.samples.name.c_str(),
                                     [&entry, &place](benchmark::State &state) {
                                         if (place.threads > 1) {
                                             // Let the threads of the contender before this one stop spinning.
                                             std::this_thread::sleep_for(std::chrono::milliseconds(5));
                                         }
                                         const double seconds = entry.samples.fault.empty() ? entry.round() : 0;
                                         if (entry.samples.fault.empty()) {
                                             entry.samples.seconds.push_back(seconds);
                                         }
                                         while (state.KeepRunningBatch(entry.samples.calls)) {
                                             state.SetIterationTime(seconds);
                                         }
                                     })
            ->Iterations(entry.samples.calls)
            ->Repetitions(entry.rounds)
            ->UseManualTime();
    }
    Silent reporter;
    benchmark::RunSpecifiedBenchmarks(&reporter);
    std::vector<Samples> samples;
    for (Entry &entry : entries) {
        samples.push_back(std::move(entry.samples));
    }
    return samples;
}

}  // namespace tconv::bench
