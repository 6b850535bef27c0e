// softmax(f) = e^(sum(f) - largest) / total of these. What is read of a pixel is read before any of it is written: the numerators are
// kept in a row of their own.
#include "generators/algorithms/softmax.h"

#include <functional>

#include "generators/algorithms/activation.h"

namespace tconv {

using namespace Halide;

namespace {

using Value = std::function<Expr(const Expr &filter)>;
using Combine = std::function<Expr(const Expr &, const Expr &)>;

/// `combine` over a pixel's filters, where these are neighbours: `width` at a time, then those lanes and the filters that are left over.
struct Total {
    Func lanes, total;
};
Total over_neighbours(const std::string &name, const std::vector<Var> &pixel, int filters, int width,
                      const Value &value, const Combine &combine) {
    Var lane("lane");
    std::vector<Var> lane_of_pixel{lane};
    lane_of_pixel.insert(lane_of_pixel.end(), pixel.begin(), pixel.end());
    const auto at = [&](const Expr &l) {
        std::vector<Expr> index(lane_of_pixel.begin(), lane_of_pixel.end());
        index[0] = l;
        return index;
    };
    Total out{Func(name + "_lanes"), Func(name)};
    const int vectors = filters / width;
    out.lanes(lane_of_pixel) = value(lane);
    if (vectors > 1) {
        const RDom r(1, vectors - 1);
        out.lanes(lane_of_pixel) = combine(out.lanes(lane_of_pixel), value(r * width + lane));
    }
    out.total(pixel) = out.lanes(at(0));
    if (width > 1) {
        const RDom r(1, width - 1);
        out.total(pixel) = combine(out.total(pixel), out.lanes(at(r)));
    }
    if (filters % width > 0) {
        const RDom r(vectors * width, filters % width);
        out.total(pixel) = combine(out.total(pixel), value(r));
    }
    out.lanes.bound(lane, 0, width).vectorize(lane);
    if (vectors > 1)
        out.lanes.update().vectorize(lane);
    return out;
}

Expr numerator(const Expr &sum, const Expr &largest) { return exp_of_difference(sum, largest); }

/// Pixels are rows of `filters` floats.
void channels_last(const Problem &problem, Func output, const Func &sums, int vector) {
    const int filters = static_cast<int>(problem.filters);
    int width = vector;
    while (width > filters)
        width /= 2;
    Var column("column"), c("c"), x("x"), y("y"), z("z"), n("n"), rows("rows");
    const std::vector<Var> pixel{x, y, z, n};
    const Value sum = [&](const Expr &f) { return sums(x * filters + f, y, z, n); };
    Total largest =
        over_neighbours("largest", pixel, filters, width, sum, [](const Expr &a, const Expr &b) { return max(a, b); });
    Func top("numerator");
    top(c, x, y, z, n) = numerator(sum(c), largest.total(x, y, z, n));
    Total total = over_neighbours(
        "total", pixel, filters, width, [&](const Expr &f) { return top(f, x, y, z, n); },
        [](const Expr &a, const Expr &b) { return a + b; });
    output(column, y, z, n) = top(column % filters, column / filters, y, z, n) / total.total(column / filters, y, z, n);

    output.split(column, x, c, filters, TailStrategy::RoundUp).vectorize(c, width, TailStrategy::GuardWithIf);
    output.fuse(y, z, rows).fuse(rows, n, rows).parallel(rows);
    top.bound(c, 0, filters).vectorize(c, width, TailStrategy::ShiftInwards);
    for (Func f : {largest.lanes, largest.total, top, total.lanes, total.total})
        f.compute_at(output, x);
}

/// Filters are planes: a vector of pixels at a time.
void channels_first(const Problem &problem, Func output, const Func &sums, int vector) {
    Var x("x"), y("y"), z("z"), c("c"), n("n"), x_outer("x_outer"), x_inner("x_inner"), rows("rows");
    const RDom filter(1, static_cast<int>(problem.filters) - 1);
    const bool several = problem.filters > 1;
    Func largest("largest"), top("numerator"), total("total");
    largest(x, y, z, n) = sums(x, y, z, 0, n);
    if (several)
        largest(x, y, z, n) = max(largest(x, y, z, n), sums(x, y, z, filter, n));
    top(x, c, y, z, n) = numerator(sums(x, y, z, c, n), largest(x, y, z, n));
    total(x, y, z, n) = top(x, 0, y, z, n);
    if (several)
        total(x, y, z, n) += top(x, filter, y, z, n);
    output(x, y, z, c, n) = top(x, c, y, z, n) / total(x, y, z, n);

    output.split(x, x_outer, x_inner, vector, TailStrategy::GuardWithIf)
        .reorder(x_inner, c, x_outer, y, z, n)
        .vectorize(x_inner);
    output.fuse(y, z, rows).fuse(rows, n, rows).parallel(rows);
    for (Func f : {largest, top, total}) {
        f.compute_at(output, x_outer).vectorize(x, vector, TailStrategy::GuardWithIf);
        if (several && f.has_update_definition())
            f.update().vectorize(x, vector, TailStrategy::GuardWithIf);
    }
}

}  // namespace

void define_softmax(const Problem &problem, Func output, Func sums, const std::vector<Expr> &extents, int vector) {
    sums.compute_root();
    const std::vector<Var> args = sums.args();
    for (size_t d = 0; d < args.size(); d++)
        sums.bound(args[d], 0, extents[d]);
    (problem.layout == Layout::channels_last ? channels_last : channels_first)(problem, output, sums, vector);
}

}  // namespace tconv
