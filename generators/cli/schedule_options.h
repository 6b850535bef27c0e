// Options that several verbs share: which layers, and where schedules come from.
#pragma once

#include <string>
#include <vector>

#include "generators/cli/files.h"
#include "schedules/look_up.h"

namespace CLI {
class App;
}

namespace tconv {

/// Layer files, a table of layers, or both.
struct LayerOptions {
    std::vector<std::string> files;
    std::string table, filter = ".";
};
void add_layers_options(CLI::App &verb, LayerOptions &options);

struct LayerToRun {
    std::string name;
    Problem problem;
};
/// Throws Error where neither is given, naming what is wrong in what was.
std::vector<LayerToRun> read_layers(const LayerOptions &options);
std::vector<ReadFile> files_read(const LayerOptions &options);

/// --schedules, several times.
void add_tables_option(CLI::App &verb, std::vector<std::string> &tables);
ScheduleSources read_sources(const std::vector<std::string> &tables, const std::string &processor);

/// --schedules, --processor and --tuned-for of verbs that compile.
struct SourceOptions {
    std::vector<std::string> tables;
    std::string processor = kDefaultProcessor;
    int threads = 1;
};
void add_source_options(CLI::App &verb, SourceOptions &options);
/// Throws Error for a table that is no table, or one for another target.
ScheduleSources read_sources(const SourceOptions &options, const std::string &target);

}  // namespace tconv
