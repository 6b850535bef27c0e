#include "generators/cli/schedule_options.h"

#include <CLI/CLI.hpp>
#include <set>

#include "generators/cli/layer_table.h"
#include "generators/cli/request.h"
#include "generators/cli/verbs.h"
#include "runtime/problem/message.h"

namespace tconv {

void add_layers_options(CLI::App &verb, LayerOptions &options) {
    verb.add_option("layer_files", options.files, "Layer files (JSON)")->type_name("LAYER.json");
    CLI::Option *table =
        verb.add_option("--layers", options.table, "A table with a layer in each row (as bench/layers.csv)")
            ->type_name("TABLE.csv")
            ->check(not_empty);
    verb.add_option("--filter", options.filter, "Only rows of the table whose names match this regular expression")
        ->type_name("REGEX")
        ->needs(table);
}

std::vector<LayerToRun> read_layers(const LayerOptions &options) {
    if (options.files.empty() && options.table.empty())
        throw CLI::RequiredError("A layer file or --layers");
    std::vector<LayerToRun> layers;
    for (const std::string &file : options.files) {
        const Layer layer = read_layer(file);
        layers.push_back({layer.name, layer.problem});
    }
    if (!options.table.empty()) {
        for (const TableLayer &row : matching_layers(read_layer_table(options.table), options.filter))
            layers.push_back({row.name, row.problem});
    }
    return layers;
}

std::vector<ReadFile> files_read(const LayerOptions &options) {
    std::vector<ReadFile> files{{"--layers", options.table}};
    for (const std::string &file : options.files)
        files.push_back({"a layer file", file});
    return files;
}

void add_tables_option(CLI::App &verb, std::vector<std::string> &tables) {
    verb.add_option("--schedules", tables,
                    "A table of schedules, asked before the program's own; may be given several times")
        ->type_name("TABLE.json")
        ->take_all()
        ->allow_extra_args(false)
        ->check(not_empty);
}

ScheduleSources read_sources(const std::vector<std::string> &tables, const std::string &processor) {
    ScheduleSources sources;
    sources.processor = processor;
    for (const std::string &file : tables)
        sources.tables.push_back(read_table(file));
    return sources;
}

namespace {

/// A family that no table is for would choose nothing.
void check_known_processor(const ScheduleSources &sources) {
    std::set<std::string> families;
    for (const std::vector<ScheduleTable> *tables : {&sources.tables, &shipped_tables()}) {
        for (const ScheduleTable &table : *tables)
            families.insert(table.processor);
    }
    if (families.count(sources.processor) == 0)
        reject("processor", quoted(sources.processor),
               "a family that a table is for: " + listed(families, [](const std::string &name) { return name; }));
}

}  // namespace

void add_source_options(CLI::App &verb, SourceOptions &options) {
    add_tables_option(verb, options.tables);
    verb.add_option("--processor", options.processor,
                    "The family of processors whose tables come first; `tconv schedules list` names them")
        ->type_name("P")
        ->capture_default_str()
        ->check(known_to(check_processor));
    verb.add_option("--tuned-for", options.threads,
                    "Schedules measured with so many threads come first (1, or several)")
        ->type_name("N")
        ->capture_default_str()
        ->check(CLI::Range(1, kMostTableThreads));
}

ScheduleSources read_sources(const SourceOptions &options, const std::string &target) {
    ScheduleSources sources = read_sources(options.tables, options.processor);
    check_known_processor(sources);
    sources.threads = options.threads;
    check_sources(sources, find_target(target));
    return sources;
}

}  // namespace tconv
