// Workspace: the memory that a kernel would ask of malloc, as offsets into a buffer that the caller brings.
#pragma once

#include <string>
#include <vector>

#include "Halide.h"

namespace tconv {

/// The kernel argument that holds the workspace's address.
constexpr const char *kWorkspaceArgument = "workspace";

/// Calls of this in a lowered kernel, without arguments, ask for the slot of the task that runs them. Its argument, the task's own
/// context, has to be added when parallel loops are functions: before, the loop would carry its caller's context in.
constexpr const char *kSlotFunction = "tconv_slot";

/// A lowering pass for `Pipeline::add_custom_lowering_pass`. It runs before Halide cuts parallel loops out into functions of
/// their own, so the workspace pointer is carried into them like any other value.
///
/// The workspace is one part for the arrays that live outside parallel loops and, behind it, one part per task for those
/// inside. Each array has bytes of its own, also where lifetimes do not overlap: Halide's type information tells LLVM that
/// arrays of different names share no memory. Arrays that Halide keeps on the stack stay there (that is how register tiles
/// come about), as long as together they are small: a thread of a user's pool may have little stack.
class WorkspacePass : public Halide::Internal::IRMutator {
public:
    using IRMutator::mutate;
    Halide::Internal::Stmt mutate(const Halide::Internal::Stmt &kernel) override;

    /// What the kernel needs, in terms of the fields of its buffers (buffer_get_extent and the like), as 64-bit expressions.
    Halide::Expr serial_bytes() const { return serial_bytes_; }
    Halide::Expr task_bytes() const { return task_bytes_; }
    /// Elements of the largest array, or tasks where those are more; kMaxElements or more cannot be counted. Saturates, so it is
    /// right for any extents.
    Halide::Expr largest_elements() const { return largest_; }

protected:
    using IRMutator::visit;
    Halide::Internal::Stmt visit(const Halide::Internal::For *) override;
    Halide::Internal::Stmt visit(const Halide::Internal::LetStmt *) override;
    Halide::Internal::Stmt visit(const Halide::Internal::Allocate *) override;
    Halide::Internal::Stmt visit(const Halide::Internal::Free *) override;

private:
    /// A let or a loop around the current statement: what an extent may be made of.
    struct Binding {
        std::string name;
        Halide::Expr value;     ///< of a let
        Halide::Expr min, max;  ///< of a loop variable
    };

    int64_t stack_bytes_of(const Halide::Internal::Allocate *, const std::vector<Halide::Expr> &extents) const;
    Halide::Expr from_buffers(Halide::Expr extent, const std::string &array) const;
    Halide::Expr hoist(const Halide::Expr &value);

    Halide::Expr serial_bytes_ = Halide::Internal::make_const(Halide::Int(64), 0);
    Halide::Expr task_bytes_ = Halide::Internal::make_const(Halide::Int(64), 0);
    Halide::Expr largest_ = Halide::Internal::make_const(Halide::Int(64), 0);
    int64_t stack_bytes_ = 0;
    bool in_kernel_ = false, in_task_ = false, task_used_ = false;
    std::vector<Binding> bindings_;
    std::vector<std::pair<std::string, Halide::Expr>> hoisted_;
    std::vector<std::string> moved_;
};

}  // namespace tconv
