// What the cost model takes a core to be able to do, in cycles.
#pragma once

#include <algorithm>
#include <cstdint>

#include "runtime/problem/sizes.h"
#include "schedules/schedule.h"

namespace tconv {

struct Core {
    explicit Core(const InstructionSet &instruction_set) : set(instruction_set) {}

    const InstructionSet &set;
    static constexpr double kHertz = 3.7e9;
    static constexpr int64_t kL3Bytes = int64_t{16} << 20;  ///< a core's fair share

    /// Multiply-adds of vectors of this many lanes per cycle: 512 bits are one, or two halves.
    static double multiply_adds(int vector) { return vector >= 16 ? 1.0 : 2.0; }
    /// Loads of them per cycle.
    static double loads(int vector) { return vector >= 16 ? 1.0 : 2.0; }
    /// Cycles from a multiply-add to the next one of the same sum.
    static constexpr double kLatency = 4.0;
    /// Cycles for a byte of so many that are read over and over; of what L1 holds it is nothing, which the arithmetic counts.
    double cycles_per_byte(double bytes) const {
        const double rate = bytes_per_cycle(bytes);
        return rate > 100 ? 0 : 1 / rate;
    }
    /// Bytes per cycle from the memory that holds so many bytes which are read over and over.
    double bytes_per_cycle(double bytes) const {
        return bytes <= 0.9 * static_cast<double>(set.l1_bytes)   ? 128
               : bytes <= 0.8 * static_cast<double>(set.l2_bytes) ? 40
               : bytes <= static_cast<double>(kL3Bytes)           ? 22
                                                                  : 7;
    }
    /// Cycles of reading that much, `times` times, beside the arithmetic that hides what comes from L1.
    double traffic(double bytes, double times) const {
        const double rate = bytes_per_cycle(bytes);
        return rate > 100 ? 0 : bytes * times / rate;
    }
};

/// How much longer tasks take on threads than their even share: the last round is not full.
inline double imbalance(double tasks, int threads) {
    const double rounds = std::max(1.0, static_cast<double>(static_cast<int64_t>((tasks + threads - 1) / threads)));
    return rounds * threads / std::max(1.0, tasks);
}

/// An axis as the model sees it.
struct ModelAxis {
    double outputs = 1;  ///< of one phase
    double phases = 1;
    double taps = 1;  ///< of one phase, on average, that reach an input
    double input = 1;
};
inline double open_or(int64_t size, double otherwise) { return size == kOpen ? otherwise : static_cast<double>(size); }

/// Elements of both arrays, open sizes guessed.
struct ArrayElements {
    double input, output;
};
inline ArrayElements array_elements(const Problem &problem) {
    const double batch = open_or(problem.batch, 1);
    ArrayElements elements{static_cast<double>(problem.channels) * batch, static_cast<double>(problem.filters) * batch};
    for (const Axis &axis : problem.axes) {
        const double size = open_or(axis.input, kGuessedSize);
        elements.input *= size;
        elements.output *= open_or(axis.output, size * static_cast<double>(axis.stride));
    }
    return elements;
}

}  // namespace tconv
