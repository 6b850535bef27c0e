// The runner that measures: libraries as `compile` makes them, each candidate in a process of its own.
#pragma once

#include <functional>
#include <map>
#include <memory>

#include "generators/cli/files.h"
#include "generators/tune/contestant.h"

namespace tconv::tune {

struct RunLimits {
    double compile_seconds = 20;  ///< for compiling, linking and packing, on a machine that has other work too
    double run_seconds = 5;       ///< for a call, beside 50 times what the best one takes
    double deadline = 1e300;      ///< when runs after the first one are broken off
    int jobs = 0;                 ///< compiled at once; 0: as many as cores
};

class MeasureRunner : public Runner {
public:
    /// `set` is the only one of its target. The rule's schedule must compute the right result: throws Error otherwise.
    MeasureRunner(const Problem &, const InstructionSet &set, const Schedule &by_rule, const Conditions &,
                  const RunLimits &, std::function<bool()> stop);

    std::vector<Trial> run(const std::vector<Schedule> &, int rounds) override;
    void forget_all_but(const Schedule &) override;

private:
    struct Player {
        std::unique_ptr<Contestant> contestant;
        bool is_checked = false;
        double first_call = 0;  ///< seconds
    };
    Player &player(const Schedule &);
    void start(const std::vector<Schedule> &);
    void check(Player &);
    double call_deadline() const;

    CompileRequest request_;
    Conditions conditions_;
    RunLimits limits_;
    std::function<bool()> stop_;
    TemporaryFolder folder_;  ///< of the processes: goes with what they leave behind when they are ended
    Reference reference_;
    std::map<std::string, Player> players_;
    bool has_run_ = false;
    double best_call_ = 0;  ///< the least seconds of a first call so far
};

}  // namespace tconv::tune
