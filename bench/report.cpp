// The report as JSON.
#include "bench/report.h"

#include <array>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tconv/error.h"

namespace tconv::bench {

namespace {

using Json = nlohmann::ordered_json;

/// As many digits as a measurement has.
double rounded(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", value);
    return std::strtod(text, nullptr);
}

Json machine_json(const Machine &machine) {
    return {{"processor", machine.processor},
            {"instructions", machine.instructions},
            {"cores", machine.cores},
            {"peak_gflops", rounded(machine.peak_gflops)},
            {"peak_gflops_all", rounded(machine.peak_gflops_all)},
            {"dram_gbs", rounded(machine.dram_gbs)},
            {"dram_gbs_all", rounded(machine.dram_gbs_all)},
            {"l3_gbs", rounded(machine.l3_gbs)},
            {"l3_gbs_all", rounded(machine.l3_gbs_all)},
            {"l2_gbs", rounded(machine.l2_gbs)}};
}

/// What Google Benchmark's own programs say of the machine.
Json context_json(const Machine &machine) {
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    char date[40];
    std::strftime(date, sizeof date, "%FT%T%z", localtime_r(&now, &local));
    std::array<double, 3> load{};
    getloadavg(load.data(), static_cast<int>(load.size()));
    return {{"date", date},
            {"executable", "tconv_bench"},
            {"num_cpus", machine.cores},
            {"cpu_model", machine.processor},
            {"caches", Json::array()},
            {"load_avg", load},
            {"library_build_type", "release"}};
}

Json refusals_json(const std::vector<Refusal> &refusals) {
    Json all = Json::array();
    for (const Refusal &refusal : refusals) {
        all.push_back({{"contender", refusal.contender}, {"reason", refusal.reason}});
    }
    return all;
}

void add_rounds(Json &benchmarks, const LayerReport &layer, const Comparison &comparison) {
    for (const Result &result : comparison.results) {
        const std::string name = layer.name + "/" + result.contender + "/threads:" + std::to_string(comparison.threads);
        for (size_t round = 0; round < result.samples.seconds.size(); round++) {
            const double us = rounded(result.samples.seconds[round] * 1e6);  // compare.py prints whole ones
            benchmarks.push_back({{"name", name},
                                  {"run_name", name},
                                  {"run_type", "iteration"},
                                  {"repetitions", result.samples.seconds.size()},
                                  {"repetition_index", round},
                                  {"threads", comparison.threads},
                                  {"iterations", result.samples.calls},
                                  {"real_time", us},
                                  {"cpu_time", us},
                                  {"time_unit", "us"}});
        }
    }
}

Json results_json(const LayerReport &layer, const Comparison &comparison) {
    Json results = Json::array();
    for (const Result &result : comparison.results) {
        const double least = result.samples.least();
        results.push_back({{"contender", result.contender},
                           {"note", result.note},
                           {"least_ms", rounded(least * 1e3)},
                           {"median_ms", rounded(result.samples.median() * 1e3)},
                           {"rounds", result.samples.seconds.size()},
                           {"gflops", rounded(layer.flops / least / 1e9)}});
    }
    return results;
}

Json compiled_json(const std::vector<CompiledFacts> &compiled) {
    Json all = Json::array();
    for (const CompiledFacts &facts : compiled) {
        Json text = Json::object();
        for (const KernelSize &kernel : facts.kernels) {
            text[kernel.instruction_set] = kernel.text_bytes;
        }
        all.push_back({{"contender", facts.contender},
                       {"threads", facts.threads},
                       {"compile_seconds", rounded(facts.compile_seconds)},
                       {"workspace_bytes", facts.workspace_bytes},
                       {"schedule_from", facts.schedule_from},
                       {"text_bytes", text},
                       {"schedule", Json::parse(facts.schedule)}});
    }
    return all;
}

}  // namespace

double Report::roofline(const LayerReport &layer, const Comparison &comparison) const {
    return roofline_seconds(machine_, layer.flops, layer.bytes, comparison.threads);
}

void Report::add(const TableLayer &layer, int64_t bytes, const std::vector<std::unique_ptr<CompiledLayer>> &compiled,
                 Comparison comparison) {
    for (last_ = 0; last_ < layers_.size() && layers_[last_].name != layer.name; last_++) {
    }
    if (last_ == layers_.size()) {
        LayerReport report{layer.name, layer.network, layer.kind, key(layer.problem), 0, 0, {}, {}};
        report.flops = 2.0 * static_cast<double>(useful_macs(layer.problem));
        report.bytes = static_cast<double>(bytes);
        layers_.push_back(std::move(report));
    }
    for (const std::unique_ptr<CompiledLayer> &facts : compiled) {
        layers_[last_].compiled.push_back({facts->contender(), facts->threads(), facts->schedule(),
                                           facts->schedule_from(), facts->compile_seconds(), facts->workspace_bytes(),
                                           facts->kernels()});
    }
    layers_[last_].comparisons.push_back(std::move(comparison));
}

std::string Report::json() const {
    Json layers = Json::array(), benchmarks = Json::array();
    for (const LayerReport &layer : layers_) {
        Json comparisons = Json::array();
        for (const Comparison &comparison : layer.comparisons) {
            add_rounds(benchmarks, layer, comparison);
            comparisons.push_back({{"threads", comparison.threads},
                                   {"roofline_ms", rounded(roofline(layer, comparison) * 1e3)},
                                   {"clock_drift", rounded(comparison.clock_drift)},
                                   {"own", comparison.own},
                                   {"results", results_json(layer, comparison)},
                                   {"refusals", refusals_json(comparison.refusals)}});
        }
        layers.push_back({{"name", layer.name},
                          {"network", layer.network},
                          {"class", layer.kind},
                          {"key", layer.key},
                          {"flops", layer.flops},
                          {"bytes", layer.bytes},
                          {"compiled", compiled_json(layer.compiled)},
                          {"comparisons", comparisons}});
    }
    const Json report = {
        {"context", context_json(machine_)},
        {"benchmarks", benchmarks},
        {"tconv", {{"machine", machine_json(machine_)}, {"missing", refusals_json(missing_)}, {"layers", layers}}}};
    return report.dump(1) + "\n";
}

void Report::write_json(const std::filesystem::path &file) const {
    const std::filesystem::path temporary = file.string() + ".part";
    std::ofstream out(temporary);
    out << json();
    out.close();
    if (!out) {
        throw Error("cannot write " + file.string());
    }
    std::filesystem::rename(temporary, file);
}

}  // namespace tconv::bench
