// What the benchmark found: printed as it goes, written as JSON for the report and for Google Benchmark's compare.py.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "bench/compiled_layer.h"
#include "bench/result.h"
#include "generators/cli/layer_table.h"
#include "generators/measure/machine.h"

namespace tconv::bench {

/// What one of tconv's contenders compiled to.
struct CompiledFacts {
    std::string contender;
    int threads = 1;                      ///< that it was compiled for
    std::string schedule, schedule_from;  ///< of the best instruction set, JSON; "rule", "table zen4", ...
    double compile_seconds = 0;           ///< every instruction set, one core
    int64_t workspace_bytes = 0;
    std::vector<KernelSize> kernels;
};

struct LayerReport {
    std::string name, network, kind, key;
    double flops = 0, bytes = 0;  ///< useful ones; input, weights, bias and output, each once
    std::vector<CompiledFacts> compiled;
    std::vector<Comparison> comparisons;  ///< one per number of threads
};

class Report {
public:
    explicit Report(const Machine &machine) : machine_(machine) {}

    const Machine &machine() const { return machine_; }
    /// A contender that takes no part at all.
    void add_missing(const Refusal &refusal) { missing_.push_back(refusal); }
    void add(const TableLayer &, int64_t bytes, const std::vector<std::unique_ptr<CompiledLayer>> &, Comparison);

    void print_head() const;
    void print_last() const;
    /// Geometric means of the ratios, the limits that a layer passed.
    void print_summary() const;

    /// Google Benchmark's form: `context`, and `benchmarks`, an entry per layer, contender, number of threads and round. Beside them
    /// `tconv`: the machine, facts of layers, results and refusals, which bench/report reads.
    std::string json() const;
    /// Through a temporary file and a rename.
    void write_json(const std::filesystem::path &file) const;

private:
    double roofline(const LayerReport &, const Comparison &) const;

    Machine machine_;
    std::vector<Refusal> missing_;
    std::vector<LayerReport> layers_;
    size_t last_ = 0;  ///< the layer that was added to last
};

}  // namespace tconv::bench
