// tconv_try: one layer, one instruction set, any schedules: compiled in process, checked, timed. For people who write schedules.
//
//   tconv_try dcgan_l2                                       the default schedule
//   tconv_try dcgan_l2 --with vectors=2,4 --with broadcasts=4,6,8    every combination, the rest by rule
//   tconv_try f32,last,n1,c3,f8,g1,bias,linear,fast,i16k4s2d1b1o32 --schedule '{...}'
#include <malloc.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>

#include "bench/check.h"
#include "generators/algorithms/kernel.h"
#include "generators/cli/layer_table.h"
#include "generators/cli/machine.h"
#include "generators/measure/machine.h"
#include "schedules/target.h"

namespace {

using namespace tconv;
using namespace tconv::bench;
using namespace tconv::measure;
using nlohmann::json;

struct Options {
    std::string layer, schedule, isa, assembly, statement, baseline;
    std::string layers = TCONV_LAYER_TABLE;
    std::vector<std::string> with;
    int threads = 1;
    double seconds = 1;
    bool checked = false, processor_time = false;
};

Options parse(int argc, char **argv) {
    Options options;
    CLI::App app("Compiles one layer with given schedules, checks it and times it.");
    app.add_option("layer", options.layer, "a layer of the table, or a problem's key")->required();
    app.add_option("--schedule", options.schedule, "a schedule as JSON (default: by rule)");
    app.add_option("--with", options.with,
                   "MEMBER=VALUE[,VALUE...]: changes members of the schedule (packing.block=32); "
                   "of several values each is tried, in every combination")
        ->take_all()
        ->allow_extra_args(false);
    app.add_option("--isa", options.isa, "instruction set (default: the best of this machine)");
    app.add_flag("--processor-time", options.processor_time,
                 "measure processor time, not time passed: for one thread on a machine that others use too");
    app.add_option("--threads", options.threads, "threads")->check(CLI::PositiveNumber)->capture_default_str();
    app.add_option("--seconds", options.seconds, "time per schedule")->capture_default_str();
    app.add_flag("--checked", options.checked, "keep Halide's assertions");
    app.add_option("--assembly", options.assembly, "write the kernel's assembly to this file");
    app.add_option("--statement", options.statement, "write Halide's lowered statement to this file");
    app.add_option("--layers", options.layers, "the layer table")->capture_default_str();
    app.add_option("--baseline", options.baseline,
                   "a report of tconv_bench: prints the ratio to the best peer's time there")
        ->envname("TCONV_BASELINE");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        std::exit(app.exit(error) == 0 ? 0 : 2);
    }
    return options;
}

const InstructionSet &instruction_set(const std::string &name) {
    std::string allowed;
    for (const InstructionSet *set : default_target().sets) {
        const bool runs = runs_here(*set);
        if (runs && (name.empty() || name == set->name)) {
            return *set;
        }
        allowed += runs ? std::string(allowed.empty() ? "" : ", ") + set->name : "";
    }
    throw Error("isa is " + name + ": must be one that this machine has, of " + allowed);
}

/// Every combination of the values of `with`, put into the schedule `base`.
std::vector<Schedule> combinations(const Schedule &base, const std::vector<std::string> &with) {
    std::vector<json> all = {json::parse(to_json(base))};
    for (const std::string &change : with) {
        const size_t equals = change.find('=');
        if (equals == std::string::npos) {
            throw Error("with is " + change + ": must be MEMBER=VALUE[,VALUE...]");
        }
        std::string pointer = "/" + change.substr(0, equals);
        std::ranges::replace(pointer, '.', '/');
        std::vector<json> next;
        std::istringstream values(change.substr(equals + 1));
        for (std::string value; std::getline(values, value, ',');) {
            for (json schedule : all) {
                const json number = json::parse(value, nullptr, false);
                schedule[json::json_pointer(pointer)] = number.is_discarded() ? json(value) : number;
                next.push_back(schedule);
            }
        }
        all = std::move(next);
    }
    std::vector<Schedule> schedules;
    for (const json &schedule : all) {
        schedules.push_back(schedule_from_json(schedule.dump()));
    }
    return schedules;
}

Halide::Buffer<float> wrapped(float *data, const std::vector<int64_t> &extents) {
    return Halide::Buffer<float>(data, std::vector<int>(extents.begin(), extents.end()));
}

struct Trial {
    double compile_seconds = 0, least = 0, median = 0;
};

class Tryout {
public:
    Tryout(const Problem &problem, const InstructionSet &set, const Options &options)
        : problem_(problem), options_(options), arrays_(problem, 1),
          target_(std::string(set.halide) + (options.checked ? "-no_bounds_query" : "-no_asserts-no_bounds_query")),
          input_(wrapped(arrays_.input().data(), buffer_extents(problem.layout, problem.input_shape()))),
          output_(wrapped(arrays_.output().data(), buffer_extents(problem.layout, problem.output_shape()))) {
        setenv("HL_NUM_THREADS", std::to_string(options.threads).c_str(), 1);
        // A library's workspace comes from its caller. Here the heap gives it: it must not go back to the system on each call.
        mallopt(M_MMAP_THRESHOLD, 1 << 30);
        mallopt(M_TRIM_THRESHOLD, 1 << 30);
    }

