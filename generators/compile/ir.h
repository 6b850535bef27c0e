// The body of a generated C function, written down in the order in which it runs, as Halide statements.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "Halide.h"

namespace tconv {

inline Halide::Expr int64_of(int64_t value) { return Halide::Internal::make_const(Halide::Int(64), value); }
inline Halide::Expr pointer(const std::string &name) {
    return Halide::Internal::Variable::make(Halide::Handle(), name);
}
inline Halide::Expr is_null(const std::string &name) {
    return Halide::reinterpret<uint64_t>(pointer(name)) == Halide::cast<uint64_t>(0);
}
inline Halide::Expr is_aligned(const std::string &name, int alignment) {
    return (Halide::reinterpret<uint64_t>(pointer(name)) & Halide::cast<uint64_t>(alignment - 1)) ==
           Halide::cast<uint64_t>(0);
}
/// Element `index` of the array that argument `name` points to.
Halide::Expr load(const std::string &name, Halide::Type type, int index);
Halide::Internal::Stmt store(const std::string &name, const Halide::Expr &value, const Halide::Expr &index);
/// A call of a C function that returns int.
Halide::Expr call_c(const std::string &function, const std::vector<Halide::Expr> &arguments);
/// Returns `status` from the function unless `condition` holds.
Halide::Internal::Stmt require(const Halide::Expr &condition, const Halide::Expr &status);
Halide::Internal::Stmt require(const Halide::Expr &condition, int status);

/// Statements in order. What follows a `let`, a `check` or `only_if` is nested inside it when the body is built.
class Steps {
public:
    /// The value under a name; returns the variable.
    Halide::Expr let(const std::string &name, const Halide::Expr &value);
    void check(const Halide::Expr &condition, int status) { add(require(condition, status)); }
    /// Calls a function and returns its result unless that is 0.
    void call(const std::string &result, const Halide::Expr &call);
    void add(const Halide::Internal::Stmt &statement);
    /// The rest of the function runs only where `condition` holds; otherwise it returns 0.
    void only_if(const Halide::Expr &condition);
    Halide::Internal::Stmt body() const;

private:
    using Wrap = std::function<Halide::Internal::Stmt(const Halide::Internal::Stmt &rest)>;
    std::vector<Wrap> steps_;
};

/// A C function of the library: arguments are pointers, or int where the name is "threads".
Halide::Internal::LoweredFunc c_function(const std::string &name, const std::vector<std::string> &arguments,
                                         const Steps &);

}  // namespace tconv
