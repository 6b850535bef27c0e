// Contender: one implementation of a layer in the benchmark. Each is a file in bench/contenders/.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "bench/arrays.h"
#include "generators/measure/machine.h"
#include "tconv/problem.h"

namespace tconv::bench {

using namespace measure;  // machines and clocks: the names below are its own

/// What every contender of a comparison is given: a problem with every size, its arrays, and the right result where one is known
/// already (else empty).
struct Task {
    std::string name;
    const Problem &problem;
    SharedArrays &arrays;
    std::span<const float> expected;
};

class Contender {
public:
    virtual ~Contender() = default;

    virtual std::string name() const = 0;
    /// Gets ready for a layer: weights packed, buffers filled. Throws Error where it cannot do the layer, or not right.
    virtual void prepare(const Task &) = 0;
    /// How it does the layer it was prepared for ("last, brg_deconv:avx512_core"); may be empty.
    virtual std::string note() const { return {}; }
    /// Seconds of `count` calls, after one that is not counted: caches hold what this contender left there, not another one.
    virtual double run(int64_t count) = 0;
    /// Calls once and gives the result, in the problem's layout; valid until another contender's output() or release().
    virtual std::span<const float> output() = 0;
    /// Seconds of the call of the last output(); 0 where they are not known.
    virtual double output_seconds() const { return 0; }
    /// Gives back the memory of the layer.
    virtual void release() = 0;
};

/// Where and on how much a contender runs.
struct Place {
    int threads = 1;
    int core = -1;  ///< the one core that it is pinned to; -1: any
    Clock clock = Clock::passed;
};

}  // namespace tconv::bench
