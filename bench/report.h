// What the benchmark found: printed as it goes, written as JSON at the end.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bench/compiled_layer.h"
#include "bench/timing.h"
#include "generators/measure/machine.h"

namespace tconv::bench {

/// One contender on one layer.
struct Result {
    std::string contender, note;
    Samples samples;
};

/// One layer on one number of threads. results[0] is tconv; the others are oneDNN's builds.
struct Comparison {
    int threads = 1;
    std::vector<Result> results;
    double clock_drift = 0;  ///< median over least time of a loop of fixed work, less 1

    const Result &tconv() const { return results.front(); }
    const Result *best_peer() const;  ///< nullptr where no peer could do the layer
    double ratio() const;             ///< best peer's least time over tconv's; 0 without a peer
};

struct LayerReport {
    std::string name, network, key, schedule;
    double flops = 0, bytes = 0;  ///< useful ones; input, weights, bias and output, each once
    double compile_seconds = 0;   ///< every instruction set, one core
    std::vector<KernelSize> kernels;
    std::vector<Comparison> comparisons;
};

class Report {
public:
    explicit Report(const Machine &machine) : machine_(machine) {}

    void print_head() const;
    void print_last() const;
    /// Geometric means of the ratios, the limits that a layer passed.
    void print_summary() const;
    void add(LayerReport layer) { layers_.push_back(std::move(layer)); }
    /// Through a temporary file and a rename.
    void write_json(const std::filesystem::path &file) const;

private:
    double roofline(const LayerReport &, const Comparison &) const;

    Machine machine_;
    std::vector<LayerReport> layers_;
};

}  // namespace tconv::bench
