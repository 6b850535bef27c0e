// What a search may try: random schedules of every algorithm, and the neighbours of one. Both go by the members' own list
// (schedules/fields.h), and by schedules/fit.h to what is legal.
#pragma once

#include <cstdint>
#include <optional>
#include <random>

#include "schedules/schedule.h"

namespace tconv::tune {

/// Numbers from a seed, the same with every standard library.
class Random {
public:
    explicit Random(uint64_t seed) : engine_(seed) {}
    int64_t in(int64_t low, int64_t high) {  ///< low <= result <= high
        return low + static_cast<int64_t>(engine_() % static_cast<uint64_t>(high - low + 1));
    }
    bool one_in(int64_t times) { return in(1, times) == 1; }
    int64_t log_in(int64_t low, int64_t high);  ///< the same, small ones as likely as large ones in proportion

private:
    std::mt19937_64 engine_;
};

/// Any algorithm that the problem allows, each member drawn from its range. None where the draw cannot be made legal.
std::optional<Schedule> random_schedule(const Problem &, const InstructionSet &, Random &);

/// The schedule with one member, sometimes two, changed by a step. None where the result is the same, or cannot be made legal.
std::optional<Schedule> neighbour(const Schedule &, const Problem &, const InstructionSet &, Random &);

}  // namespace tconv::tune
