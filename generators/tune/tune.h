// Tuning layers: which ones, for how long each, and what goes into the table.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "generators/measure/machine.h"
#include "generators/tune/search.h"
#include "schedules/look_up.h"

namespace tconv::tune {

struct Layer {
    std::string name;
    Problem problem;
};

/// One of several machines that share the layers: `index` of `count`, from 1.
struct Shard {
    int index = 1, count = 1;
};
/// "2/8"; throws Error for anything else.
Shard parse_shard(const std::string &text);
/// Whether the problem is this shard's: by a hash of its key that is the same everywhere, so each problem is some shard's.
bool is_mine(const Shard &, const Problem &);

struct Job {
    const InstructionSet *set = nullptr;
    int threads = 1;
    Effort effort = Effort::measure;
    uint64_t seed = 1;
    ScheduleSources sources;  ///< what is known already: incumbents beside the rule's schedule
};

/// What a layer is compiled for: an empty batch counts as 1.
Problem canonical(const Problem &);
/// Layers of this shard, each problem once; those that the table lacks first.
std::vector<Layer> to_do(const std::vector<Layer> &, const Shard &, const ScheduleTable &, int threads);

/// The seconds of a layer where no limit is given.
double seconds_of(Effort);

struct Callbacks {
    std::function<bool()> stop;
    std::function<void(const Progress &)> report;
    /// Of each candidate; the number is the cost model's estimate of its seconds.
    std::function<void(const Schedule &, const Trial &, double)> log;
};

struct Outcome {
    Found found;
    TableEntry entry;  ///< effort estimate: not measured
};
/// Where `effort` is estimate, nothing is compiled.
Outcome tune_layer(const Layer &, const Job &, const ScheduleTable &kept, double seconds, const measure::Machine &,
                   const Callbacks &);

/// Bytes of input, weights, bias and output, which a call moves at least.
double least_bytes(const Problem &);

}  // namespace tconv::tune
