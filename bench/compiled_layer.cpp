// A compilation that is timed, and the facts of its manifest.
#include "bench/compiled_layer.h"

#include <sys/resource.h>

#include <nlohmann/json.hpp>

namespace tconv::bench {

namespace {

/// Processor time of this process and of the workers that it has waited for: other programs on the machine do not count.
double processor_seconds() {
    double seconds = 0;
    for (const auto who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
        rusage usage{};
        getrusage(who, &usage);
        for (const timeval &time : {usage.ru_utime, usage.ru_stime}) {
            seconds += static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
        }
    }
    return seconds;
}

Library timed_open(const TconvRow &row, const std::string &name, Problem &problem, const std::string &target,
                   int threads, const std::filesystem::path &folder, double &seconds) {
    CompileRequest request;
    request.name = name;
    request.problem = problem;
    request.target = target;
    request.sources.threads = threads;
    row.choose(request);
    problem = request.problem;
    const double start = processor_seconds();
    Library library = Library::open(request, Cache(folder));
    seconds = processor_seconds() - start;
    return library;
}

}  // namespace

CompiledLayer::CompiledLayer(const TconvRow &row, const std::string &name, const Problem &problem,
                             const std::string &target, int threads)
    : contender_(row.name), threads_(threads), problem_(problem),
      library_(timed_open(row, name, problem_, target, threads, folder_.path(), compile_seconds_)) {
    const nlohmann::json manifest = nlohmann::json::parse(library_.manifest());
    for (const nlohmann::json &kernel : manifest.at("kernels")) {
        kernels_.push_back({kernel.at("instruction_set"), kernel.at("text_bytes")});
        if (schedule_.empty()) {
            schedule_ = kernel.at("schedule").dump();
            schedule_from_ = kernel.at("schedule_from");
        }
    }
}

int64_t CompiledLayer::workspace_bytes() const { return library_.workspace_bytes(problem_.input_shape(), threads_); }

}  // namespace tconv::bench
