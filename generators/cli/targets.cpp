// tconv targets: what can be compiled for, and what this machine is.
#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

#include "generators/cli/machine.h"
#include "generators/cli/report.h"
#include "generators/cli/verbs.h"
#include "runtime/problem/message.h"

namespace tconv {

namespace {

/// Whether some kernel of the target's library runs on this machine.
bool runs_here(const Target &target) {
    for (const InstructionSet *set : target.sets) {
        if (runs_here(*set)) {
            return true;
        }
    }
    return false;
}

std::vector<const InstructionSet *> sets_of_this_machine() {
    std::vector<const InstructionSet *> sets = default_target().sets;
    std::erase_if(sets, [](const InstructionSet *set) { return !runs_here(*set); });
    return sets;
}

Json sets_json(const Target &target) {
    Json sets = Json::array();
    for (const InstructionSet *set : target.sets) {
        sets.push_back({{"name", set->name},
                        {"halide", set->halide},
                        {"lanes", set->lanes},
                        {"registers", set->registers},
                        {"runs_here", runs_here(*set)}});
    }
    return sets;
}

Json report_json(const Machine &machine) {
    Json list = Json::array();
    for (const Target &target : targets()) {
        list.push_back({{"name", target.name},
                        {"what", target.what},
                        {"default", &target == &default_target()},
                        {"instruction_sets", sets_json(target)},
                        {"runs_here", runs_here(target)}});
    }
    Json caches = Json::array();
    for (const CacheLevel &cache : machine.caches) {
        caches.push_back({{"level", cache.level}, {"type", cache.type}, {"bytes", cache.bytes}});
    }
    Json sets = Json::array();
    for (const InstructionSet *set : sets_of_this_machine()) {
        sets.push_back(set->name);
    }
    return {
        {"targets", list},
        {"machine",
         {{"processor", machine.processor}, {"cores", machine.cores}, {"instruction_sets", sets}, {"caches", caches}}}};
}

std::string report_text(const Machine &machine) {
    std::vector<std::pair<std::string, std::string>> lines;
    for (const Target &target : targets()) {
        const std::string note = &target == &default_target() ? " (default)"
                                 : runs_here(target)          ? ""
                                                              : " (not on this machine)";
        lines.emplace_back(target.name, target.what + note);
    }
    const std::string sets = listed(sets_of_this_machine(), &InstructionSet::name);
    const std::string caches = listed(machine.caches, [](const CacheLevel &cache) {
        return "L" + std::to_string(cache.level) + " " + cache.type + " " + bytes_text(cache.bytes);
    });
    return aligned(lines) + "\nThis machine:\n" +
           aligned({{"processor", machine.processor},
                    {"instruction sets", sets.empty() ? "none of the above" : sets},
                    {"cores", std::to_string(machine.cores) + " usable"},
                    {"caches", caches.empty() ? "unknown" : caches}});
}

}  // namespace

void add_targets(CLI::App &program) {
    const auto json = std::make_shared<bool>(false);
    CLI::App *verb =
        add_verb(program, "targets", "List what can be compiled for, and what this machine is", "tconv targets --json");
    add_json_option(*verb, *json);
    verb->callback([json] {
        const Machine machine = this_machine();
        if (*json) {
            print_json(report_json(machine));
        } else {
            std::cout << report_text(machine);
        }
    });
}

}  // namespace tconv
