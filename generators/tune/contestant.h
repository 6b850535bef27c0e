// One candidate in a process of its own: it compiles the library with the schedule, loads it, and then does as it is told. Whatever happens
// to it, the search goes on.
#pragma once

#include <sys/types.h>

#include <functional>
#include <span>
#include <string>

#include "generators/compile/compile.h"
#include "generators/measure/machine.h"
#include "generators/tune/reference.h"
#include "generators/tune/runner.h"

namespace tconv::tune {

struct Conditions {
    int threads = 1;
    measure::Clock clock = measure::Clock::passed;
    std::string folder;  ///< for files of the process, which may leave some when it is ended
    /// Called in the candidate's process behind each call, with the output: tests let candidates misbehave by it.
    std::function<void(const Schedule &, std::span<float>)> behind_call = nullptr;
};

class Contestant {
public:
    /// Starts the process, which begins to compile at once.
    Contestant(const CompileRequest &, const Schedule &, const Reference &, const Conditions &);
    ~Contestant();  ///< ends it
    Contestant(const Contestant &) = delete;
    Contestant &operator=(const Contestant &) = delete;

    const Schedule &schedule() const { return schedule_; }
    /// What is known of it so far: `right` until something else is.
    Verdict verdict() const { return verdict_; }
    const std::string &why() const { return why_; }
    void drop(Verdict verdict, const std::string &why);

    int pipe() const { return pipe_; }
    /// What it has to say, if it says it by the deadline (of the clock that passes); anything else drops it. The number is what was asked
    /// for: seconds of a call.
    double answer(double deadline, const std::function<bool()> &stop);
    /// Runs it once; `compare`: and compares the output with the reference.
    void ask_for_run(bool compare);
    /// Times calls for about this long, one at least.
    void ask_for_time(double seconds);

private:
    Schedule schedule_;
    pid_t process_ = -1;
    int pipe_ = -1;
    Verdict verdict_ = Verdict::right;
    std::string why_;
};

}  // namespace tconv::tune
