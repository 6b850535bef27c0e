// From pipelines to objects.
#include "generators/compile/module.h"

#include <algorithm>
#include <numeric>

#include "generators/algorithms/kernel.h"
#include "generators/compile/elf.h"
#include "generators/compile/entry.h"
#include "generators/compile/limits.h"
#include "generators/compile/shape.h"
#include "generators/compile/workspace.h"
#include "tconv/kernel.h"

namespace tconv {

using namespace Halide;
using namespace Halide::Internal;

namespace {

/// Kernels check nothing: the entry points do. They carry a user context, which is the call (runtime/kernel/runtime.h).
/// Arrays have fewer than 2^31 elements, which 32-bit indices reach: code generation scales them in 64 bits.
Halide::Target kernel_target(const InstructionSet &set, bool checked) {
    Halide::Target target = Halide::Target(set.halide)
                                .with_feature(Halide::Target::NoRuntime)
                                .with_feature(Halide::Target::NoBoundsQuery)
                                .with_feature(Halide::Target::UserContext);
    return checked ? target : target.with_feature(Halide::Target::NoAsserts);
}

/// Calls of Halide's runtime become calls of ours, and its assertions a status: an archive never meets Halide's own runtime.
class OwnRuntime : public IRMutator {
protected:
    using IRMutator::visit;
    Expr visit(const Call *call) override {
        const bool loop = call->name == "halide_do_par_for";
        if (!loop && call->name != kSlotFunction) {
            return IRMutator::visit(call);
        }
        // The context of the function that the call stands in: the kernel's, or the one that a task was given.
        std::vector<Expr> arguments{Variable::make(type_of<void *>(), "__user_context")};
        arguments.insert(arguments.end(), call->args.begin(), call->args.end());
        return Call::make(call->type, loop ? "tconv_parallel_for" : kSlotFunction, arguments, Call::Extern);
    }
    /// The function that a parallel loop's body becomes takes the context of its task, with the task's workspace slot; Halide's
    /// closure brings the context of the whole call as well, under the same name: that one is not let in.
    Stmt visit(const LetStmt *let) override {
        return let->name == "__user_context" ? mutate(let->body) : IRMutator::visit(let);
    }
    Stmt visit(const AssertStmt *assertion) override {
        const bool passes_status_on = assertion->message.as<Variable>() != nullptr;
        return AssertStmt::make(mutate(assertion->condition),
                                passes_status_on ? assertion->message : make_const(Int(32), TCONV_INTERNAL));
    }
};

void use_own_runtime(Module &module) {
    OwnRuntime own_runtime;
    for (LoweredFunc &function : module.functions()) {
        function.body = own_runtime.mutate(function.body);
    }
}

std::string object_of(Module &module) {
    use_own_runtime(module);
    const Buffer<uint8_t> bytes = module.compile_to_buffer();
    std::string object(reinterpret_cast<const char *>(bytes.data()), static_cast<size_t>(bytes.number_of_elements()));
    hide_symbols(object);
    return object;
}

/// Fields of the kernel's buffers -> the sizes of the call.
class FromShapes : public IRMutator {
public:
    FromShapes(const KernelPipeline &kernel, const Problem &problem) {
        CallShapes shapes = read_shapes(problem);
        // A call with an empty batch never reaches the kernel; what it would need is what one image needs.
        for (std::vector<Expr> *shape : {&shapes.input, &shapes.output}) {
            shape->front() = Halide::max(shape->front(), make_one(shape->front().type()));
        }
        add(kernel.arguments.front().name, buffer_extents(problem.layout, shapes.input));
        add(kernel.pipeline.outputs().front().name(), buffer_extents(problem.layout, shapes.output));
    }

protected:
    using IRMutator::visit;
    Expr visit(const Call *call) override {
        const auto buffer = call->args.empty() ? nullptr : call->args[0].as<Variable>();
        const auto found = buffer ? extents_.find(buffer->name) : extents_.end();
        if (found == extents_.end() || call->args.size() != 2) {
            return IRMutator::visit(call);
        }
        const std::vector<Expr> &extents = found->second;
        const auto dimension = static_cast<size_t>(*as_const_int(call->args[1]));
        if (call->name == Call::buffer_get_extent) {
            return cast(call->type, extents[dimension]);
        }
        if (call->name == Call::buffer_get_min) {
            return make_zero(call->type);
        }
        if (call->name == Call::buffer_get_stride) {
            const auto last = extents.begin() + static_cast<std::ptrdiff_t>(dimension);
            return cast(call->type, std::accumulate(extents.begin(), last, int64_of(1), std::multiplies<Expr>()));
        }
        return IRMutator::visit(call);
    }

private:
    void add(const std::string &buffer, const std::vector<Expr> &extents) { extents_[buffer + ".buffer"] = extents; }
    std::map<std::string, std::vector<Expr>> extents_;
};

}  // namespace

std::string kernel_symbol(const std::string &layer, const InstructionSet &set) {
    return layer + "_" + set.name + "_kernel";
}
std::string workspace_symbol(const std::string &layer, const InstructionSet &set) {
    return layer + "_" + set.name + "_workspace";
}
std::string pack_symbol(const std::string &layer) { return layer + "_pack_kernel"; }

namespace {

/// The kernel with its workspace as an argument.
Module kernel_module(const std::string &layer, KernelPipeline &kernel, WorkspacePass &workspace,
                     const InstructionSet &set, const Halide::Target &target) {
    kernel.arguments.emplace_back(kWorkspaceArgument, Argument::InputScalar, type_of<void *>(), 0, ArgumentEstimates{});
    kernel.pipeline.add_custom_lowering_pass(&workspace, nullptr);
    return kernel.pipeline.compile_to_module(kernel.arguments, kernel_symbol(layer, set), target,
                                             LinkageType::External);
}

}  // namespace

void write_assembly(const std::string &layer, const Problem &problem, const Schedule &schedule,
                    const InstructionSet &set, const std::filesystem::path &file) {
    const Halide::Target target = kernel_target(set, false);
    KernelPipeline kernel = make_kernel(problem, schedule, target);
    WorkspacePass workspace;
    Module module = kernel_module(layer, kernel, workspace, set, target);
    use_own_runtime(module);
    module.compile({{OutputFileType::assembly, file.string()}});
}

KernelObject compile_kernel(const std::string &layer, const Problem &problem, const Schedule &schedule,
                            const InstructionSet &set, bool checked) {
    const Halide::Target target = kernel_target(set, checked);
    KernelPipeline kernel = make_kernel(problem, schedule, target);
    WorkspacePass workspace;
    Module module = kernel_module(layer, kernel, workspace, set, target);

    FromShapes from_shapes(kernel, problem);
    const Expr needs[kWorkspaceNeeds] = {workspace.serial_bytes(), workspace.task_bytes(),
                                         workspace.largest_elements()};
    std::vector<Expr> known;
    Steps steps;
    for (const Expr &need : needs) {
        known.push_back(simplify(from_shapes.mutate(need)));
        steps.add(store("needs", known.back(), make_const(Int(32), static_cast<int>(known.size()) - 1)));
    }
    module.append(c_function(workspace_symbol(layer, set), {"input_shape", "needs"}, steps));

    KernelObject result;
    result.object = object_of(module);
    if (!problem.is_open()) {
        if (!std::all_of(known.begin(), known.end(), [](const Expr &e) { return as_const_int(e).has_value(); })) {
            throw std::logic_error("workspace of a layer of fixed sizes is not a number");
        }
        if (*as_const_int(known[kLargestElements]) >= kMaxElements) {
            refuse_too_large();
        }
        result.serial_bytes = *as_const_int(known[kSerialBytes]);
        result.task_bytes = *as_const_int(known[kTaskBytes]);
    }
    return result;
}

std::string compile_pack(const std::string &layer, const Problem &problem, const Packing &packing,
                         const InstructionSet &set, bool checked) {
    const Halide::Target target = kernel_target(set, checked);
    KernelPipeline pack = make_pack(problem, packing, target);
    WorkspacePass workspace;
    pack.pipeline.add_custom_lowering_pass(&workspace, nullptr);
    Module module = pack.pipeline.compile_to_module(pack.arguments, pack_symbol(layer), target, LinkageType::External);
    if (!is_const_zero(workspace.serial_bytes()) || !is_const_zero(workspace.task_bytes())) {
        throw std::logic_error("pack needs a workspace");
    }
    return object_of(module);
}

std::string pack_now(const Problem &problem, const Packing &packing, const std::vector<float> &weights,
                     const std::vector<float> &bias) {
    const std::vector<int> shape = weight_extents(problem);
    Buffer<float> from(const_cast<float *>(weights.data()), shape);
    Buffer<float> addends(static_cast<int>(problem.filters));
    addends.fill(0.0f);
    std::copy(bias.begin(), bias.end(), addends.begin());
    Buffer<float> packed(static_cast<int>(packed_sizes(problem, packing).total_floats));

    const Halide::Target target = get_jit_target_from_environment();
    KernelPipeline pack = make_pack(problem, packing, target);
    Callable call = pack.pipeline.compile_to_callable(pack.arguments, target);
    if (call(from, addends, packed) != 0) {
        throw std::logic_error("packing the weights failed");
    }
    return std::string(reinterpret_cast<const char *>(packed.data()), packed.size_in_bytes());
}

}  // namespace tconv
