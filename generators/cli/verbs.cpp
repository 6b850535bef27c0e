// What the verbs' command lines have in common.
#include "generators/cli/verbs.h"

#include <CLI/CLI.hpp>

#include "schedules/target.h"

namespace tconv {

CLI::App *add_verb(CLI::App &program, const std::string &name, const std::string &what, const std::string &example) {
    CLI::App *verb = program.add_subcommand(name, what);
    verb->footer("Example:\n  " + example);
    return verb;
}

void add_layer_option(CLI::App &verb, std::string &layer) {
    verb.add_option("layer", layer, "Layer file (JSON)")->type_name("LAYER.json")->required();
}

void add_target_option(CLI::App &verb, std::string &target) {
    target = default_target().name;
    verb.add_option("--target", target, "What to compile for; `tconv targets` lists them")
        ->type_name("T")
        ->capture_default_str();
}

void add_json_option(CLI::App &verb, bool &json) {
    verb.add_flag("--json", json, "Print one JSON object on standard output, and nothing else");
}

}  // namespace tconv
