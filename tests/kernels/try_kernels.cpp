// try_kernels: one case of the tests again, or as many random ones as there is patience for.
#include <CLI/CLI.hpp>
#include <iostream>

#include "tests/kernels/random_case.h"

namespace {

using namespace tconv;
using namespace tconv::test;

struct Options {
    std::string key, schedule, algorithm;
    std::vector<std::string> sets{instruction_sets_to_try()};
    uint64_t seed = 1;
    int count = 100;
    bool checked = false, schedules = false;
};

std::vector<KernelCase> random_cases(const Options &options) {
    std::vector<ScheduleKind> kinds = schedule_kinds();
    if (!options.algorithm.empty()) {
        std::erase_if(kinds, [&](const ScheduleKind &kind) { return options.algorithm != algorithm_of(kind.choices); });
    }
    if (kinds.empty()) {
        throw Error("algorithm is " + options.algorithm + ": must be direct or winograd");
    }
    std::vector<KernelCase> cases;
    for (size_t i = 0; i < static_cast<size_t>(options.count); i++) {
        const uint64_t seed = options.seed + i;
        const std::string &set = options.sets[i % options.sets.size()];
        cases.push_back(options.schedules ? random_schedule(kinds[seed * 7 % kinds.size()], seed, set)
                                          : random_layer(seed, set));
        cases.back().checked = options.checked;
    }
    return cases;
}

std::vector<KernelCase> one_case(const Options &options) {
    KernelCase kernel_case{parse_key(options.key), options.sets.front(), std::nullopt,
                           options.seed,           options.checked,      std::nullopt};
    if (!options.schedule.empty()) {
        kernel_case.schedule = schedule_from_json(options.schedule);
    }
    return {kernel_case};
}

int try_cases(const std::vector<KernelCase> &cases) {
    const std::vector<std::string> troubles = troubles_of(cases);
    for (const std::string &trouble : troubles) {
        std::cout << trouble << "\n";
    }
    std::cout << cases.size() - troubles.size() << " of " << cases.size() << " kernels are right\n";
    return troubles.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char **argv) {
    Options options;
    CLI::App program("Compiles kernels and compares them with the references, between forbidden pages");
    program.require_subcommand(1);
    CLI::App *one = program.add_subcommand("one", "The kernel of one layer");
    one->add_option("key", options.key, "The canonical key of its problem")->required();
    one->add_option("--schedule", options.schedule, "Its schedule as JSON; by rule where there is none");
    CLI::App *random = program.add_subcommand("random", "Random layers");
    random->add_option("count", options.count, "How many");
    random->add_flag("--schedules", options.schedules, "Random legal schedules too");
    random->add_option("--algorithm", options.algorithm, "Schedules of this algorithm only")->needs("--schedules");
    for (CLI::App *verb : {one, random}) {
        verb->add_option("--set", options.sets, "Instruction sets, in turn")->delimiter(',');
        verb->add_option("--seed", options.seed, "Of the data, or of the first random layer");
        verb->add_flag("--checked", options.checked, "With Halide's own assertions");
    }
    CLI11_PARSE(program, argc, argv);
    try {
        return try_cases(*one ? one_case(options) : random_cases(options));
    } catch (const Error &error) {
        std::cerr << "error: " << error.what() << "\n";
        return 2;
    }
}
