// tconv_bench: tconv beside oneDNN over the layer table, one thread and all.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>

#include "bench/check.h"
#include "bench/report.h"
#include "generators/cli/layer_table.h"
#include "schedules/target.h"

namespace {

using namespace tconv;
using namespace tconv::bench;

struct Options {
    std::string layers = TCONV_LAYER_TABLE;
    std::string filter = ".";
    std::vector<int> threads;
    double seconds = 1.5;
    bool processor_time = false;
    std::string json;
    std::string target = default_target().name;
    std::string onednn = TCONV_ONEDNN_LIBRARY;
    std::string onednn_sycl = TCONV_ONEDNN_SYCL_LIBRARY;
};

Options parse(int argc, char **argv) {
    Options options;
    CLI::App app("Times tconv beside oneDNN, and checks that they agree.");
    app.add_option("--layers", options.layers, "the layer table")->capture_default_str();
    app.add_option("--filter", options.filter, "only layers whose names match this regular expression");
    app.add_option("--threads", options.threads, "numbers of threads to measure with (default: 1 and all)")
        ->check(CLI::PositiveNumber);
    app.add_option("--seconds", options.seconds, "time per layer and number of threads")->capture_default_str();
    app.add_flag("--processor-time", options.processor_time,
                 "measure processor time, not time passed: for one thread on a machine that others use too");
    app.add_option("--json", options.json, "write the report to this file as well");
    app.add_option("--target", options.target, "what tconv compiles for")->capture_default_str();
    app.add_option("--onednn", options.onednn, "folder with libdnnl.so.3, GNU OpenMP build")->capture_default_str();
    app.add_option("--onednn-sycl", options.onednn_sycl, "the same, SYCL build")->capture_default_str();
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        std::exit(app.exit(error) == 0 ? 0 : 2);
    }
    return options;
}

/// The peers on one number of threads, ready for any layer.
struct Team {
    Place place;
    std::vector<std::unique_ptr<Contender>> peers;
};

Team make_team(const Options &options, int threads) {
    Team team;
    team.place = {.threads = threads,
                  .core = threads == 1 ? last_core() : -1,
                  .clock = options.processor_time ? Clock::processor : Clock::passed};
    for (const auto &[name, folder] : {std::pair{"onednn", options.onednn}, {"onednn-sycl", options.onednn_sycl}}) {
        if (std::filesystem::exists(std::filesystem::path(folder) / "libdnnl.so.3")) {
            team.peers.push_back(make_onednn(name, folder, team.place));
        } else {
            std::fprintf(stderr, "tconv_bench: no libdnnl.so.3 in '%s': going on without %s\n", folder.c_str(), name);
        }
    }
    return team;
}

/// One layer on one number of threads: everybody is prepared, checked, then timed.
Comparison compare(Task task, const CompiledLayer &compiled, Team &team, double seconds) {
    pin_to_core(team.place.core);
    std::vector<Contender *> contenders;
    const std::unique_ptr<Contender> ours = make_tconv(compiled, team.place);
    ours->prepare(task);
    task.expected = ours->output();
    check_samples(task.problem, task.arrays, task.expected);
    contenders.push_back(ours.get());
    for (const std::unique_ptr<Contender> &peer : team.peers) {
        try {
            peer->prepare(task);
            contenders.push_back(peer.get());
        } catch (const Error &error) {
            std::fprintf(stderr, "tconv_bench: %s without %s: %s\n", task.name.c_str(), peer->name().c_str(),
                         error.what());
        }
    }
    std::vector<Samples> samples = time_interleaved(contenders, seconds, team.place);
    Comparison comparison;
    comparison.threads = team.place.threads;
    comparison.clock_drift = samples.back().median() / samples.back().least() - 1;
    for (size_t i = 0; i < contenders.size(); i++) {
        comparison.results.push_back({contenders[i]->name(), contenders[i]->note(), samples[i]});
        contenders[i]->release();
    }
    pin_to_core(-1);
    return comparison;
}

LayerReport measure(const TableLayer &layer, std::vector<Team> &teams, const Options &options) {
    LayerReport report;
    const CompiledLayer compiled(layer.name, layer.problem, options.target);
    SharedArrays arrays(layer.problem, 1);
    report.name = layer.name;
    report.network = layer.network;
    report.key = key(layer.problem);
    report.schedule = compiled.schedule();
    report.flops = 2.0 * static_cast<double>(useful_macs(layer.problem));
    report.bytes = static_cast<double>(arrays.bytes());
    report.compile_seconds = compiled.compile_seconds();
    report.kernels = compiled.kernels();
    for (Team &team : teams) {
        report.comparisons.push_back(compare({layer.name, layer.problem, arrays, {}}, compiled, team, options.seconds));
    }
    return report;
}

void measure_all(const Options &options) {
    const std::vector<TableLayer> layers = matching_layers(read_layer_table(options.layers), options.filter);
    const Machine machine = measure_machine();
    std::vector<int> threads = options.threads;
    if (threads.empty() && options.processor_time) {
        threads = {1};
    } else if (threads.empty()) {
        threads = machine.cores > 1 ? std::vector<int>{1, machine.cores} : std::vector<int>{1};
    }
    std::vector<Team> teams;
    for (const int count : threads) {
        teams.push_back(make_team(options, count));
    }
    Report report(machine);
    report.print_head();
    for (const TableLayer &layer : layers) {
        try {
            report.add(measure(layer, teams, options));
        } catch (const Error &error) {
            throw Error(layer.name + ": " + error.what());
        }
        report.print_last();
        if (!options.json.empty()) {
            report.write_json(options.json);  // after each layer: a run that is broken off leaves what it found
        }
    }
    report.print_summary();
}

}  // namespace

int main(int argc, char **argv) {
    const Options options = parse(argc, argv);
    start_timing(argv[0]);
    try {
        measure_all(options);
    } catch (const std::exception &error) {
        std::fprintf(stderr, "tconv_bench: error: %s\n", error.what());
        return 1;
    }
    return 0;
}
