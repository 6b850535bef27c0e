// The report's table on the terminal: the first of tconv's contenders beside the best peer.
#include <cmath>
#include <cstdio>
#include <map>

#include "bench/report.h"

namespace tconv::bench {

namespace {

// The promises of the project: what is slower, larger or longer is named at the end.
constexpr double kLeastRatio = 1, kMostCompileSeconds = 3;
constexpr int64_t kMostTextBytes = int64_t{48} << 10;

const char *plural(int threads) { return threads == 1 ? "" : "s"; }

/// Geometric mean and least of ratios.
struct Ratios {
    double logs = 0, least = 1e30;
    int count = 0;
    std::string worst;

    void add(double ratio, const std::string &layer) {
        logs += std::log(ratio);
        count++;
        if (ratio < least) {
            least = ratio;
            worst = layer;
        }
    }
};

}  // namespace

void Report::print_head() const {
    std::printf("%s, %d cores, %s\n", machine_.processor.c_str(), machine_.cores, machine_.instructions.c_str());
    std::printf("                    one thread  all\n");
    std::printf("multiply-adds       %10.1f  %6.1f GFLOP/s\n", machine_.peak_gflops, machine_.peak_gflops_all);
    std::printf("copy of 256 MB      %10.1f  %6.1f GB/s\n", machine_.dram_gbs, machine_.dram_gbs_all);
    std::printf("read of 16 MB       %10.1f  %6.1f GB/s\n", machine_.l3_gbs, machine_.l3_gbs_all);
    std::printf("read of 512 KB      %10.1f         GB/s\n\n", machine_.l2_gbs);
    for (const Refusal &refusal : missing_) {
        std::printf("without %s: %s\n", refusal.contender.c_str(), refusal.reason.c_str());
    }
    std::printf(
        "Times are the least over interleaved rounds, medians in parentheses; ratio = the best peer's / tconv's: "
        "within\n"
        "5 %% is a tie. roof = tconv's time over the roofline time. drift = of the clock, in the same rounds.\n\n");
    std::printf("%-17s %3s %9s %11s %7s %5s %9s %-21s %6s %6s  %s\n", "layer", "thr", "ms", "(median)", "GFLOP/s",
                "roof", "best peer", "", "ratio", "drift", "others, best first");
    std::fflush(stdout);
}

void Report::print_last() const {
    const LayerReport &layer = layers_[last_];
    const Comparison &comparison = layer.comparisons.back();
    std::printf("%-17s %3d ", layer.name.c_str(), comparison.threads);
    if (const Result *ours = comparison.tconv()) {
        const double least = ours->samples.least();
        std::printf("%9.3f (%9.3f) %7.1f %5.2f ", least * 1e3, ours->samples.median() * 1e3, layer.flops / least / 1e9,
                    least / roofline(layer, comparison));
    } else {
        std::printf("%9s %11s %7s %5s ", "-", "-", "-", "-");
    }
    const Result *peer = comparison.best_peer();
    std::printf("%9.3f %-21s %6.2f %5.1f%% ", peer == nullptr ? 0 : peer->samples.least() * 1e3,
                peer == nullptr ? "none" : peer->contender.c_str(), comparison.ratio(), 100 * comparison.clock_drift);
    std::multimap<double, std::string> others;
    for (size_t i = comparison.own; i < comparison.results.size(); i++) {
        others.emplace(comparison.results[i].samples.least(), comparison.results[i].contender);
    }
    for (const auto &[seconds, name] : others) {
        if (peer != nullptr && name != peer->contender) {
            std::printf(" %s %.2f", name.c_str(), seconds / peer->samples.least());
        }
    }
    std::printf("\n");
    std::fflush(stdout);
}

void Report::print_summary() const {
    std::map<int, Ratios> ratios;
    for (const LayerReport &layer : layers_) {
        for (const Comparison &comparison : layer.comparisons) {
            const double ratio = comparison.ratio();
            if (ratio <= 0) {
                continue;
            }
            ratios[comparison.threads].add(ratio, layer.name);
            if (ratio < kLeastRatio) {
                std::printf("\nslow: %s on %d thread%s, %.2f of %s", layer.name.c_str(), comparison.threads,
                            plural(comparison.threads), ratio, comparison.best_peer()->contender.c_str());
            }
        }
        for (const CompiledFacts &facts : layer.compiled) {
            if (facts.compile_seconds > kMostCompileSeconds) {
                std::printf("\nslow to compile: %s, %.1f s", layer.name.c_str(), facts.compile_seconds);
            }
            for (const KernelSize &kernel : facts.kernels) {
                if (kernel.text_bytes > kMostTextBytes) {
                    std::printf("\nlarge: %s for %s, %lld bytes of text", layer.name.c_str(),
                                kernel.instruction_set.c_str(), static_cast<long long>(kernel.text_bytes));
                }
            }
        }
    }
    std::printf("\n");
    for (const auto &[threads, sum] : ratios) {
        std::printf("%d thread%s: geometric mean of %d ratios to the best peer %.3f, least %.2f (%s)\n", threads,
                    plural(threads), sum.count, std::exp(sum.logs / sum.count), sum.least, sum.worst.c_str());
    }
}

}  // namespace tconv::bench
