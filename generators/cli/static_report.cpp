#include "generators/cli/static_report.h"

#include <algorithm>
#include <cstdio>

#include "generators/assembly/core_estimate.h"
#include "generators/cli/files.h"
#include "generators/compile/module.h"
#include "generators/compile/worker.h"

namespace tconv {

namespace {

/// Loops of a kernel that are shown, and how many products they have beside the one with the most.
constexpr size_t kMostLoops = 4;
constexpr double kLeastShare = 0.25;

std::vector<StaticLoop> loops_of(const std::string &assembly, const InstructionSet &set, const std::string &llvm_mca) {
    std::vector<StaticLoop> report;
    for (InnerLoop &loop : inner_loops(assembly, set)) {
        if (report.size() == kMostLoops ||
            (!report.empty() && loop.products < kLeastShare * report.front().loop.products))
            break;
        // Phases have loops that are alike: one line stands for them.
        const bool known = std::any_of(report.begin(), report.end(), [&](const StaticLoop &other) {
            return other.loop.instructions == loop.instructions && other.loop.products == loop.products &&
                   other.loop.loads == loop.loads && other.loop.stack == loop.stack;
        });
        if (known)
            continue;
        StaticLoop row{set.name, std::move(loop), {}};
        for (const NamedCore &core : llvm_mca.empty() ? std::vector<NamedCore>() : cores_of(set)) {
            if (const std::optional<double> share = product_share(llvm_mca, row.loop, core))
                row.cores.emplace_back(core.name, *share);
        }
        report.push_back(std::move(row));
    }
    return report;
}

}  // namespace

std::vector<StaticLoop> static_report(const std::string &layer, const Problem &problem, const std::string &target,
                                      const std::vector<KernelFacts> &kernels) {
    const TemporaryFolder folder;
    const std::vector<const InstructionSet *> &sets = find_target(target).sets;
    Problem kernel = problem;
    kernel.batch = kernel.batch == 0 ? 1 : kernel.batch;
    std::vector<Work> work;
    for (size_t i = 0; i < kernels.size(); i++) {
        work.push_back({sets[i]->name, [&, i]() -> Parts {
                            const std::filesystem::path file = folder.path() / (std::string(sets[i]->name) + ".s");
                            write_assembly(layer, kernel, kernels[i].schedule, *sets[i], file);
                            return {read_file(file)};
                        }});
    }
    const std::vector<Parts> assembly = run_workers(work, 0);
    const std::string llvm_mca = find_llvm_mca();
    std::vector<StaticLoop> report;
    for (size_t i = 0; i < kernels.size(); i++) {
        for (StaticLoop &loop : loops_of(assembly[i].front(), *sets[i], llvm_mca))
            report.push_back(std::move(loop));
    }
    return report;
}

std::string static_table(const std::vector<StaticLoop> &report) {
    std::string text = "inner loops (not run: read from the assembly)\n";
    char line[200];
    std::snprintf(line, sizeof line, "  %-8s %12s %13s %6s %6s %6s   %s\n", "set", "instructions", "multiply-adds",
                  "loads", "stores", "stack", "share of the multiply-adds that a core could do, estimated by llvm-mca");
    text += line;
    bool estimated = false;
    for (const StaticLoop &row : report) {
        const InnerLoop &loop = row.loop;
        std::snprintf(line, sizeof line, "  %-8s %12d %13d %6d %6d %6d  ", row.instruction_set.c_str(),
                      loop.instructions, loop.products, loop.loads, loop.stores, loop.stack);
        text += line;
        for (const auto &[core, share] : row.cores) {
            std::snprintf(line, sizeof line, " %s %.0f%%", core.c_str(), 100 * share);
            text += line;
            estimated = true;
        }
        text += "\n";
    }
    if (!estimated && !report.empty())
        text += "  no estimate: it takes llvm-mca in PATH (Debian: llvm), and cores that are named for the instruction set\n";
    return text;
}

Json static_json(const std::vector<StaticLoop> &report) {
    Json rows = Json::array();
    for (const StaticLoop &row : report) {
        Json cores = Json::object();
        for (const auto &[core, share] : row.cores)
            cores[core] = table_number(share);
        rows.push_back({{"instruction_set", row.instruction_set},
                        {"instructions", row.loop.instructions},
                        {"multiply_adds", row.loop.products},
                        {"loads", row.loop.loads},
                        {"stores", row.loop.stores},
                        {"stack", row.loop.stack},
                        {"estimated_share", cores}});
    }
    return rows;
}

}  // namespace tconv
