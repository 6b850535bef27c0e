// Generated C functions as Halide statements.
#include "generators/compile/ir.h"

namespace tconv {

using namespace Halide;
using namespace Halide::Internal;

Expr load(const std::string &name, Type type, int index) {
    return Load::make(type, name, make_const(Int(32), index), Buffer<>(), Parameter(), const_true(),
                      ModulusRemainder());
}

Stmt store(const std::string &name, const Expr &value, const Expr &index) {
    return Store::make(name, value, index, Parameter(), const_true(), ModulusRemainder());
}

Expr call_c(const std::string &function, const std::vector<Expr> &arguments) {
    return Call::make(Int(32), function, arguments, Call::Extern);
}

// Halide's assertion is a branch that returns the message, where that is a number.
Stmt require(const Expr &condition, const Expr &status) { return AssertStmt::make(condition, status); }
Stmt require(const Expr &condition, int status) { return require(condition, make_const(Int(32), status)); }

Expr Steps::let(const std::string &name, const Expr &value) {
    steps_.push_back([=](const Stmt &rest) { return LetStmt::make(name, value, rest); });
    return Variable::make(value.type(), name);
}

void Steps::call(const std::string &result, const Expr &call) {
    const Expr status = let(result, call);
    add(require(status == 0, status));
}

void Steps::add(const Stmt &statement) {
    steps_.push_back([=](const Stmt &rest) { return Block::make(statement, rest); });
}

void Steps::only_if(const Expr &condition) {
    steps_.push_back([=](const Stmt &rest) { return IfThenElse::make(condition, rest); });
}

Stmt Steps::body() const {
    Stmt body = Evaluate::make(0);
    for (size_t i = steps_.size(); i-- > 0;) {
        body = steps_[i](body);
    }
    return body;
}

LoweredFunc c_function(const std::string &name, const std::vector<std::string> &arguments, const Steps &steps) {
    std::vector<LoweredArgument> lowered;
    for (const std::string &argument : arguments) {
        const Type type = argument == "threads" ? Int(32) : Handle();
        lowered.emplace_back(argument, Argument::InputScalar, type, 0, ArgumentEstimates{});
    }
    return LoweredFunc(name, lowered, steps.body(), LinkageType::External);
}

}  // namespace tconv
