// tconv bench: how fast layers run here, beside what this machine can do at most.
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <memory>

#include "generators/cli/library.h"
#include "generators/cli/machine.h"
#include "generators/cli/progress.h"
#include "generators/cli/report.h"
#include "generators/cli/schedule_options.h"
#include "generators/cli/static_report.h"
#include "generators/cli/verbs.h"
#include "generators/compile/manifest.h"
#include "generators/measure/machine.h"
#include "generators/tune/reference.h"
#include "generators/tune/tune.h"
#include "runtime/problem/message.h"

namespace tconv {

namespace {

struct Options {
    LayerOptions layers;
    SourceOptions sources;
    std::string target;
    int threads = 1;
    double seconds = 1;  ///< for each layer
    bool processor_time = false, is_static = false, json = false;
};

/// One layer's times, and what they are shares of.
struct Timing {
    std::string name, key, algorithm, from;
    double least = 0, median = 0;  ///< seconds of a call
    int calls = 0;
    double flops = 0, bytes = 0;  ///< of a call: two for each multiply-add that reaches the output; all arrays once
    double roofline = 0;          ///< seconds

    double gflops() const { return flops / least / 1e9; }
    double gbs() const { return bytes / least / 1e9; }
};

Timing time_layer(const LayerToRun &layer, const Options &options, const ScheduleSources &sources,
                  const measure::Machine &machine) {
    Timing timing;
    const Problem problem = tune::measured(layer.problem);
    CompileRequest request;
    request.name = layer.name;
    request.problem = layer.problem;
    request.target = options.target;
    request.sources = sources;
    const Library library = Library::open(request, Cache());
    const LibraryFacts facts = facts_of_manifest(library.manifest());
    const auto runs = std::find_if(facts.kernels.begin(), facts.kernels.end(), [&](const KernelFacts &kernel) {
        const std::vector<const InstructionSet *> &sets = find_target(options.target).sets;
        return std::any_of(sets.begin(), sets.end(), [&](const InstructionSet *set) {
            return set->name == kernel.instruction_set && runs_here(*set);
        });
    });
    if (runs == facts.kernels.end())
        throw Error("target is " + quoted(options.target) + ": this machine runs none of its instruction sets");
    timing.name = layer.name;
    timing.key = key(layer.problem);
    timing.algorithm = algorithm_of(runs->schedule);
    timing.from = runs->from;
    timing.flops = 2 * static_cast<double>(useful_macs(problem));
    timing.bytes = tune::least_bytes(problem);
    timing.roofline = measure::roofline_seconds(machine, timing.flops, timing.bytes, options.threads);

    const tune::Reference arrays(problem, 1);
    const std::vector<int64_t> shape = problem.input_shape();
    const Pool pool(options.threads);
    const FloatBuffer packed = library.pack(arrays.weights(), arrays.bias());
    FloatBuffer workspace(library.workspace_bytes(shape, options.threads));
    const auto call = [&] {
        if (const int status = library.functions().run(packed.data(), shape.data(), arrays.input(),
                                                       arrays.output().data(), workspace.data(), pool.get());
            status != TCONV_OK)
            throw Error(std::string("run returned: ") + tconv_status_text(status));
    };
    call();  // pages, caches
    const measure::Clock clock = options.processor_time ? measure::Clock::processor : measure::Clock::passed;
    constexpr size_t kFewest = 3;
    std::vector<double> times;
    for (const double end = measure::seconds_now() + options.seconds;
         times.size() < kFewest || measure::seconds_now() < end;) {
        const double start = measure::seconds_now(clock);
        call();
        times.push_back(measure::seconds_now(clock) - start);
    }
    std::sort(times.begin(), times.end());
    timing.calls = static_cast<int>(times.size());
    timing.least = times.front();
    timing.median = times[times.size() / 2];
    return timing;
}

Json machine_json(const measure::Machine &machine) {
    return {{"processor", machine.processor},
            {"family", processor_family()},
            {"instructions", machine.instructions},
            {"cores", machine.cores},
            {"peak_gflops", table_number(machine.peak_gflops)},
            {"peak_gflops_all", table_number(machine.peak_gflops_all)},
            {"dram_gbs", table_number(machine.dram_gbs)},
            {"dram_gbs_all", table_number(machine.dram_gbs_all)},
            {"l3_gbs", table_number(machine.l3_gbs)},
            {"l2_gbs", table_number(machine.l2_gbs)}};
}

/// Compiles and reads, for any target: nothing runs.
void bench_static(const Options &options) {
    const std::vector<LayerToRun> layers = read_layers(options.layers);
    const ScheduleSources sources = read_sources(options.sources, options.target);
    Json rows = Json::array();
    for (const LayerToRun &layer : layers) {
        CompileRequest request;
        request.name = layer.name;
        request.problem = layer.problem;
        request.target = options.target;
        request.sources = sources;
        const std::vector<StaticLoop> loops = found_in(layer.name, [&] {
            const Progress progress("compiling " + layer.name);
            const LibraryFacts facts = facts_of_manifest(library_manifest(request, Cache()));
            return static_report(layer.name, layer.problem, options.target, facts.kernels);
        });
        if (options.json) {
            rows.push_back({{"name", layer.name}, {"key", key(layer.problem)}, {"inner_loops", static_json(loops)}});
        } else {
            std::printf("%s: %s", layer.name.c_str(), static_table(loops).c_str());
            std::fflush(stdout);
        }
    }
    if (options.json)
        print_json({{"target", options.target}, {"layers", rows}});
}

void bench(const Options &options) {
    if (options.is_static) {
        bench_static(options);
        return;
    }
    if (options.processor_time && options.threads > 1)
        throw CLI::ValidationError("--processor-time",
                                   "is for one thread: --threads is " + std::to_string(options.threads));
    const std::vector<LayerToRun> layers = read_layers(options.layers);
    const ScheduleSources sources = read_sources(options.sources, options.target);
    const measure::Machine machine = measure::measure_machine();
    const measure::MachineLimits limits = measure::limits_of(machine, options.threads);
    if (!options.json) {
        std::printf("%s, %s: %.0f GFLOP/s, memory %.1f GB/s, L3 %.0f GB/s (%s)\n", machine.processor.c_str(),
                    machine.instructions.c_str(), limits.peak_gflops, limits.dram_gbs, limits.l3_gbs,
                    counted(options.threads, "thread", "threads").c_str());
        std::printf("%-18s %10s %10s %9s %6s %8s %6s %9s  %s\n", "layer", "least ms", "median ms", "GFLOP/s", "peak",
                    "GB/s", "band", "roofline", "algorithm");
    }
    Json rows = Json::array();
    for (const LayerToRun &layer : layers) {
        const Timing t = found_in(layer.name, [&] {
            const Progress progress("timing " + layer.name);
            return time_layer(layer, options, sources, machine);
        });
        rows.push_back({{"name", t.name},
                        {"key", t.key},
                        {"algorithm", t.algorithm},
                        {"schedule_from", t.from},
                        {"calls", t.calls},
                        {"least_milliseconds", table_number(t.least * 1e3)},
                        {"median_milliseconds", table_number(t.median * 1e3)},
                        {"gflops", table_number(t.gflops())},
                        {"peak_share", table_number(t.gflops() / limits.peak_gflops)},
                        {"gbs", table_number(t.gbs())},
                        {"bandwidth_share", table_number(t.gbs() / limits.dram_gbs)},
                        {"roofline_share", table_number(t.roofline / t.least)}});
        if (!options.json) {
            std::printf("%-18s %10.4g %10.4g %9.1f %5.0f%% %8.2f %5.0f%% %8.0f%%  %s (%s)\n", t.name.c_str(),
                        t.least * 1e3, t.median * 1e3, t.gflops(), 100 * t.gflops() / limits.peak_gflops, t.gbs(),
                        100 * t.gbs() / limits.dram_gbs, 100 * t.roofline / t.least, t.algorithm.c_str(),
                        t.from.c_str());
            std::fflush(stdout);
        }
    }
    if (options.json)
        print_json({{"machine", machine_json(machine)}, {"threads", options.threads}, {"layers", rows}});
}

}  // namespace

void add_bench(CLI::App &program) {
    const auto options = std::make_shared<Options>();
    CLI::App *verb = add_verb(program, "bench", "Time layers: GFLOP/s, shares of this machine's peak and bandwidth",
                              "tconv bench up4.json up8.json --seconds 2");
    add_layers_options(*verb, options->layers);
    add_target_option(*verb, options->target);
    add_source_options(*verb, options->sources);
    verb->add_option("--threads", options->threads, "Threads of a call")
        ->type_name("N")
        ->capture_default_str()
        ->check(CLI::Range(1, kMostTableThreads));
    add_seconds_option(*verb, options->seconds, "Time for each layer")->capture_default_str();
    verb->add_flag("--processor-time", options->processor_time,
                   "Measure this program's processor time: for one thread on a machine that others use too");
    verb->add_flag("--static", options->is_static,
                   "Run nothing: read from the assembly what the inner loops are made of, for any target");
    add_json_option(*verb, options->json);
    verb->callback([options] { bench(*options); });
}

}  // namespace tconv
