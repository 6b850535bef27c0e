// What `tune` and `compile --effort` share: which set is tuned, and how a search shows itself.
#pragma once

#include <string>

#include "generators/tune/tune.h"

namespace CLI {
class App;
}

namespace tconv {

/// --effort, whose value is the name of an Effort.
void add_effort_option(CLI::App &verb, std::string &effort, const std::string &what);

/// The best set of the target that this machine can run; with effort estimate, which runs nothing, the best one. Throws Error where there
/// is none.
const InstructionSet &set_to_tune(const std::string &target, Effort effort);

/// "layer 3 of 35, up4: 120 tried, best 0.1234 ms, about 43 s left", in place on a terminal; nothing elsewhere.
class ProgressLine {
public:
    explicit ProgressLine(bool has_keys);
    ~ProgressLine() { wipe(); }
    ProgressLine(const ProgressLine &) = delete;
    ProgressLine &operator=(const ProgressLine &) = delete;

    void show(const std::string &where, const tune::Progress &progress) const;
    void wipe() const;

private:
    bool has_keys_, is_seen_;
};

/// The schedule that a search of this effort, and of so many seconds (0: as the effort says), finds for the target's best set, beginning
/// with what the sources know. Throws Error where this machine cannot run that set.
Schedule tuned_schedule(const std::string &name, const Problem &problem, const std::string &target, Effort effort,
                        double seconds, const ScheduleSources &sources);

}  // namespace tconv
