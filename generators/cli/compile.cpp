// tconv compile: a layer file becomes a static library, a header and a manifest.
#include "generators/compile/compile.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

#include "generators/cli/files.h"
#include "generators/cli/parameters.h"
#include "generators/cli/progress.h"
#include "generators/cli/report.h"
#include "generators/cli/request.h"
#include "generators/cli/schedule_options.h"
#include "generators/cli/tuning.h"
#include "generators/cli/verbs.h"
#include "runtime/problem/message.h"

namespace tconv {

namespace {

struct Options {
    std::string layer, directory, target, effort = "estimate";
    ParameterOptions parameters;
    SourceOptions sources;
    double seconds = 0;  ///< of a search; 0: as the effort says
    bool json = false;
};

/// The manifest, and where the files are.
Json report_json(const CompiledLibrary &library, const std::filesystem::path &directory) {
    Json report = Json::parse(library.manifest);
    report["files"] = {{"archive", directory / ("lib" + library.facts.name + ".a")},
                       {"header", directory / (library.facts.name + ".h")},
                       {"manifest", directory / (library.facts.name + ".json")}};
    return report;
}

std::string report_text(const LibraryFacts &facts, const std::filesystem::path &directory) {
    const std::string where =
        facts.built_in_weights ? " of constants in the library" : " to be packed once, by the program";
    const std::string sets = listed(facts.kernels, [](const KernelFacts &kernel) {
        return kernel.instruction_set + " " + bytes_text(kernel.text_bytes);
    });
    return aligned(
        {{"library", (directory / ("lib" + facts.name + ".a")).string()},
         {"header", (directory / (facts.name + ".h")).string()},
         {"manifest", (directory / (facts.name + ".json")).string()},
         {"target", facts.target},
         {"parameters", bytes_text(facts.packed_bytes) + where},
         {"workspace", bytes_text(facts.workspace_bytes) + (facts.workspace_bytes == kOpen ? "" : " (one thread)")},
         {"code", bytes_text(facts.text_bytes) + " (" + sets + ")"}});
}

void compile(const Options &options) {
    const Layer layer = read_layer(options.layer);
    CompileRequest request = request_for(layer, options.target);
    request.sources = read_sources(options.sources, options.target);
    check_not_read(std::filesystem::path(options.directory) / (request.name + ".json"), "the manifest",
                   {{"the layer file, which has its name: --output must be another folder", options.layer}});
    if (has_weights(layer, options.parameters)) {
        Parameters parameters = load_parameters(layer, options.parameters);
        request.weights = std::move(parameters.weights);
        if (!parameters.bias.data.empty()) {
            request.bias = std::move(parameters.bias);
        }
    }
    if (const Effort effort = value_of_name<Effort>("effort", options.effort); effort != Effort::estimate) {
        request.schedules[find_target(options.target).sets.front()->name] =
            tuned_schedule(request.name, request.problem, options.target, effort, options.seconds, request.sources);
    }
    const CompiledLibrary library = [&] {
        const Progress progress("compiling " + request.name);
        return compile_library(request);
    }();
    write_library(library, options.directory);
    if (options.json) {
        print_json(report_json(library, options.directory));
    } else {
        std::cout << report_text(library.facts, options.directory);
    }
}

}  // namespace

void add_compile(CLI::App &program) {
    const auto options = std::make_shared<Options>();
    CLI::App *verb = add_verb(program, "compile", "Write lib<name>.a, <name>.h and <name>.json for a layer",
                              "tconv compile up4.json -o out --weights up4.npy --bias up4_bias.npy");
    add_layer_option(*verb, options->layer);
    verb->add_option("-o,--output", options->directory, "Folder to write into; made if missing")
        ->type_name("DIR")
        ->required()
        ->check(not_empty);
    add_target_option(*verb, options->target);
    add_parameter_files(*verb, options->parameters);
    add_source_options(*verb, options->sources);
    verb->get_option("--bias")->needs("--weights");
    add_effort_option(
        *verb, options->effort,
        "How schedules are chosen: estimate (from tables, else by rule), measure (a search of a minute on "
        "this machine), patient (of ten)");
    add_seconds_option(*verb, options->seconds, "Time for the search that --effort asks for")->needs("--effort");
    add_json_option(*verb, options->json);
    verb->callback([options] { compile(*options); });
}

}  // namespace tconv
