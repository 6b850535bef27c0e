// From a layer to an entry of a table.
#include "generators/tune/tune.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "generators/cli/machine.h"
#include "generators/tune/measure_runner.h"
#include "generators/tune/space.h"
#include "runtime/problem/message.h"
#include "schedules/cost.h"
#include "schedules/transposed.h"

namespace tconv::tune {

namespace {

/// FNV-1a: a hash that no library may change.
uint64_t stable_hash(const std::string &text) {
    uint64_t hash = 14695981039346656037U;
    for (const char c : text) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 1099511628211U;
    }
    return hash;
}

constexpr size_t kDirectIncumbent = 1;
/// The rule's schedule first; then the rule's direct one, what the table holds for the problem already, and what the sources know.
std::vector<Schedule> incumbents_for(const Problem &problem, const Job &job, const ScheduleTable &kept) {
    const Target &target = target_of_set(*job.set);
    std::vector<Schedule> incumbents{default_schedule(problem, target, *job.set)};
    Problem in_order = problem;
    in_order.accuracy = Accuracy::exact_order;
    incumbents.push_back(default_schedule(in_order, target, *job.set));
    const auto own = kept.entries.find({key(problem), job.threads});
    if (own != kept.entries.end())
        incumbents.push_back(own->second.schedule);
    ScheduleSources sources = job.sources;
    sources.threads = job.threads;
    if (const std::optional<Choice> known = look_up(problem, *job.set, sources))
        incumbents.push_back(known->schedule);
    sources.tables = {kept};  // neighbours in the table that is being made
    sources.shipped = false;
    if (const std::optional<Choice> near = look_up(problem, *job.set, sources))
        incumbents.push_back(near->schedule);
    return incumbents;
}

/// What a search looks at first: the rule's way with other choices; and in channels first what the sources know of the same layer in
/// channels last, between transpositions.
std::vector<Schedule> suggestions_for(const Problem &problem, const Job &job, const ScheduleTable &kept) {
    std::vector<Schedule> suggestions = suggested_schedules(problem, target_of_set(*job.set), *job.set);
    if (!can_transpose(problem))
        return suggestions;
    ScheduleSources sources = job.sources;
    sources.threads = 1;  // that of a band
    sources.tables.push_back(kept);
    if (const std::optional<Choice> last = look_up(worked_on(problem, true, {}), *job.set, sources)) {
        for (const Schedule &schedule : by_way_of_channels_last(last->schedule, problem, *job.set))
            suggestions.push_back(schedule);
    }
    return suggestions;
}

/// Kernels are to have less than 48 KiB of code; and what is long takes seconds to compile.
constexpr double kMostCodeBytes = 24 << 10;

double model_seconds(const Schedule &schedule, const Problem &problem, const Job &job) {
    const double excess = estimated_code_bytes(schedule, problem) / kMostCodeBytes;
    return estimated_seconds(schedule, problem, *job.set, job.threads) * (excess > 1 ? 100 : 1);
}

/// The least estimate of the incumbents, of random schedules, and of what lies around the best of those.
Schedule best_by_model(const Problem &problem, const Job &job, const std::vector<Schedule> &incumbents) {
    constexpr int kDraws = 2000, kSteps = 1500;
    Random random(job.seed);
    Schedule best = incumbents.front();
    double least = model_seconds(best, problem, job);
    const auto consider = [&](const std::optional<Schedule> &schedule) {
        const double seconds = schedule ? model_seconds(*schedule, problem, job) : 1e300;
        if (seconds < least) {
            least = seconds;
            best = *schedule;
        }
    };
    for (const Schedule &schedule : incumbents)
        consider(schedule);
    for (int i = 0; i < kDraws; i++)
        consider(random_schedule(problem, *job.set, random));
    for (int i = 0; i < kSteps; i++)
        consider(neighbour(best, problem, *job.set, random));
    return best;
}

}  // namespace

