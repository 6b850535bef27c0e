// softmax(f) = e^(sum(f) - largest) / total of these. What is read of a pixel is read before any of it is written: the numerators are
// kept in a row of their own.
#include "generators/algorithms/softmax.h"

#include <functional>

#include "generators/algorithms/activation.h"
#include "generators/algorithms/rows.h"

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
void channels_last(const Problem &problem, Func output, const Func &sums, const std::vector<Expr> &extents,
                   int vector) {
    const int filters = static_cast<int>(problem.filters);
    int width = vector;
    while (width > filters)
        width /= 2;
    const Rows rows(extents[1], extents[2], extents[3]);
    Var column("column"), c("c"), x("x"), y("y"), z("z"), n("n"), row("row");
    const Value sum = [&](const Expr &f) { return sums(x * filters + f, rows.y(row), rows.z(row), rows.n(row)); };
    Total largest = over_neighbours("largest", {x, row}, filters, width, sum,
                                    [](const Expr &a, const Expr &b) { return max(a, b); });
    Func top("numerator");
    top(c, x, row) = numerator(sum(c), largest.total(x, row));
    Total total = over_neighbours(
        "total", {x, row}, filters, width, [&](const Expr &f) { return top(f, x, row); },
        [](const Expr &a, const Expr &b) { return a + b; });
    const RDom r({{0, filters}, {0, extents[0] / filters}, {0, rows.count}}, "softmax");
    output(column, y, z, n) = undef<float>();
    output(r[1] * filters + r[0], rows.y(r[2]), rows.z(r[2]), rows.n(r[2])) =
        top(r[0], r[1], r[2]) / total.total(r[1], r[2]);

    output.update()
        .allow_race_conditions()  // every cell is stored once
        .vectorize(RVar(r[0]), width, TailStrategy::GuardWithIf)
        .parallel(RVar(r[2]));
    top.bound(c, 0, filters).vectorize(c, width, TailStrategy::ShiftInwards);
    for (Func f : {largest.lanes, largest.total, top, total.lanes, total.total})
        f.compute_at(output, RVar(r[1]));
}

/// Filters are planes: a vector of pixels at a time.
void channels_first(const Problem &problem, Func output, const Func &sums, const std::vector<Expr> &extents,
                    int vector) {
    const int filters = static_cast<int>(problem.filters);
    const Rows rows(extents[1], extents[2], extents[4]);
    Var x("x"), y("y"), z("z"), c("c"), n("n"), row("row");
    RVar x_outer("x_outer"), x_inner("x_inner");
    const Value sum = [&](const Expr &f) { return sums(x, rows.y(row), rows.z(row), f, rows.n(row)); };
    const RDom filter(1, filters - 1);
    const bool several = filters > 1;
    Func largest("largest"), top("numerator"), total("total");
    largest(x, row) = sum(0);
    if (several)
        largest(x, row) = max(largest(x, row), sum(filter));
    top(x, c, row) = numerator(sum(c), largest(x, row));
    total(x, row) = top(x, 0, row);
    if (several)
        total(x, row) += top(x, filter, row);
    const RDom r({{0, extents[0]}, {0, filters}, {0, rows.count}}, "softmax");
    output(x, y, z, c, n) = undef<float>();
    output(r[0], rows.y(r[2]), rows.z(r[2]), r[1], rows.n(r[2])) = top(r[0], r[1], r[2]) / total(r[0], r[2]);

    output.update()
        .allow_race_conditions()  // every cell is stored once
        .split(RVar(r[0]), x_outer, x_inner, vector, TailStrategy::GuardWithIf)
        .reorder(x_inner, RVar(r[1]), x_outer)
        .vectorize(x_inner)
        .parallel(RVar(r[2]));
    for (Func f : {largest, top, total}) {
        f.compute_at(output, x_outer).vectorize(x, vector, TailStrategy::GuardWithIf);
        if (f.has_update_definition())
            f.update().vectorize(x, vector, TailStrategy::GuardWithIf);
    }
}

}  // namespace

void define_softmax(const Problem &problem, Func output, Func sums, const std::vector<Expr> &extents, int vector) {
    keep_whole(sums, extents);
    (problem.layout == Layout::channels_last ? channels_last : channels_first)(problem, output, sums, extents, vector);
}

}  // namespace tconv
