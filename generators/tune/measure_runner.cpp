// Compiling takes all cores; then one process at a time runs, in turn.
#include "generators/tune/measure_runner.h"

#include <poll.h>

#include <algorithm>

#include "generators/cli/library.h"
#include "generators/cli/machine.h"
#include "schedules/tables.h"

namespace tconv::tune {

namespace {

/// Of one candidate in one round, where its calls are shorter.
constexpr double kRoundSeconds = 0.004;
/// What takes this many times as long as the best is not measured more than once.
constexpr double kHopeless = 2.5;
/// Duels of slow layers have fewer rounds.
constexpr double kMostSeconds = 3.0;
constexpr int kFewestRounds = 9;
/// How often the wish to stop is asked for.
constexpr int kLookMilliseconds = 50;

CompileRequest request_of(const Problem &problem, const InstructionSet &set) {
    CompileRequest request;
    request.name = "candidate";
    request.problem = measured(problem);
    request.target = target_of_set(set).name;
    request.sources.shipped = false;
    request.jobs = 1;
    return request;
}

}  // namespace

MeasureRunner::MeasureRunner(const Problem &problem, const InstructionSet &set, const Schedule &by_rule,
                             const Conditions &conditions, const RunLimits &limits, std::function<bool()> stop)
    : request_(request_of(problem, set)), conditions_(conditions), limits_(limits), reference_(measured(problem), 1) {
    if (limits_.jobs <= 0)
        limits_.jobs = usable_cores();
    stop_ = [this, asked = std::move(stop)] {
        return asked() || (has_run_ && measure::seconds_now() > limits_.deadline);
    };
    cache_key(request_);  // reads this program, once for all processes
    conditions_.folder = folder_.path();
    request_.kept_objects = folder_.path();
    start({by_rule});
    Player &first = player(by_rule);
    if (first.contestant->verdict() == Verdict::right) {
        first.contestant->ask_for_run(false);
        first.contestant->answer(measure::seconds_now() + limits_.compile_seconds * 10, stop_);
    }
    if (first.contestant->verdict() == Verdict::stopped)
        return;
    if (first.contestant->verdict() != Verdict::right)
        throw Error("the schedule by rule cannot be run: " + first.contestant->why());
    reference_.accept_output(by_rule);
    players_.clear();  // its process was started before the right output was known
}

MeasureRunner::Player &MeasureRunner::player(const Schedule &schedule) { return players_.at(to_json(schedule)); }

void MeasureRunner::start(const std::vector<Schedule> &schedules) {
    struct Compiling {
        Contestant *contestant;
        double deadline;
    };
    std::vector<Compiling> compiling;
    const auto wait = [&] {
        std::vector<pollfd> pipes;
        for (const Compiling &one : compiling)
            pipes.push_back({one.contestant->pipe(), POLLIN, 0});
        poll(pipes.data(), pipes.size(), kLookMilliseconds);
        const bool stops = stop_();
        for (size_t i = compiling.size(); i-- > 0;) {
            if (pipes[i].revents == 0 && !stops && measure::seconds_now() < compiling[i].deadline)
                continue;
            compiling[i].contestant->answer(compiling[i].deadline, stop_);
            compiling.erase(compiling.begin() + static_cast<std::ptrdiff_t>(i));
        }
    };
    for (const Schedule &schedule : schedules) {
        Player &made = players_[to_json(schedule)];
        if (made.contestant)
            continue;
        while (compiling.size() >= static_cast<size_t>(limits_.jobs))
            wait();
        made.contestant = std::make_unique<Contestant>(request_, schedule, reference_, conditions_);
        compiling.push_back({made.contestant.get(), measure::seconds_now() + limits_.compile_seconds});
    }
    while (!compiling.empty())
        wait();
}

double MeasureRunner::call_deadline() const { return measure::seconds_now() + limits_.run_seconds + 50 * best_call_; }

void MeasureRunner::check(Player &p) {
    if (p.is_checked || p.contestant->verdict() != Verdict::right)
        return;
    p.contestant->ask_for_run(true);
    p.first_call = p.contestant->answer(call_deadline(), stop_);
    p.is_checked = true;
    if (p.contestant->verdict() == Verdict::right && (best_call_ == 0 || p.first_call < best_call_))
        best_call_ = p.first_call;
}

std::vector<Trial> MeasureRunner::run(const std::vector<Schedule> &schedules, int rounds) {
    start(schedules);
    for (const Schedule &schedule : schedules)
        check(player(schedule));
    std::vector<Trial> trials(schedules.size());
    double together = 0;
    for (const Schedule &schedule : schedules)
        together += std::max(player(schedule).first_call, kRoundSeconds);
    if (rounds > kFewestRounds)
        rounds = std::max(kFewestRounds, std::min(rounds, static_cast<int>(kMostSeconds / together)));
    for (int round = 0; round < rounds; round++) {
        for (size_t k = 0; k < schedules.size(); k++) {
            // Every other round backwards: nobody always comes behind the same one.
            const size_t i = round % 2 == 0 ? k : schedules.size() - 1 - k;
            Player &p = player(schedules[i]);
            const bool is_hopeless = best_call_ > 0 && p.first_call > kHopeless * best_call_;
            if (p.contestant->verdict() != Verdict::right || (round > 0 && is_hopeless))
                continue;
            p.contestant->ask_for_time(kRoundSeconds);
            const double seconds = p.contestant->answer(call_deadline(), stop_);
            if (p.contestant->verdict() == Verdict::right)
                trials[i].seconds.push_back(seconds);
        }
    }
    for (size_t i = 0; i < schedules.size(); i++) {
        trials[i].verdict = player(schedules[i]).contestant->verdict();
        trials[i].why = player(schedules[i]).contestant->why();
    }
    has_run_ = true;
    return trials;
}

void MeasureRunner::forget_all_but(const Schedule &kept) {
    const std::string text = to_json(kept);
    std::erase_if(players_, [&](const auto &row) { return row.first != text; });
}

}  // namespace tconv::tune
