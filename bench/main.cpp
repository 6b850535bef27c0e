// tconv_bench: tconv beside its peers over a table of layers.
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <map>

#include "bench/comparison.h"
#include "bench/options.h"
#include "bench/report.h"
#include "bench/timing.h"
#include "generators/cli/layer_table.h"
#include "generators/cli/progress.h"
#include "schedules/target.h"

namespace {

using namespace tconv;
using namespace tconv::bench;

constexpr int kHopeless = 20;

Options defaults() {
    Options options;
    options.layers = TCONV_LAYER_TABLE;
    options.target = default_target().name;
    options.installation = {TCONV_BENCH_ENVIRONMENT, TCONV_HALIDE_ENVIRONMENT, TCONV_BENCH_PYTHON, TCONV_ONEDNN_PEER};
    return options;
}

/// 1, 2, 4, ... and all.
std::vector<int> numbers_of_threads(const Options &options, int cores) {
    if (!options.threads.empty()) {
        return options.threads;
    }
    std::vector<int> numbers;
    for (int threads = 1; threads < cores && !(options.processor_time && threads > 1); threads *= 2) {
        numbers.push_back(threads);
    }
    if (numbers.empty() || !options.processor_time) {
        numbers.push_back(cores);
    }
    return numbers;
}

/// The layers that are timed on a number of threads.
std::vector<TableLayer> layers_on(const std::vector<TableLayer> &layers, const Options &options, int threads,
                                  int cores) {
    const bool between = options.threads.empty() && threads > 1 && threads < cores;
    return between || options.one_per_class ? one_per_class(layers) : layers;
}

/// Everybody on one number of threads, ready for any layer.
struct Team {
    Place place;
    std::vector<std::unique_ptr<Contender>> peers;
    std::vector<Contender *> pointers;
};

Team make_team(const Options &options, const Selection &selection, int threads) {
    Team team;
    team.place = {.threads = threads,
                  .core = threads == 1 ? last_core() : -1,
                  .clock = options.processor_time ? Clock::processor : Clock::passed};
    for (const PeerRow *row : selection.peers) {
        if (missing(*row, options.installation).empty()) {
            team.peers.push_back(make_peer(program_of(*row, options.installation, team.place), team.place));
            team.pointers.push_back(team.peers.back().get());
        }
    }
    return team;
}

class Bench {
public:
    explicit Bench(const Options &options)
        : options_(options), selection_(select_contenders(options.contenders)), report_(measure_machine()) {
        for (const PeerRow *row : selection_.peers) {
            const std::string reason = missing(*row, options.installation);
            if (!reason.empty()) {
                report_.add_missing({row->name, reason});
            }
        }
    }

    void run() {
        const std::vector<TableLayer> all = matching_layers(read_layer_table(options_.layers), options_.filter);
        const int cores = report_.machine().cores;
        const std::vector<int> threads = numbers_of_threads(options_, cores);
        int steps = 1;
        for (const int count : threads) {
            steps += static_cast<int>(layers_on(all, options_, count, cores).size());
        }
        Progress progress("tconv_bench: starting", steps);
        report_.print_head();
        for (const int count : threads) {
            Team team = make_team(options_, selection_, count);
            for (const TableLayer &layer : layers_on(all, options_, count, cores)) {
                progress.step("tconv_bench: " + layer.name + " on " + std::to_string(count) + " threads");
                measure(layer, team);
            }
        }
        report_.print_summary();
    }

private:
    void measure(const TableLayer &layer, const Team &team) {
        try {
            const std::vector<std::unique_ptr<CompiledLayer>> compiled = compile(layer, team.place.threads);
            SharedArrays arrays(layer.problem, 1);
            std::vector<Contender *> peers;
            std::vector<Refusal> hopeless;
            for (Contender *peer : team.pointers) {
                const auto behind = hopeless_.find({layer.name, peer->name()});
                if (behind == hopeless_.end()) {
                    peers.push_back(peer);
                } else {
                    hopeless.push_back({peer->name(), behind->second});
                }
            }
            Comparison comparison = compare({layer.name, layer.problem, arrays, {}}, compiled, peers,
                                            {options_.seconds, options_.rounds}, team.place);
            note_hopeless(layer, comparison);
            comparison.refusals.insert(comparison.refusals.end(), hopeless.begin(), hopeless.end());
            report_.add(layer, arrays.bytes(), compiled, std::move(comparison));
        } catch (const Error &error) {
            throw Error(layer.name + ": " + error.what());
        }
        if (Progress::can_be_seen()) {
            std::fputs("\r\033[K", stderr);
        }
        report_.print_last();
        if (!options_.json.empty()) {
            report_.write_json(options_.json);  // after each layer: a run that is broken off leaves what it found
        }
    }

    /// Who is so far behind the best peer is not asked again on more threads.
    void note_hopeless(const TableLayer &layer, const Comparison &comparison) {
        for (size_t i = comparison.own; i < comparison.results.size(); i++) {
            const Result &result = comparison.results[i];
            if (result.samples.least() > kHopeless * comparison.best_peer()->samples.least()) {
                hopeless_[{layer.name, result.contender}] = "not asked: it took more than " +
                                                            std::to_string(kHopeless) +
                                                            " times the best peer's time on fewer threads";
            }
        }
    }

    std::vector<std::unique_ptr<CompiledLayer>> compile(const TableLayer &layer, int threads) const {
        std::vector<std::unique_ptr<CompiledLayer>> compiled;
        for (const TconvRow *row : selection_.tconv) {
            compiled.push_back(
                std::make_unique<CompiledLayer>(*row, layer.name, layer.problem, options_.target, threads));
        }
        return compiled;
    }

    const Options &options_;
    Selection selection_;
    Report report_;
    std::map<std::pair<std::string, std::string>, std::string> hopeless_;  ///< by layer and contender: the reason
};

}  // namespace

int main(int argc, char **argv) {
    const Options options = parse_options(argc, argv, defaults());
    start_timing(argv[0]);
    try {
        Bench(options).run();
    } catch (const std::exception &error) {
        std::fprintf(stderr, "tconv_bench: error: %s\n", error.what());
        return 1;
    }
    return 0;
}
