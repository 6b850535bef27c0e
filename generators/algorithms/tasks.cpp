// Digits of a task index.
#include "generators/algorithms/tasks.h"

namespace tconv {

using Halide::Expr;
using Halide::Internal::is_const_one;
using Halide::Internal::simplify;

void Tasks::add(OuterLoop loop, const Expr &extent) {
    const Expr folded = simplify(extent);
    if (!is_const_one(folded))
        loops_.emplace_back(loop, folded);
}

Expr Tasks::count() const {
    Expr count = 1;
    for (const auto &[loop, extent] : loops_)
        count = count * extent;
    return simplify(count);
}

Expr Tasks::index(OuterLoop wanted, const Expr &task) const {
    Expr rest = task;
    for (size_t i = 0; i < loops_.size(); i++) {
        const auto &[loop, extent] = loops_[i];
        // The promise says of open extents what is plain of constants.
        if (loop == wanted)
            return Halide::unsafe_promise_clamped(i + 1 < loops_.size() ? rest % extent : rest, 0, extent - 1);
        rest = rest / extent;
    }
    return 0;
}

void run_rows_in_parallel(Halide::Func func) {
    const std::vector<Halide::Var> args = func.args();
    const Halide::Var rows("rows");
    func.fuse(args[1], args[2], rows);
    for (size_t d = 3; d < args.size(); d++)
        func.fuse(rows, args[d], rows);
    func.parallel(rows);
}

}  // namespace tconv
