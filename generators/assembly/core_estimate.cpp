#include "generators/assembly/core_estimate.h"

#include <algorithm>
#include <cstdlib>

#include "generators/cli/command.h"
#include "generators/cli/files.h"

namespace tconv {

namespace {

// One in order, one out of order where there are both. Cores that LLVM 14 (Debian 12's) has a model of its own for, or of a close relative.
const NamedCore kCores[] = {
    {"neon", "Cortex-A55", "aarch64", "cortex-a55", 1},
    {"neon", "Cortex-A72", "aarch64", "cortex-a72", 1},
    {"avx512", "Skylake-SP", "x86_64", "skylake-avx512", 2},
    {"avx512", "Ice Lake-SP", "x86_64", "icelake-server", 2},
    {"avx2", "Haswell", "x86_64", "haswell", 2},
    {"avx2", "Zen 3", "x86_64", "znver3", 2},
};

/// The number behind "Total Cycles:".
std::optional<double> total_cycles(const std::string &report) {
    const std::string name = "Total Cycles:";
    const size_t at = report.find(name);
    const double cycles = at == std::string::npos ? 0 : std::strtod(report.c_str() + at + name.size(), nullptr);
    return cycles > 0 ? std::optional(cycles) : std::nullopt;
}

}  // namespace

std::vector<NamedCore> cores_of(const InstructionSet &set) {
    std::vector<NamedCore> cores;
    for (const NamedCore &core : kCores) {
        if (std::string(core.set) == set.name)
            cores.push_back(core);
    }
    return cores;
}

std::string find_llvm_mca() {
    constexpr int kNewest = 25, kOldest = 14;
    if (is_in_path("llvm-mca"))
        return "llvm-mca";
    for (int version = kNewest; version >= kOldest; version--) {
        const std::string name = "llvm-mca-" + std::to_string(version);
        if (is_in_path(name))
            return name;
    }
    return "";
}

std::optional<double> product_share(const std::string &llvm_mca, const InnerLoop &loop, const NamedCore &core) {
    constexpr int kIterations = 100;
    const TemporaryFolder folder;
    const std::filesystem::path body = folder.path() / "loop.s";
    // Branches go to labels that the body does not have: the loop's own one is given, others are left out of what is estimated.
    write_file(body, loop.label + ":\n" + loop.body);
    Command command;
    command.words = {llvm_mca, "-mtriple=" + std::string(core.triple), "-mcpu=" + std::string(core.cpu),
                     "-iterations=" + std::to_string(kIterations), "-instruction-info=false", "-resource-pressure=false",
                     body.string()};
    command.seconds = 30;
    const Ended ended = run_command(command);
    const std::optional<double> cycles = ended.status == 0 && ended.error == 0 ? total_cycles(ended.out) : std::nullopt;
    if (!cycles)
        return std::nullopt;
    // Models let some of a loop's products start together where the core cannot: none does more than all.
    return std::min(1.0, kIterations * loop.products / (*cycles * core.products));
}

}  // namespace tconv
