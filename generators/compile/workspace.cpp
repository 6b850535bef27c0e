// The pass that turns allocations into parts of the caller's workspace.
#include "generators/compile/workspace.h"

#include <algorithm>

#include "tconv/problem.h"

namespace tconv {

using namespace Halide;
using namespace Halide::Internal;

namespace {

/// A cache line, and what aligned vector loads of every instruction set may rely on; two lines because processors fetch pairs.
constexpr int kArrayAlignment = 128;
/// What Halide itself would put on the stack, and what all of it together may take.
constexpr int64_t kStackArray = 16 * 1024, kStackTotal = 64 * 1024;

const char *const kTaskMemory = "tconv.task_memory";

Expr int64(int64_t value) { return make_const(Int(64), value); }
Expr pointer_bits(const std::string &name) { return reinterpret<uint64_t>(Variable::make(Handle(), name)); }

/// Variables that are no buffer: what an extent that is known at the call cannot contain.
class FreeVariables : public IRVisitor {
public:
    std::string first;

protected:
    using IRVisitor::visit;
    void visit(const Variable *variable) override {
        if (!variable->type.is_handle() && first.empty()) {
            first = variable->name;
        }
    }
};

/// A 32-bit expression as a real number: what it would be if nothing overflowed.
class InDoubles : public IRMutator {
public:
    using IRMutator::mutate;
    Expr mutate(const Expr &e) override {
        if (const Add *op = e.as<Add>()) {
            return mutate(op->a) + mutate(op->b);
        }
        if (const Sub *op = e.as<Sub>()) {
            return mutate(op->a) - mutate(op->b);
        }
        if (const Mul *op = e.as<Mul>()) {
            return mutate(op->a) * mutate(op->b);
        }
        if (const Div *op = e.as<Div>()) {
            return floor(mutate(op->a) / mutate(op->b));
        }
        if (const Min *op = e.as<Min>()) {
            return Halide::min(mutate(op->a), mutate(op->b));
        }
        if (const Max *op = e.as<Max>()) {
            return Halide::max(mutate(op->a), mutate(op->b));
        }
        return cast<double>(e);  // a field of a buffer, a constant
    }
};

Expr saturated(const Expr &elements) { return Halide::min(elements, int64(kMaxElements)); }

}  // namespace

Stmt WorkspacePass::mutate(const Stmt &statement) {
    if (in_kernel_) {
        return IRMutator::mutate(statement);
    }
    in_kernel_ = true;
    Stmt kernel = IRMutator::mutate(statement);
    if (task_used_) {  // the sizes are known only now
        hoisted_.emplace_back("tconv.task_base", simplify(cast<uint64_t>(serial_bytes_)));
        hoisted_.emplace_back("tconv.task_bytes", simplify(cast<uint64_t>(task_bytes_)));
    }
    for (const auto &[name, value] : hoisted_) {
        kernel = is_const(value) ? substitute(name, value, kernel) : LetStmt::make(name, value, kernel);
    }
    return kernel;
}

Stmt WorkspacePass::visit(const For *loop) {
    const bool task = loop->for_type == ForType::Parallel;
    if (task && in_task_) {
        throw std::logic_error("kernel has a parallel loop inside a parallel loop: " + loop->name);
    }
    const Expr first = substitute_in_all_lets(loop->min), count = substitute_in_all_lets(loop->extent);
    if (task) {
        const Expr tasks = InDoubles().mutate(simplify(from_buffers(count, loop->name)));
        const Expr limit = cast<double>(int64(kMaxElements));
        largest_ = simplify(Halide::max(largest_, cast<int64_t>(Halide::min(tasks, limit))));
    }
    bindings_.push_back({loop->name, Expr(), first, first + count - 1});
    const bool used_before = task_used_;
    const int64_t stack_before = stack_bytes_;
    if (task) {
        in_task_ = true;
        task_used_ = false;
        stack_bytes_ = 0;
    }
    Stmt body = mutate(loop->body);
    bindings_.pop_back();
    if (task) {
        if (task_used_) {
            const Expr slot = Call::make(Int(32), kSlotFunction, {}, Call::Extern);
            const Expr memory = pointer_bits(kWorkspaceArgument) + Variable::make(UInt(64), "tconv.task_base") +
                                cast<uint64_t>(slot) * Variable::make(UInt(64), "tconv.task_bytes");
            body = LetStmt::make(kTaskMemory, reinterpret(Handle(), memory), body);
        }
        in_task_ = false;
        task_used_ = task_used_ || used_before;
        stack_bytes_ = stack_before;
    }
    return For::make(loop->name, loop->min, loop->extent, loop->for_type, loop->partition_policy, loop->device_api,
                     body);
}

Stmt WorkspacePass::visit(const LetStmt *let) {
    bindings_.push_back({let->name, let->value, Expr(), Expr()});
    Stmt body = mutate(let->body);
    bindings_.pop_back();
    return LetStmt::make(let->name, let->value, body);
}

/// Bytes of an array of these extents if it is one that stays on the stack, else 0.
int64_t WorkspacePass::stack_bytes_of(const Allocate *array, const std::vector<Expr> &extents) const {
    const int64_t bytes = int64_t{Allocate::constant_allocation_size(extents, array->name)} * array->type.bytes();
    const bool fits =
        array->memory_type == MemoryType::Auto && bytes <= kStackArray && stack_bytes_ + bytes <= kStackTotal;
    return fits ? bytes : 0;
}

/// The extent in terms of the kernel's buffers alone; an upper bound over the loops around it where it varies with them.
Expr WorkspacePass::from_buffers(Expr extent, const std::string &array) const {
    extent = substitute_in_all_lets(extent);  // here and below: a name may be bound once in a kernel
    for (size_t i = bindings_.size(); i-- > 0;) {
        const Binding &binding = bindings_[i];
        if (!expr_uses_var(extent, binding.name)) {
            continue;
        }
        if (binding.value.defined()) {
            extent = substitute_in_all_lets(substitute(binding.name, binding.value, extent));
        } else {
            Scope<Interval> scope;
            scope.push(binding.name, Interval(binding.min, binding.max));
            const Interval range = bounds_of_expr_in_scope(extent, scope);
            if (!range.has_upper_bound()) {
                throw std::logic_error("size of " + array + " has no bound over loop " + binding.name);
            }
            extent = simplify(substitute_in_all_lets(range.max));
        }
    }
    FreeVariables variables;
    extent.accept(&variables);
    if (!variables.first.empty()) {
        throw std::logic_error("size of " + array + " depends on " + variables.first);
    }
    return extent;
}

/// The value as a let around the whole kernel: buffer fields cannot be asked for inside parallel loops.
Expr WorkspacePass::hoist(const Expr &value) {
    const Expr simple = simplify(value);
    if (is_const(simple)) {
        return simple;
    }
    const std::string name = "tconv.offset." + std::to_string(hoisted_.size());
    hoisted_.emplace_back(name, simple);
    return Variable::make(simple.type(), name);
}

Stmt WorkspacePass::visit(const Allocate *array) {
    if (array->new_expr.defined()) {
        throw std::logic_error("kernel allocates " + array->name + " in a way of its own");
    }
    if (array->memory_type == MemoryType::Stack || array->memory_type == MemoryType::Register) {
        return IRMutator::visit(array);  // a schedule asked for it
    }
    std::vector<Expr> extents;
    for (const Expr &extent : array->extents) {
        extents.push_back(simplify(from_buffers(extent, array->name)));
    }
    if (const int64_t bytes = stack_bytes_of(array, extents)) {
        stack_bytes_ += bytes;
        Stmt body = mutate(array->body);
        stack_bytes_ -= bytes;
        return Allocate::make(array->name, array->type, array->memory_type, extents, array->condition, body, Expr(),
                              array->free_function, array->padding);
    }
    Expr elements = int64(1);
    for (const Expr &extent : extents) {
        elements = saturated(elements) * Halide::max(cast<int64_t>(extent), 0);
    }
    elements = simplify(saturated(elements));
    largest_ = simplify(Halide::max(largest_, elements));
    const Expr bytes = (elements + array->padding) * array->type.bytes();
    const Expr rounded = (bytes + (kArrayAlignment - 1)) / kArrayAlignment * kArrayAlignment;

    Expr &used = in_task_ ? task_bytes_ : serial_bytes_;
    task_used_ = task_used_ || in_task_;
    // Never to be given to another array: Halide tells LLVM that arrays of different names share no memory.
    const Expr offset = used;
    used = simplify(offset + rounded);
    moved_.push_back(array->name);
    Stmt body = mutate(array->body);
    const Expr address = pointer_bits(in_task_ ? kTaskMemory : kWorkspaceArgument) + hoist(cast<uint64_t>(offset));
    return LetStmt::make(array->name, reinterpret(Handle(), address), body);
}

Stmt WorkspacePass::visit(const Free *free) {
    const bool moved = std::find(moved_.begin(), moved_.end(), free->name) != moved_.end();
    return moved ? Evaluate::make(0) : Stmt(free);
}

}  // namespace tconv
