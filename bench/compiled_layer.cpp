#include "bench/compiled_layer.h"

#include <nlohmann/json.hpp>

#include "bench/machine.h"

namespace tconv::bench {

namespace {

Library timed_open(const std::string &name, const Problem &problem, const std::string &target,
                   const std::filesystem::path &folder, double &seconds) {
    CompileRequest request;
    request.layer.name = name;
    request.layer.dialect = "native";
    request.layer.problem = problem;
    request.target = target;
    request.jobs = 1;
    const double start = seconds_now();
    Library library = Library::open(request, Cache(folder));
    seconds = seconds_now() - start;
    return library;
}

}  // namespace

CompiledLayer::CompiledLayer(const std::string &name, const Problem &problem, const std::string &target)
    : library_(timed_open(name, problem, target, folder_.path(), compile_seconds_)) {
    const nlohmann::json manifest = nlohmann::json::parse(library_.manifest());
    for (const nlohmann::json &kernel : manifest.at("kernels")) {
        kernels_.push_back({kernel.at("instruction_set"), kernel.at("text_bytes")});
        if (schedule_.empty()) {
            schedule_ = kernel.at("schedule").dump();
        }
    }
}

}  // namespace tconv::bench