Shard parse_shard(const std::string &text) {
    Shard shard;
    const size_t slash = text.find('/');
    const auto number = [&](size_t begin, size_t end, int &value) {
        const auto [stop, error] = std::from_chars(text.data() + begin, text.data() + end, value);
        return error == std::errc() && stop == text.data() + end;
    };
    if (slash == std::string::npos || !number(0, slash, shard.index) || !number(slash + 1, text.size(), shard.count) ||
        shard.index < 1 || shard.index > shard.count || shard.count > 100'000)
        reject("shard", tconv::quoted(text), "i/n, shard i of n, from 1/n to n/n");
    return shard;
}

bool is_mine(const Shard &shard, const Problem &problem) {
    return stable_hash(key(problem)) % static_cast<uint64_t>(shard.count) == static_cast<uint64_t>(shard.index - 1);
}

Problem canonical(const Problem &problem) {
    Problem same = problem;
    same.batch = problem.batch == 0 ? 1 : problem.batch;
    return same;
}

std::vector<Layer> to_do(const std::vector<Layer> &layers, const Shard &shard, const ScheduleTable &table,
                         int threads) {
    std::vector<Layer> mine;
    std::set<std::string> keys;
    for (const Layer &layer : layers) {
        const Problem problem = canonical(layer.problem);
        if (is_mine(shard, problem) && keys.insert(key(problem)).second)
            mine.push_back({layer.name, problem});
    }
    std::stable_partition(mine.begin(), mine.end(), [&](const Layer &layer) {
        return table.entries.count({key(layer.problem), threads}) == 0;
    });
    return mine;
}

double seconds_of(Effort effort) { return effort == Effort::patient ? 600 : 60; }

double least_bytes(const Problem &problem) {
    double bytes = 0;
    for (const auto &shape : {problem.input_shape(), problem.output_shape(), problem.weight_shape(),
                              problem.bias ? problem.bias_shape() : std::vector<int64_t>{0}}) {
        double elements = 1;
        for (const int64_t extent : shape)
            elements *= static_cast<double>(extent);
        bytes += 4 * elements;
    }
    return bytes;
}

Outcome tune_layer(const Layer &layer, const Job &job, const ScheduleTable &kept, double seconds,
                   const measure::Machine &machine, const Callbacks &callbacks) {
    const Problem &problem = layer.problem;
    const std::vector<Schedule> incumbents = incumbents_for(problem, job, kept);
    Outcome outcome;
    if (job.effort == Effort::estimate) {
        outcome.entry.schedule = outcome.found.best = best_by_model(problem, job, incumbents);
        return outcome;
    }
    const double start = measure::seconds_now();
    Conditions conditions;
    conditions.threads = job.threads;
    // Of one thread, what counts is the processor's time: other work on the machine takes none of it.
    conditions.clock = job.threads == 1 ? measure::Clock::processor : measure::Clock::passed;
    RunLimits run_limits;
    run_limits.compile_seconds = job.effort == Effort::patient ? 60 : 30;
    run_limits.deadline = start + seconds;
    // Errors are compared with those of direct sums, which Winograd's algorithm may well be below.
    MeasureRunner runner(problem, *job.set, incumbents[kDirectIncumbent], conditions, run_limits, callbacks.stop);
    SearchLimits limits;
    limits.seconds = seconds - (measure::seconds_now() - start);
    limits.batch = static_cast<size_t>(std::clamp(2 * usable_cores(), 4, 32));
    limits.in_vain = job.effort == Effort::patient ? 1000 : 150;
    Surroundings around;
    around.clock = [] { return measure::seconds_now(); };
    around.stop = callbacks.stop;
    around.report = callbacks.report;
    around.log = [&](const Schedule &schedule, const Trial &trial) {
        callbacks.log(schedule, trial, estimated_seconds(schedule, problem, *job.set, job.threads));
    };
    around.model = [&](const Schedule &schedule) { return model_seconds(schedule, problem, job); };
    around.suggestions = suggestions_for(problem, job, kept);
    around.suggestions.push_back(best_by_model(problem, job, incumbents));
    outcome.found = search(problem, *job.set, incumbents, runner, limits, job.seed, around);
    const Found &found = outcome.found;
    if (found.seconds > 0) {
        const Problem timed = measured(problem);
        const double flops = 2 * static_cast<double>(useful_macs(timed));
        const double least = measure::roofline_seconds(machine, flops, least_bytes(timed), job.threads);
        outcome.entry = {found.best, table_number(found.seconds * 1e3), table_number(flops / found.seconds / 1e9),
                         table_number(least / found.seconds), job.effort};
    }
    return outcome;
}

}  // namespace tconv::tune
