// What the verbs' command lines have in common.
#include "generators/cli/verbs.h"

#include <CLI/CLI.hpp>

#include <charconv>
#include <cmath>

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
        ->check(known_to(find_target))
        ->capture_default_str();
}

CLI::Option *add_seconds_option(CLI::App &verb, double &seconds, const std::string &what) {
    // CLI11's PositiveNumber takes nan, and prints the largest double to all of its 309 digits.
    const auto check = [](const std::string &text) -> std::string {
        double value = 0;
        const bool is_time = CLI::detail::lexical_cast(text, value) && std::isfinite(value) && value > 0;
        return is_time ? "" : text + " is no time: must be a number above 0";
    };
    return verb.add_option("--seconds", seconds, what)->type_name("S")->check(check);
}

CLI::Option *add_seed_option(CLI::App &verb, uint64_t &seed, const std::string &what) {
    // CLI11 itself would take -1 and 2^64, as other seeds.
    const auto check = [](const std::string &text) -> std::string {
        uint64_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        const bool is_seed = error == std::errc() && end == text.data() + text.size();
        return is_seed ? "" : text + " is no integer from 0 to 2^64 - 1";
    };
    return verb.add_option("--seed", seed, what)->type_name("N")->check(check)->capture_default_str();
}

void add_json_option(CLI::App &verb, bool &json) {
    verb.add_flag("--json", json, "Print one JSON object on standard output, and nothing else");
}

}  // namespace tconv
