// The verbs of the program, one file each. A verb adds its subcommand and does its work when CLI11 calls it back; it
// throws Error for what could not be done, and prints no result that it takes back.
#pragma once

#include <cstdint>
#include <string>

#include "tconv/error.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace tconv {

void add_compile(CLI::App &program);
void add_run(CLI::App &program);
void add_init(CLI::App &program);
void add_convert(CLI::App &program);
void add_import(CLI::App &program);
void add_inspect(CLI::App &program);
void add_verify(CLI::App &program);
void add_tune(CLI::App &program);
void add_schedules(CLI::App &program);
void add_bench(CLI::App &program);
void add_targets(CLI::App &program);

/// A verb whose help ends in an example of its use.
CLI::App *add_verb(CLI::App &program, const std::string &name, const std::string &what, const std::string &example);

/// For CLI::Option::check: a value that `find` throws Error for is wrong usage.
template <typename Find>
auto known_to(Find find) {
    return [find](const std::string &value) -> std::string {
        try {
            find(value);
            return "";
        } catch (const Error &error) {
            return error.what();
        }
    };
}

/// For CLI::Option::check: an empty name is wrong usage, not a file that cannot be written.
inline std::string not_empty(const std::string &name) { return name.empty() ? "must not be empty" : ""; }

// Options that several verbs share, each spelt once.
void add_layer_option(CLI::App &verb, std::string &layer);
void add_target_option(CLI::App &verb,
                       std::string &target);  ///< sets the default too; a name of no target is wrong usage
CLI::Option *add_seconds_option(CLI::App &verb, double &seconds, const std::string &what);
CLI::Option *add_seed_option(CLI::App &verb, uint64_t &seed, const std::string &what);
void add_json_option(CLI::App &verb, bool &json);

}  // namespace tconv
