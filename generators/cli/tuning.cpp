#include "generators/cli/tuning.h"

#include <CLI/CLI.hpp>

#include <unistd.h>

#include <cstdio>

#include "generators/cli/interrupt.h"
#include "generators/cli/machine.h"
#include "runtime/problem/message.h"

namespace tconv {

void add_effort_option(CLI::App &verb, std::string &effort, const std::string &what) {
    std::vector<std::string> names;
    for (const auto &[value, name] : NamesOf<Effort>::table)
        names.emplace_back(name);
    verb.add_option("--effort", effort, what)->type_name("E")->capture_default_str()->check(CLI::IsMember(names));
}

const InstructionSet &set_to_tune(const std::string &target, Effort effort) {
    for (const InstructionSet *set : find_target(target).sets) {
        if (effort == Effort::estimate || runs_here(*set))
            return *set;
    }
    throw Error("target is " + quoted(target) + ": this machine runs none of its instruction sets");
}

ProgressLine::ProgressLine(bool has_keys) : has_keys_(has_keys), is_seen_(isatty(STDERR_FILENO) != 0) {}

void ProgressLine::show(const std::string &where, const tune::Progress &progress) const {
    if (!is_seen_)
        return;
    std::fprintf(stderr, "\r\033[K%s: %d tried, best %.4g ms, about %.0f s left%s", where.c_str(), progress.tried,
                 progress.best_seconds * 1e3, progress.left, has_keys_ ? " (any key stops)" : "");
    std::fflush(stderr);
}

void ProgressLine::wipe() const {
    if (is_seen_)
        std::fputs("\r\033[K", stderr);
}

Schedule tuned_schedule(const std::string &name, const Problem &problem, const std::string &target, Effort effort,
                        double seconds, const ScheduleSources &sources) {
    const InstructionSet &best = *find_target(target).sets.front();
    if (!runs_here(best))
        reject("effort", name_of_value(effort),
               std::string("estimate: this machine cannot run ") + best.name + ", the target's best instruction set");
    tune::Job job;
    job.set = &best;
    job.effort = effort;
    job.threads = sources.threads;
    job.sources = sources;
    ScheduleTable none;
    none.target = target_of_set(best).name;
    none.processor = sources.processor;
    Interrupt interrupt;
    const ProgressLine line(interrupt.has_keys());
    const tune::Callbacks callbacks{[&] { return interrupt.requested(); },
                                    [&](const tune::Progress &progress) { line.show(name, progress); },
                                    [](const Schedule &, const tune::Trial &, double) {}};
    return tune_layer({name, tune::canonical(problem)}, job, none, seconds > 0 ? seconds : tune::seconds_of(effort),
                      measure::Machine(), callbacks)  // whose limits only the table would say
        .found.best;
}

}  // namespace tconv
