// tconv verify: the kernels that this machine can run, against the references, over the whole output.
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>

#include "generators/cli/library.h"
#include "generators/cli/machine.h"
#include "generators/cli/progress.h"
#include "generators/cli/report.h"
#include "generators/cli/request.h"
#include "generators/cli/schedule_options.h"
#include "generators/cli/trial.h"
#include "generators/cli/verbs.h"
#include "generators/compile/manifest.h"
#include "runtime/problem/message.h"

namespace tconv {

namespace {

struct Options {
    std::vector<std::string> layers;
    std::string target;
    SourceOptions sources;
    uint64_t seed = 1;
    bool json = false;
};

/// What came out for one layer file.
struct Verdict {
    std::string file, name;
    std::vector<std::string> targets;  ///< whose libraries were called
    int calls = 0;                     ///< of each library
    double largest_error = 0;          ///< of the reals, in bounds
    std::vector<std::string> failures;

    bool right() const { return failures.empty(); }
};

/// The named target, and each of its instruction sets alone: the library as it is shipped calls only the best one.
std::vector<const Target *> targets_to_try(const std::string &name) {
    const Target &named = find_target(name);
    std::vector<const Target *> chosen;
    for (const Target &target : targets()) {
        const bool is_part =
            target.sets.size() == 1 && std::count(named.sets.begin(), named.sets.end(), target.sets.front()) == 1;
        const bool runs =
            std::any_of(target.sets.begin(), target.sets.end(), [](const auto *set) { return runs_here(*set); });
        if (runs && (&target == &named || is_part)) {
            chosen.push_back(&target);
        }
    }
    if (chosen.empty()) {
        throw Error("target is '" + name + "': this machine runs none of its instruction sets");
    }
    return chosen;
}

/// Calls the library once on the caller's thread and once on several; both outputs must be the same bits.
std::vector<float> call_library(const Library &library, const oracle::Call &call, int64_t outputs) {
    const FloatBuffer packed = library.pack(call.weights, call.bias), input(call.input.data);
    std::vector<float> results[2];
    for (const int threads : {1, std::clamp(usable_cores(), 2, 8)}) {
        const Pool pool(threads);
        FloatBuffer workspace(library.workspace_bytes(call.input.shape, threads));
        FloatBuffer output(std::vector<float>(static_cast<size_t>(outputs), NAN));  // what the kernel leaves out shows
        library.run(packed, call.input.shape, input, output, workspace, pool);
        results[threads > 1].assign(output.data(), output.data() + outputs);
    }
    const auto differ = [](float a, float b) { return a != b && !(std::isnan(a) && std::isnan(b)); };
    for (size_t i = 0; i < results[0].size(); i++) {
        if (differ(results[0][i], results[1][i])) {
            throw Error("element " + std::to_string(i) + " depends on the number of threads");
        }
    }
    return results[0];
}

std::string try_library(const Library &library, const Trial &trial, double &largest_error) {
    try {
        const auto outputs = static_cast<int64_t>(trial.expected.size());
        const Schedule schedule = facts_of_manifest(library.manifest()).kernels.front().schedule;
        const oracle::Comparison found =
            oracle::compare(call_library(library, trial.call, outputs), trial.expected, bound_of(trial, schedule));
        if (found.bound > 0 && found.wrong == 0) {
            largest_error = std::max(largest_error, found.error / found.bound);
        }
        return found.wrong == 0 ? "" : found.text();
    } catch (const Error &error) {
        return error.what();
    }
}

Verdict verify_layer(const std::string &file, const Layer &layer, const Options &options,
                     const std::vector<const Target *> &chosen, Progress &progress) {
    Verdict verdict;
    verdict.file = file;
    verdict.name = layer.name;
    std::vector<Library> libraries;
    const Cache cache;
    const ScheduleSources sources = read_sources(options.sources, options.target);
    for (const Target *target : chosen) {
        verdict.targets.emplace_back(target->name);
        CompileRequest request = request_for(layer, target->name);
        request.sources = sources;
        std::erase_if(request.sources.tables, [&](const ScheduleTable &table) {
            return std::count(target->sets.begin(), target->sets.end(), &table.set()) == 0;
        });
        libraries.push_back(Library::open(request, cache));
        progress.step("verifying " + file);
    }
    for (const std::vector<int64_t> &shape : shapes_to_try(layer.problem)) {
        for (const TrialData data : {TrialData::integers, TrialData::reals}) {
            const Trial trial = make_trial(layer.problem, shape, data, options.seed);
            verdict.calls++;
            for (size_t i = 0; i < libraries.size(); i++) {
                const std::string wrong = try_library(libraries[i], trial, verdict.largest_error);
                if (!wrong.empty()) {
                    verdict.failures.push_back(verdict.targets[i] + ", input " + shape_text(shape) + ", " +
                                               name_of(data) + ": " + wrong + "; to see it again: tconv verify " +
                                               file + " --target " + verdict.targets[i] + " --seed " +
                                               std::to_string(options.seed));
                }
            }
        }
    }
    progress.step("verifying " + file);
    return verdict;
}

Json verdict_json(const Verdict &verdict) {
    return {{"layer", verdict.file},       {"name", verdict.name},   {"right", verdict.right()},
            {"targets", verdict.targets},  {"calls", verdict.calls}, {"largest_error_in_bounds", verdict.largest_error},
            {"failures", verdict.failures}};
}

std::string verdict_text(const Verdict &verdict) {
    const std::string targets_list = listed(verdict.targets, [](const std::string &target) { return target; });
    char error[32];
    std::snprintf(error, sizeof error, "%.2g", verdict.largest_error);
    std::string text = verdict.file + (verdict.right() ? "  right: " : "  WRONG: ") + std::to_string(verdict.calls) +
                       " calls of each of " + targets_list + "; reals off by at most " + error + " of the bound\n";
    for (const std::string &failure : verdict.failures) {
        text += "  " + failure + "\n";
    }
    return text;
}

void verify(const Options &options) {
    const std::vector<const Target *> chosen = targets_to_try(options.target);
    std::vector<Layer> layers;  // all are read first: a wrong file is told before the work
    for (const std::string &file : options.layers) {
        layers.push_back(read_layer(file));
    }
    const size_t steps = layers.size() * (chosen.size() + 1);
    Json verdicts = Json::array();
    int wrong = 0;
    {
        Progress progress("verifying " + options.layers.front(), static_cast<int>(steps));
        for (size_t i = 0; i < layers.size(); i++) {
            if (!options.json && !Progress::can_be_seen()) {
                const std::string libraries = counted(static_cast<int64_t>(chosen.size()), "library", "libraries");
                std::cout << options.layers[i] << "  verifying, which compiles " << libraries << "\n" << std::flush;
            }
            const Verdict verdict = verify_layer(options.layers[i], layers[i], options, chosen, progress);
            wrong += verdict.right() ? 0 : 1;
            verdicts.push_back(verdict_json(verdict));
            if (!options.json) {
                std::cout << verdict_text(verdict) << std::flush;
            }
        }
    }
    if (options.json) {
        print_json({{"right", wrong == 0}, {"seed", options.seed}, {"layers", verdicts}});
    }
    if (wrong > 0) {
        throw Error(std::to_string(wrong) + " of " + std::to_string(layers.size()) + " layers gave wrong results");
    }
}

}  // namespace

void add_verify(CLI::App &program) {
    const auto options = std::make_shared<Options>();
    CLI::App *verb = add_verb(program, "verify", "Compare a layer's kernels with a reference, over the whole output",
                              "tconv verify up4.json up8.json --seed 3");
    verb->add_option("layers", options->layers, "Layer files (JSON)")->type_name("LAYER.json")->required();
    add_target_option(*verb, options->target);
    add_source_options(*verb, options->sources);
    add_seed_option(*verb, options->seed, "Which random data the kernels get");
    add_json_option(*verb, options->json);
    verb->callback([options] { verify(*options); });
}

}  // namespace tconv
