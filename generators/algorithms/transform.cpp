#include "generators/algorithms/transform.h"

namespace tconv {

using namespace Halide;

namespace {

/// Adds `factor * value`, without a product where the factor is one.
Expr added(const Expr &sum, double factor, const Expr &value) {
    const Expr term =
        factor == 1 || factor == -1 ? value : value * Internal::make_const(value.type(), std::abs(factor));
    if (!sum.defined())
        return factor < 0 ? -term : term;
    return factor < 0 ? sum - term : sum + term;
}

}  // namespace

Func transform(const Func &in, size_t position, const Matrix &matrix, const std::string &name) {
    if (is_identity(matrix))
        return in;
    Func out(name);
    const std::vector<Var> args = in.args();
    std::vector<Expr> rows;
    for (const std::vector<double> &row : matrix) {
        Expr sum;
        for (size_t j = 0; j < row.size(); j++) {
            if (row[j] == 0)
                continue;
            std::vector<Expr> index(args.begin(), args.end());
            index[position] = Internal::make_const(Int(32), static_cast<int>(j));
            sum = added(sum, row[j], in(index));
        }
        rows.push_back(sum);
    }
    out(args) = rows.size() == 1 ? rows.front() : mux(args[position], rows);
    return out;
}

}  // namespace tconv
