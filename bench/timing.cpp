// Rounds of Google Benchmark in random order; its own printing is left out.
#include "bench/timing.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <thread>
#include <utility>

#include "generators/measure/machine.h"
#include "tconv/error.h"

namespace tconv::bench {

namespace {

constexpr int kMostRounds = 40;
constexpr double kRoundSeconds = 0.01;  // of one contender: long beside the clock's resolution and a pipe's
// A call that takes so many times the fastest one's, and so long, is not timed again: nothing hangs on its last digits.
constexpr double kFarBehind = 20, kFarBehindSeconds = 0.2;

/// Something to time: `run(count)` gives the seconds of `count` calls.
struct Entry {
    Entry(const std::string &name, double first_call, std::function<double(int64_t)> calls)
        : run(std::move(calls)), call(first_call) {
        samples.name = name;
    }

    std::function<double(int64_t)> run;
    Samples samples;
    double call;  ///< seconds of a first one; 0: not known yet
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

/// Calls a round and rounds of every entry, by a first call. Those of tconv, which come first, say what is far behind them all.
void plan(std::vector<Entry> &entries, const Budget &budget) {
    double fastest = std::numeric_limits<double>::infinity();
    for (Entry &entry : entries) {
        Samples &samples = entry.samples;
        const auto far_behind = [&] { return entry.call > std::max(kFarBehindSeconds, kFarBehind * fastest); };
        if (!far_behind()) {
            entry.call = std::max(entry.round(), 1e-7);
        }
        if (!samples.fault.empty()) {
            continue;
        }
        if (far_behind()) {
            samples.seconds = {entry.call};
            continue;
        }
        fastest = std::min(fastest, entry.call);
        samples.calls = std::max<int64_t>(1, std::lround(kRoundSeconds / entry.call));
        const double round = static_cast<double>(samples.calls + 1) * entry.call;
        entry.rounds = std::clamp(static_cast<int>(budget.seconds / round), budget.least_rounds, kMostRounds);
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

std::vector<Samples> time_interleaved(const std::vector<Contender *> &contenders, const Budget &budget,
                                      const Place &place) {
    std::vector<Entry> entries;
    for (Contender *contender : contenders) {
        entries.emplace_back(contender->name(), contender->output_seconds(),
                             [contender](int64_t count) { return contender->run(count); });
    }
    entries.emplace_back("clock", 0, [](int64_t count) { return calibration_seconds(static_cast<int>(count)); });
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
