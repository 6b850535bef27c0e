// CompiledLayer: what `tconv compile` makes of a problem, loaded into this process, with what is known of it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bench/contenders/tconv.h"
#include "generators/cli/library.h"
#include "tconv/problem.h"

namespace tconv::bench {

struct KernelSize {
    std::string instruction_set;
    int64_t text_bytes = 0;
};

class CompiledLayer {
public:
    /// Compiles for calls on so many threads, links and loads; `compile_seconds` is the processor time that it took: what one core would
    /// take.
    CompiledLayer(const TconvRow &, const std::string &name, const Problem &, const std::string &target, int threads);

    const char *contender() const { return contender_; }
    int threads() const { return threads_; }
    /// What was compiled: the layer, in the contender's own layout.
    const Problem &problem() const { return problem_; }
    const Library &library() const { return library_; }
    double compile_seconds() const { return compile_seconds_; }
    const std::vector<KernelSize> &kernels() const { return kernels_; }
    /// The schedule of the first kernel: the one of the best instruction set, as a line of JSON.
    const std::string &schedule() const { return schedule_; }
    /// Where that one comes from: "rule", "table zen4", ...
    const std::string &schedule_from() const { return schedule_from_; }
    int64_t workspace_bytes() const;

private:
    const char *contender_;
    int threads_;
    Problem problem_;
    TemporaryFolder folder_;  ///< a cache of its own: nothing is taken from an earlier run
    double compile_seconds_ = 0;
    Library library_;
    std::vector<KernelSize> kernels_;
    std::string schedule_, schedule_from_;
};

}  // namespace tconv::bench
