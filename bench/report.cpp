// The table on the terminal, and all of it as JSON.
#include "bench/report.h"

#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

namespace tconv::bench {

namespace {

// The promises of the project: what is slower, larger or longer is named at the end.
constexpr double kLeastRatio = 0.7, kMostCompileSeconds = 3;
constexpr int64_t kMostTextBytes = int64_t{64} << 10;

nlohmann::ordered_json machine_json(const Machine &machine) {
    return {{"processor", machine.processor},
            {"instructions", machine.instructions},
            {"cores", machine.cores},
            {"peak_gflops", machine.peak_gflops},
            {"peak_gflops_all", machine.peak_gflops_all},
            {"dram_gbs", machine.dram_gbs},
            {"dram_gbs_all", machine.dram_gbs_all},
            {"l3_gbs", machine.l3_gbs},
            {"l3_gbs_all", machine.l3_gbs_all},
            {"l2_gbs", machine.l2_gbs}};
}

std::string text_sizes(const std::vector<KernelSize> &kernels) {
    std::string text;
    for (const KernelSize &kernel : kernels) {
        char size[32];
        std::snprintf(size, sizeof size, "%s%.1f", text.empty() ? "" : "/",
                      static_cast<double>(kernel.text_bytes) / 1024);
        text += size;
    }
    return text;
}

}  // namespace

const Result *Comparison::best_peer() const {
    const Result *best = nullptr;
    for (size_t i = 1; i < results.size(); i++) {
        if (best == nullptr || results[i].samples.least() < best->samples.least()) {
            best = &results[i];
        }
    }
    return best;
}

double Comparison::ratio() const {
    const Result *peer = best_peer();
    return peer == nullptr ? 0 : peer->samples.least() / tconv().samples.least();
}

double Report::roofline(const LayerReport &layer, const Comparison &comparison) const {
    return roofline_seconds(machine_, layer.flops, layer.bytes, comparison.threads > 1);
}

void Report::print_head() const {
    std::printf("%s, %d cores, %s\n", machine_.processor.c_str(), machine_.cores, machine_.instructions.c_str());
    std::printf("                    one thread  all\n");
    std::printf("multiply-adds       %10.1f  %6.1f GFLOP/s\n", machine_.peak_gflops, machine_.peak_gflops_all);
    std::printf("copy of 256 MB      %10.1f  %6.1f GB/s\n", machine_.dram_gbs, machine_.dram_gbs_all);
    std::printf("read of 16 MB       %10.1f  %6.1f GB/s\n", machine_.l3_gbs, machine_.l3_gbs_all);
    std::printf("read of 512 KB      %10.1f         GB/s\n\n", machine_.l2_gbs);
    std::printf(
        "Times are the least over interleaved rounds, medians in parentheses; ratio = oneDNN's best / tconv's: within\n"
        "5 %% is a tie. roof = tconv's time over the roofline time. drift = of the clock, in the same rounds.\n\n");
    std::printf("%-17s %3s %9s %11s %7s %5s %5s %5s %9s %-12s %6s %6s  %7s  %s\n", "layer", "thr", "ms", "(median)",
                "GFLOP/s", "peak", "band", "roof", "oneDNN", "build", "ratio", "drift", "compile", "text KB");
    std::fflush(stdout);
}

void Report::print_last() const {
    const LayerReport &layer = layers_.back();
    for (const Comparison &comparison : layer.comparisons) {
        const bool all = comparison.threads > 1;
        const double least = comparison.tconv().samples.least();
        const double gflops = layer.flops / least / 1e9;
        const double bandwidth = layer.bytes / least / 1e9 / (all ? machine_.dram_gbs_all : machine_.dram_gbs);
        const Result *peer = comparison.best_peer();
        std::printf("%-17s %3d %9.3f (%9.3f) %7.1f %4.0f%% %4.0f%% %5.2f ", layer.name.c_str(), comparison.threads,
                    least * 1e3, comparison.tconv().samples.median() * 1e3, gflops,
                    100 * gflops / (all ? machine_.peak_gflops_all : machine_.peak_gflops), 100 * bandwidth,
                    least / roofline(layer, comparison));
        if (peer != nullptr) {
            std::printf("%9.3f %-12s %6.2f ", peer->samples.least() * 1e3, peer->contender.c_str(), comparison.ratio());
        } else {
            std::printf("%9s %-12s %6s ", "-", "-", "-");
        }
        std::printf("%5.1f%%  %6.2fs  %s\n", 100 * comparison.clock_drift, layer.compile_seconds,
                    text_sizes(layer.kernels).c_str());
    }
    std::fflush(stdout);
}

void Report::print_summary() const {
    struct Sum {
        double logs = 0;
        int count = 0;
        const LayerReport *worst = nullptr;
        double least = 1e30;
    };
    std::map<int, Sum> sums;
    for (const LayerReport &layer : layers_) {
        for (const Comparison &comparison : layer.comparisons) {
            const double ratio = comparison.ratio();
            if (ratio <= 0) {
                continue;
            }
            Sum &sum = sums[comparison.threads];
            sum.logs += std::log(ratio);
            sum.count++;
            if (ratio < sum.least) {
                sum.least = ratio;
                sum.worst = &layer;
            }
            if (ratio < kLeastRatio) {
                std::printf("\nslow: %s on %d thread%s, %.2f of oneDNN", layer.name.c_str(), comparison.threads,
                            comparison.threads == 1 ? "" : "s", ratio);
            }
        }
        if (layer.compile_seconds > kMostCompileSeconds) {
            std::printf("\nslow to compile: %s, %.1f s", layer.name.c_str(), layer.compile_seconds);
        }
        for (const KernelSize &kernel : layer.kernels) {
            if (kernel.text_bytes > kMostTextBytes) {
                std::printf("\nlarge: %s for %s, %lld bytes of text", layer.name.c_str(),
                            kernel.instruction_set.c_str(), static_cast<long long>(kernel.text_bytes));
            }
        }
    }
    std::printf("\n");
    for (const auto &[threads, sum] : sums) {
        std::printf("%d thread%s: geometric mean of %d ratios to oneDNN %.3f, least %.2f (%s)\n", threads,
                    threads == 1 ? "" : "s", sum.count, std::exp(sum.logs / sum.count), sum.least,
                    sum.worst->name.c_str());
    }
}

void Report::write_json(const std::filesystem::path &file) const {
    nlohmann::ordered_json layers = nlohmann::ordered_json::array();
    for (const LayerReport &layer : layers_) {
        nlohmann::ordered_json comparisons = nlohmann::ordered_json::array(), text = nlohmann::ordered_json::object();
        for (const KernelSize &kernel : layer.kernels) {
            text[kernel.instruction_set] = kernel.text_bytes;
        }
        for (const Comparison &comparison : layer.comparisons) {
            nlohmann::ordered_json results = nlohmann::ordered_json::array();
            for (const Result &result : comparison.results) {
                results.push_back({{"contender", result.contender},
                                   {"note", result.note},
                                   {"least_ms", result.samples.least() * 1e3},
                                   {"median_ms", result.samples.median() * 1e3},
                                   {"rounds", result.samples.seconds.size()},
                                   {"gflops", layer.flops / result.samples.least() / 1e9}});
            }
            comparisons.push_back({{"threads", comparison.threads},
                                   {"ratio", comparison.ratio()},
                                   {"roofline_ms", roofline(layer, comparison) * 1e3},
                                   {"clock_drift", comparison.clock_drift},
                                   {"results", results}});
        }
        layers.push_back({{"name", layer.name},
                          {"network", layer.network},
                          {"key", layer.key},
                          {"flops", layer.flops},
                          {"bytes", layer.bytes},
                          {"compile_seconds", layer.compile_seconds},
                          {"text_bytes", text},
                          {"schedule", nlohmann::ordered_json::parse(layer.schedule)},
                          {"comparisons", comparisons}});
    }
    const nlohmann::ordered_json report = {{"machine", machine_json(machine_)}, {"layers", layers}};
    const std::filesystem::path temporary = file.string() + ".part";
    std::ofstream out(temporary);
    out << report.dump(1) << '\n';
    out.close();
    if (!out) {
        throw Error("cannot write " + file.string());
    }
    std::filesystem::rename(temporary, file);
}

}  // namespace tconv::bench