    Trial run(const Schedule &schedule) {
        Trial trial;
        const Packing packing = packing_of(schedule);
        const PackedSizes sizes = packed_sizes(problem_, packing);
        Halide::Buffer<float> packed = pack(packing);
        const int64_t bias_offset = sizes.bias_offset;
        Halide::Buffer<float> bias(packed.data() + bias_offset, static_cast<int>(packed.width() - bias_offset));
        Halide::Buffer<float> weights(packed.data(), static_cast<int>(sizes.weight_floats));
        const double start = seconds_now();
        KernelPipeline kernel = make_kernel(problem_, schedule, target_);
        Halide::Callable call = kernel.pipeline.compile_to_callable(kernel.arguments, jit());
        trial.compile_seconds = seconds_now() - start;
        write_texts(kernel);
        std::ranges::fill(arrays_.output(), std::nanf(""));
        const PinnedToCore pinned(options_.threads == 1 ? last_core() : -1);
        const Clock clock = options_.processor_time ? Clock::processor : Clock::passed;
        const auto once = [&] {
            const double begin = seconds_now(clock);
            if (call(input_, weights, bias, output_) != 0) {
                throw Error("the kernel failed");
            }
            return seconds_now(clock) - begin;
        };
        once();
        check_samples(problem_, arrays_, arrays_.output());
        std::vector<double> times;
        const double end = seconds_now() + options_.seconds;
        while (times.size() < 5 || seconds_now() < end) {
            times.push_back(once());
        }
        std::ranges::sort(times);
        trial.least = times.front();
        trial.median = times[times.size() / 2];
        return trial;
    }

private:
    Halide::Target jit() const { return target_.with_feature(Halide::Target::JIT); }

    Halide::Buffer<float> pack(const Packing &packing) {
        Halide::Buffer<float> packed(static_cast<int>(packed_sizes(problem_, packing).total_floats));
        std::vector<float> zeros(static_cast<size_t>(problem_.filters));
        const Halide::Buffer<float> weights(arrays_.weights().data(), weight_extents(problem_));
        const Halide::Buffer<float> bias =
            wrapped(problem_.bias ? arrays_.bias().data() : zeros.data(), {problem_.filters});
        KernelPipeline pipeline = make_pack(problem_, packing, target_);
        if (pipeline.pipeline.compile_to_callable(pipeline.arguments, jit())(weights, bias, packed) != 0) {
            throw Error("packing failed");
        }
        return packed;
    }

    void write_texts(KernelPipeline &kernel) const {
        if (!options_.assembly.empty()) {
            kernel.pipeline.compile_to_assembly(options_.assembly, kernel.arguments, "kernel", target_);
        }
        if (!options_.statement.empty()) {
            kernel.pipeline.compile_to_lowered_stmt(options_.statement, kernel.arguments, Halide::Text, target_);
        }
    }

    const Problem &problem_;
    const Options &options_;
    SharedArrays arrays_;
    Halide::Target target_;
    Halide::Buffer<float> input_, output_;
};

/// The best peer's milliseconds for the layer in a report of tconv_bench.
std::optional<double> baseline_ms(const Options &options) {
    if (options.baseline.empty()) {
        return std::nullopt;
    }
    std::ifstream file(options.baseline);
    if (!file) {
        throw Error("cannot read " + options.baseline);
    }
    const json report = json::parse(file);
    std::optional<double> best;
    for (const json &layer : report.at("tconv").at("layers")) {
        for (const json &comparison : layer.at("comparisons")) {
            if (layer.at("name") != options.layer || comparison.at("threads") != options.threads) {
                continue;
            }
            for (const json &result : comparison.at("results")) {
                const double ms = result.at("least_ms");
                if (!result.at("contender").get<std::string>().starts_with("tconv") && (!best || ms < *best)) {
                    best = ms;
                }
            }
        }
    }
    return best;
}

Problem problem_of(const Options &options) {
    if (options.layer.find(',') != std::string::npos) {
        return parse_key(options.layer);
    }
    return matching_layers(read_layer_table(options.layers), "^" + options.layer + "$").front().problem;
}

void try_schedules(const Options &options) {
    const Problem problem = problem_of(options);
    const InstructionSet &set = instruction_set(options.isa);
    const Schedule base = options.schedule.empty() ? default_schedule(problem, default_target(), set)
                                                   : schedule_from_json(options.schedule);
    const double flops = 2.0 * static_cast<double>(useful_macs(problem));
    const std::optional<double> peer = baseline_ms(options);
    Tryout tryout(problem, set, options);
    for (const Schedule &schedule : combinations(base, options.with)) {
        std::printf("%s %s %d thr ", options.layer.c_str(), set.name, options.threads);
        try {
            check_legal(schedule, problem, set);
            const Trial trial = tryout.run(schedule);
            std::printf("%9.3f ms (%9.3f) %7.1f GFLOP/s", trial.least * 1e3, trial.median * 1e3,
                        flops / trial.least / 1e9);
            if (peer) {
                std::printf(" ratio %.2f", *peer / (trial.least * 1e3));
            }
            std::printf(" compile %.2f s", trial.compile_seconds);
        } catch (const Error &error) {
            std::printf("failed: %s", error.what());
        }
        std::printf(" %s\n", to_json(schedule).c_str());
        std::fflush(stdout);
    }
}

}  // namespace

int main(int argc, char **argv) {
    const Options options = parse(argc, argv);
    try {
        try_schedules(options);
    } catch (const std::exception &error) {
        std::fprintf(stderr, "tconv_try: error: %s\n", error.what());
        return 1;
    }
    return 0;
}
