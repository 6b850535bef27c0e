// The inner pipeline is lowered by itself; at the end of the outer one's lowering its statement takes the place of a stage's. Halide's
// extern stages would do as much by a call of a function with buffers of its own, scratch memory and all.
#include "generators/algorithms/inline_kernel.h"

#include <map>
#include <stdexcept>
#include <utility>
#include <vector>

namespace tconv {

using namespace Halide;
using namespace Halide::Internal;

namespace {

/// Keeps the statement that a pipeline is lowered to.
class Capture : public IRMutator {
public:
    using IRMutator::mutate;
    Stmt mutate(const Stmt &kernel) override {
        statement = kernel;
        return kernel;
    }
    Stmt statement;
};

/// The statement as part of another one: its arrays are that one's stages, and have their names, so that LLVM takes loads and stores of
/// both for those of one array.
class AsPart : public IRMutator {
public:
    std::map<std::string, StageOf> stages;                  ///< by the names of the arrays
    std::vector<std::pair<std::string, Expr>> of_the_call;  ///< lets of other arrays: they stand around all of it

protected:
    using IRMutator::visit;

    Expr visit(const Variable *variable) override {
        const auto stage = stages.find(variable->name);
        return stage == stages.end() ? Expr(variable) : Variable::make(variable->type, stage->second.func);
    }
    Expr visit(const Load *load) override {
        const auto stage = stages.find(load->name);
        if (stage == stages.end())
            return IRMutator::visit(load);
        return Load::make(load->type, stage->second.func, mutate(load->index), Buffer<>(), Parameter(),
                          mutate(load->predicate), load->alignment);
    }
    Stmt visit(const Store *store) override {
        const auto stage = stages.find(store->name);
        if (stage == stages.end())
            return IRMutator::visit(store);
        return Store::make(stage->second.func, mutate(store->value), mutate(store->index), Parameter(),
                           mutate(store->predicate), store->alignment);
    }
    Expr visit(const Call *call) override {
        if (asks_a_buffer(call))  // the outer kernel's buffers have the same names, and other sizes
            throw std::logic_error("a kernel inside of another asks for " + call->name + " within an expression");
        return IRMutator::visit(call);
    }
    Stmt visit(const For *loop) override {
        const ForType type = loop->for_type == ForType::Parallel ? ForType::Serial : loop->for_type;
        return For::make(loop->name, mutate(loop->min), mutate(loop->extent), type, loop->partition_policy,
                         loop->device_api, mutate(loop->body));
    }
    Stmt visit(const LetStmt *let) override {
        for (const auto &[array, stage] : stages) {
            if (!is_of(array, let->value))
                continue;
            if (let->name == array)
                return mutate(let->body);  // the address: the stage's own
            return mutate(substitute(let->name, field(stage, let->value), let->body));
        }
        if (asks_a_buffer(let->value)) {
            of_the_call.emplace_back(let->name, let->value);
            return mutate(let->body);
        }
        return IRMutator::visit(let);
    }

private:
    static const Call *asks_a_buffer(const Expr &value) {
        const Call *call = value.as<Call>();
        const bool asks = call && !call->args.empty() && call->name.rfind("_halide_buffer_", 0) == 0;
        return asks ? call : nullptr;
    }
    static bool is_of(const std::string &array, const Expr &value) {
        const Call *call = asks_a_buffer(value);
        const Variable *buffer = call ? call->args[0].as<Variable>() : nullptr;
        return buffer && buffer->name == array + ".buffer";
    }
    /// What a dense buffer that begins at 0 would answer.
    static Expr field(const StageOf &stage, const Expr &value) {
        const Call *call = value.as<Call>();
        const std::vector<int64_t> &sizes = stage.extents;
        if (call->name == Call::buffer_get_min)
            return make_zero(call->type);
        if (call->name != Call::buffer_get_extent && call->name != Call::buffer_get_stride)
            throw std::logic_error("a kernel inside of another asks for " + call->name);
        const auto dimension = static_cast<size_t>(*as_const_int(call->args[1]));
        if (call->name == Call::buffer_get_extent)
            return make_const(call->type, sizes[dimension]);
        int64_t stride = 1;
        for (size_t d = 0; d < dimension; d++)
            stride *= sizes[d];
        return make_const(call->type, stride);
    }
};

/// Puts the part where its output is produced.
class Insert : public IRMutator {
public:
    Insert(std::string stage, Stmt part, std::vector<std::pair<std::string, Expr>> of_the_call)
        : stage_(std::move(stage)), part_(std::move(part)), of_the_call_(std::move(of_the_call)) {}

    using IRMutator::mutate;
    Stmt mutate(const Stmt &statement) override {
        if (depth_ > 0)
            return IRMutator::mutate(statement);
        depth_++;
        Stmt kernel = IRMutator::mutate(statement);
        depth_--;
        if (!inserted_)
            throw std::logic_error("stage " + stage_ + " is not produced anywhere");
        for (const auto &[name, value] : of_the_call_)
            kernel = LetStmt::make(name, value, kernel);
        return kernel;
    }

protected:
    using IRMutator::visit;
    Stmt visit(const ProducerConsumer *node) override {
        if (node->name != stage_ || !node->is_producer)
            return IRMutator::visit(node);
        inserted_ = true;
        return ProducerConsumer::make(node->name, true, part_);
    }

private:
    std::string stage_;
    Stmt part_;
    std::vector<std::pair<std::string, Expr>> of_the_call_;
    int depth_ = 0;
    bool inserted_ = false;
};

}  // namespace

void inline_kernel(KernelPipeline &outer, const KernelPipeline &inner, const StageOf &input, const StageOf &output,
                   const Halide::Target &target) {
    Capture capture;
    Pipeline pipeline = inner.pipeline;
    pipeline.add_custom_lowering_pass(&capture, nullptr);
    // Assertions are of the buffers, which the inner one has none of.
    pipeline.compile_to_module(inner.arguments, "inner", target.with_feature(Halide::Target::NoAsserts));
    pipeline.clear_custom_lowering_passes();
    AsPart as_part;
    as_part.stages = {{inner.arguments.front().name, input}, {inner.pipeline.outputs().front().name(), output}};
    const Stmt part = as_part.mutate(capture.statement);
    auto *insert = new Insert(output.func, part, as_part.of_the_call);
    outer.pipeline.add_custom_lowering_pass(insert, [insert] { delete insert; });
}

}  // namespace tconv
