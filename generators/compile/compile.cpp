// A request becomes three files: schedules are chosen here, objects are made in workers, and put together here again.
#include "generators/compile/compile.h"

#include <algorithm>
#include <limits>

#include "generators/compile/archive.h"
#include "generators/compile/elf.h"
#include "generators/compile/entry.h"
#include "generators/compile/header.h"
#include "generators/compile/kept_parts.h"
#include "generators/compile/limits.h"
#include "generators/compile/manifest.h"
#include "generators/compile/module.h"
#include "generators/compile/worker.h"
#include "runtime/problem/message.h"

namespace tconv {
namespace {

/// A call with an empty batch never reaches a kernel; one for a batch of 1 saves every rule behind here the case.
Problem kernel_problem(Problem problem) {
    problem.batch = problem.batch == 0 ? 1 : problem.batch;
    return problem;
}

std::vector<KernelFacts> choose_kernels(const CompileRequest &request, const Problem &problem, const Target &target) {
    std::vector<KernelFacts> kernels;
    for (const Choice &choice : choose_schedules(problem, target, request.schedules, request.sources)) {
        kernels.push_back({target.sets[kernels.size()]->name, choice.schedule, 0, choice.from});
    }
    return kernels;
}

Parts parts_of(const KernelObject &kernel) {
    return {kernel.object, std::to_string(kernel.serial_bytes), std::to_string(kernel.task_bytes)};
}

CompiledLibrary compile_once(const CompileRequest &request) {
    const std::string &name = request.name;
    const Problem &problem = request.problem;
    const Problem kernel = kernel_problem(problem);
    validate(problem);
    if (request.bias && !request.weights) {
        throw Error("a bias is given without weights: give both, or neither");
    }
    if (request.bias && !problem.bias) {
        throw Error("a bias is given for a layer without one");
    }
    if (request.weights) {
        check_shape("weights", *request.weights, problem.weight_shape());
    }
    if (request.bias) {
        check_shape("bias values", *request.bias, problem.bias_shape());
    }

    const Target &target = find_target(request.target);
    CompiledLibrary library;
    LibraryFacts &facts = library.facts;
    facts.name = name;
    facts.key = key(problem);
    facts.target = target.name;
    facts.version = TCONV_VERSION;
    facts.kernels = choose_kernels(request, kernel, target);
    facts.built_in_weights = request.weights.has_value();
    const Packing packing = packing_of(facts.kernels.front().schedule);
    facts.packed_bytes = packed_sizes(kernel, packing).bytes();

    std::vector<Work> work;
    for (size_t i = 0; i < target.sets.size(); i++) {
        work.push_back({target.sets[i]->name, [&, i] {
                            return refusing_too_large(kernel, [&] {
                                return parts_of(compile_kernel(name, kernel, facts.kernels[i].schedule, *target.sets[i],
                                                               request.checked));
                            });
                        }});
    }
    work.push_back({"the entry points", [&]() -> Parts {
                        if (!request.weights) {
                            return {compile_entry(name, problem, packing, target.sets, ""),
                                    compile_pack(name, kernel, packing, *target.sets.back(), request.checked)};
                        }
                        const std::vector<float> zeros;
                        return {compile_entry(name, problem, packing, target.sets,
                                              pack_now(kernel, packing, request.weights->data,
                                                       request.bias ? request.bias->data : zeros))};
                    }});
    const KeptParts kept(request.kept_objects, packing);
    const std::optional<Parts> entry = kept.read();
    if (entry) {
        work.pop_back();
    }
    std::vector<Parts> results = run_workers(work, request.jobs);
    if (entry) {
        results.push_back(*entry);
    } else {
        kept.write(results.back());
    }

    std::vector<ArchiveMember> members{{name + ".o", results.back()[0]}};
    if (results.back().size() > 1) {
        members.push_back({name + "_pack.o", results.back()[1]});
    }
    int64_t workspace = problem.is_open() ? -1 : 0;
    for (size_t i = 0; i < target.sets.size(); i++) {
        members.push_back({name + "_" + target.sets[i]->name + ".o", results[i][0]});
        facts.kernels[i].text_bytes = text_bytes(results[i][0]);
        if (!problem.is_open()) {
            workspace = std::max<int64_t>(workspace, std::stoll(results[i][1]) + std::stoll(results[i][2]));
        }
    }
    facts.workspace_bytes = workspace;
    for (const ArchiveMember &member : members) {
        facts.text_bytes += text_bytes(member.object);
    }
    library.archive = make_archive(members);
    library.header = make_header(request, facts);
    library.manifest = make_manifest(facts);
    return library;
}

bool within_bound(const CompiledLibrary &library, const CompileRequest &request) {
    return request.max_workspace_bytes == 0 || library.facts.workspace_bytes <= request.max_workspace_bytes;
}

/// The request's library, or one with schedules that take less workspace; `least` is what the smallest one tried takes.
std::optional<CompiledLibrary> compile_within_bound(const CompileRequest &request, int64_t &least) {
    CompiledLibrary library = compile_once(request);
    if (within_bound(library, request)) {
        return library;
    }
    const Problem problem = kernel_problem(request.problem);
    const Target &target = find_target(request.target);
    least = std::min(least, library.facts.workspace_bytes);
    for (size_t step = 0; step < kWorkspaceSteps; step++) {
        CompileRequest smaller = request;
        bool differs = false;
        for (size_t i = 0; i < target.sets.size(); i++) {
            smaller.schedules[target.sets[i]->name] =
                with_less_workspace(library.facts.kernels[i].schedule, problem, *target.sets[i], step);
            differs = differs || !(smaller.schedules[target.sets[i]->name] == library.facts.kernels[i].schedule);
        }
        if (!differs) {
            continue;  // this step is not legal here
        }
        CompiledLibrary attempt = compile_once(smaller);
        if (within_bound(attempt, request)) {
            return attempt;
        }
        least = std::min(least, attempt.facts.workspace_bytes);
    }
    return std::nullopt;
}

}  // namespace

CompiledLibrary compile_library(const CompileRequest &request) {
    int64_t least = std::numeric_limits<int64_t>::max();
    if (std::optional<CompiledLibrary> library = compile_within_bound(request, least)) {
        return std::move(*library);
    }
    if (request.schedules.empty()) {
        // What a table or the rule has may be of an algorithm that takes more than direct sums.
        CompileRequest direct = request;
        const Target &target = find_target(request.target);
        Problem in_order = kernel_problem(request.problem);
        in_order.accuracy = Accuracy::exact_order;
        for (const InstructionSet *set : target.sets) {
            direct.schedules[set->name] = default_schedule(in_order, target, *set);
        }
        if (std::optional<CompiledLibrary> library = compile_within_bound(direct, least)) {
            return std::move(*library);
        }
    }
    reject("max_workspace_bytes", request.max_workspace_bytes, std::to_string(least) + " or more for this layer");
}

}  // namespace tconv
