// Rounds of Google Benchmark in random order; its own printing is left out.
#include "bench/timing.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <map>
#include <thread>

#include "generators/measure/machine.h"

namespace tconv::bench {

namespace {

constexpr int kLeastRounds = 5, kMostRounds = 40;
constexpr double kRoundSeconds = 0.01;  // of one contender: long beside the clock's resolution and a pipe's

/// Keeps the samples that the console reporter would print.
class Collector : public benchmark::BenchmarkReporter {
public:
    bool ReportContext(const Context &) override { return true; }
    void ReportRuns(const std::vector<Run> &runs) override {
        for (const Run &run : runs) {
            if (run.run_type == Run::RT_Iteration) {
                seconds[run.run_name.function_name].push_back(run.real_accumulated_time /
                                                              static_cast<double>(run.iterations));
            }
        }
    }

    std::map<std::string, std::vector<double>> seconds;
};

/// Something to time: `run(count)` gives the seconds of `count` calls.
struct Entry {
    std::string name;
    std::function<double(int64_t)> run;
    int64_t calls = 1;
};

}  // namespace

double Samples::least() const { return *std::min_element(seconds.begin(), seconds.end()); }

double Samples::median() const {
    std::vector<double> sorted = seconds;
    std::nth_element(sorted.begin(), sorted.begin() + sorted.size() / 2, sorted.end());
    return sorted[sorted.size() / 2];
}

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
        entries.push_back({contender->name(), [contender](int64_t count) { return contender->run(count); }});
    }
    entries.push_back({"clock", [](int64_t count) { return calibration_seconds(static_cast<int>(count)); }});

    double round = 0;
    for (Entry &entry : entries) {
        const double call = std::max(entry.run(1), 1e-7);
        entry.calls = std::max<int64_t>(1, std::lround(kRoundSeconds / call));
        round += static_cast<double>(entry.calls + 1) * call;
    }
    const int rounds = std::clamp(static_cast<int>(budget / round), kLeastRounds, kMostRounds);

    benchmark::ClearRegisteredBenchmarks();
    for (const Entry &entry : entries) {
        benchmark::RegisterBenchmark(entry.name.c_str(),
                                     [&entry, &place](benchmark::State &state) {
                                         if (place.threads > 1) {
                                             // Let the threads of the contender before this one stop spinning.
                                             std::this_thread::sleep_for(std::chrono::milliseconds(5));
                                         }
                                         while (state.KeepRunningBatch(entry.calls)) {
                                             state.SetIterationTime(entry.run(entry.calls));
                                         }
                                     })
            ->Iterations(entry.calls)
            ->Repetitions(rounds)
            ->UseManualTime();
    }
    Collector collector;
    benchmark::RunSpecifiedBenchmarks(&collector);
    std::vector<Samples> samples;
    for (const Entry &entry : entries) {
        samples.push_back({entry.name, collector.seconds.at(entry.name)});
    }
    return samples;
}

}  // namespace tconv::bench
