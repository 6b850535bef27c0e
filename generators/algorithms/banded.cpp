// The two copies around a band's kernel, and the loop over bands.
#include "generators/algorithms/banded.h"

#include "generators/algorithms/inline_kernel.h"
#include "generators/algorithms/kernel_generator.h"
#include "generators/algorithms/run_generator.h"
#include "generators/algorithms/tasks.h"

namespace tconv {

using namespace Halide;
using constants::i32;
using constants::within;

namespace {

constexpr const char *kBandInput = "band_input", *kBandOutput = "band_output";

/// Where bands stand along one axis, or in the batch.
struct BandLoop {
    BandedAxis axis;
    int64_t inputs, outputs;  ///< of the whole layer
    OuterLoop loop;
};

/// The loops over bands: x, y, z, then images.
struct Bands {
    Problem band;
    BandLoop loops[4];
    Tasks tasks;

    Bands(const Problem &layer, const std::vector<int> &counts) {
        const BandedLayer banded = in_bands(layer, counts);
        band = banded.band;
        constexpr OuterLoop kLoops[4] = {OuterLoop::chunk, OuterLoop::row, OuterLoop::plane, OuterLoop::image};
        const BandedAxis one{1, 1, 0, Axis{1, 1, 1, 1, 0, 0, 1}, 1, 1};
        for (int a = 0; a < 3; a++) {
            const bool there = a < layer.rank();
            const Axis whole = loop_axis(layer, a);
            loops[a] = {there ? banded.axes[banded.axes.size() - 1 - static_cast<size_t>(a)] : one, whole.input,
                        whole.output, kLoops[a]};
        }
        loops[3] = {banded.axes.front(), layer.batch, layer.batch, kLoops[3]};
        for (const BandLoop &l : loops)
            tasks.add(l.loop, i32(l.axis.bands));
    }

    /// The position at which a task's band begins.
    Expr first(int a, const Expr &task) const {
        const BandedAxis &axis = loops[a].axis;
        return axis.bands == 1 ? Expr(0) : tasks.index(loops[a].loop, task) * i32(axis.positions);
    }
    /// What it would be counted in inputs: it may be before the layer's first one.
    Expr first_input(int a, const Expr &task) const { return first(a, task) - i32(loops[a].axis.halo); }
    Expr first_output(int a, const Expr &task) const { return first(a, task) * i32(loops[a].axis.axis.stride); }
};

TransposedArray array_of_band(const Problem &band, int64_t channels, int64_t Axis::*size,
                              const std::vector<int64_t> &shape) {
    const auto extent = [&](int a) { return loop_axis(band, a).*size; };
    std::vector<Expr> last;
    for (const int64_t e : buffer_extents(Layout::channels_last, shape))
        last.push_back(i32(e));
    return {channels, extent(0), Rows(i32(extent(1)), i32(extent(2)), i32(band.batch)), last};
}

class Banded : public KernelGenerator<Banded> {
public:
    void generate() {
        const Problem layer = problem();
        const Schedule any = schedule_from_json(schedule_json);
        const std::vector<int> counts = std::visit([](const auto &s) { return s.band; }, any);
        state_sizes(layer, tconv::packed_sizes(layer, packing_of(any)));
        const Bands bands(layer, counts);
        const TransposedArray in = array_of_band(bands.band, layer.channels, &Axis::input, bands.band.input_shape());
        const TransposedArray out = array_of_band(bands.band, layer.filters, &Axis::output, bands.band.output_shape());

        /* THE ALGORITHM, AND ITS SCHEDULE */
        const Var column("column"), y("y"), z("z"), n("n"), task("task");
        Func band_input(kBandInput), band_output(kBandOutput);
        copy_input(band_input, bands, in, {column, y, z, n, task});
        // A stand-in for the band's kernel: it says that this stage needs the other one.
        band_output(column, y, z, n, task) = band_input(0, 0, 0, 0, task);
        copy_output(band_output, bands, out);
        for (auto &[func, array] : {std::pair(band_input, in), std::pair(band_output, out)}) {
            Func stage = func;
            stage.compute_at(output, loop_over_tasks_);
            for (size_t d = 0; d < array.last.size(); d++)
                stage.bound(stage.args()[d], 0, array.last[d]);
        }
    }

private:
    /// Rows and columns outside of the layer's input are zeros.
    void copy_input(Func band_input, const Bands &bands, const TransposedArray &array, const std::vector<Var> &args) {
        const BandLoop &x = bands.loops[0];
        const bool zeros_in_rows = x.axis.least_inputs < array.x;
        band_input(args) = zeros_in_rows ? Expr(0.0f) : undef<float>();
        const auto first_inside = [&](const Expr &task) { return max(-bands.first_input(0, task), 0); };
        Matrices matrices{{array.channels, array.channels, {}}, {array.x, x.axis.least_inputs, {}}, array.rows.count};
        matrices.task = args.back();
        if (zeros_in_rows) {
            matrices.b.length = [&](const Expr &task) {
                return min(bands.first_input(0, task) + i32(array.x), i32(x.inputs)) -
                       max(bands.first_input(0, task), 0);
            };
        }
        matrices.from = [&](const Matrices::Cell &at) {
            const Expr local[3] = {array.rows.y(at.row), array.rows.z(at.row), array.rows.n(at.row)};
            Expr place[3], inside = Internal::const_true();
            for (int a = 1; a < 4; a++) {
                const BandLoop &loop = bands.loops[a];
                const Expr index = bands.first_input(a, at.task) + local[a - 1];
                if (loop.axis.bands > 1)
                    inside = inside && index >= 0 && index < i32(loop.inputs);
                place[a - 1] = clamp(index, 0, i32(loop.inputs - 1));
            }
            const Expr column = max(bands.first_input(0, at.task), 0) + at.b;
            const Expr value = input(within(column, i32(x.inputs)), place[0], place[1], at.a, place[2]);
            return Internal::is_const_one(Internal::simplify(inside)) ? value : select(inside, value, 0.0f);
        };
        matrices.to = [&](const Matrices::Cell &at) {
            return std::vector<Expr>{array.column(first_inside(at.task) + at.b, at.a), array.rows.y(at.row),
                                     array.rows.z(at.row), array.rows.n(at.row), at.task};
        };
        int lanes = vector_lanes();
        while (lanes > array.channels * array.x)
            lanes /= 2;  // a vector that is shifted inwards would begin before a row that is shorter
        if (zeros_in_rows)
            band_input.vectorize(args[0], lanes);
        transpose(band_input, matrices, vector_lanes(), "transposed_input");
    }

    /// What a band computes behind the layer's last output is left out: rows are repeated, columns are fewer.
    void copy_output(Func band_output, const Bands &bands, const TransposedArray &array) {
        const BandLoop &x = bands.loops[0];
        output(Var("x"), Var("y"), Var("z"), Var("c"), Var("n")) = undef<float>();
        Matrices matrices{{array.x, x.axis.least_outputs, {}},
                          {array.channels, array.channels, {}},
                          array.rows.count,
                          bands.tasks.count()};
        matrices.far = Matrices::Far::stored;
        matrices.parallel_tasks = true;
        if (x.axis.least_outputs < array.x) {
            matrices.a.length = [&](const Expr &task) {
                return min(i32(array.x), i32(x.outputs) - bands.first_output(0, task));
            };
        }
        const auto local_of = [&](const Matrices::Cell &at, int a) {
            const Expr local = a == 1 ? array.rows.y(at.row) : a == 2 ? array.rows.z(at.row) : array.rows.n(at.row);
            const Expr fewer = i32(bands.loops[a].outputs - 1) - bands.first_output(a, at.task);
            return bands.loops[a].axis.bands == 1 ? local : min(local, fewer);
        };
        matrices.from = [&](const Matrices::Cell &at) {
            const Problem &band = bands.band;
            const auto local = [&](int a, int64_t extent) { return within(local_of(at, a), i32(extent)); };
            return band_output(array.column(at.a, at.b), local(1, loop_axis(band, 1).output),
                               local(2, loop_axis(band, 2).output), local(3, band.batch), at.task);
        };
        matrices.to = [&](const Matrices::Cell &at) {
            const auto place = [&](int a, const Expr &local) {
                return within(bands.first_output(a, at.task) + local, i32(bands.loops[a].outputs));
            };
            return std::vector<Expr>{place(0, at.a), place(1, local_of(at, 1)), place(2, local_of(at, 2)), at.b,
                                     place(3, local_of(at, 3))};
        };
        loop_over_tasks_ = transpose(output, matrices, vector_lanes(), "transposed_output");
    }

    RVar loop_over_tasks_;
};

/// The name of the pipeline's stage that was to have this one: Halide adds a number to a name that is taken.
std::string stage_named(const Pipeline &pipeline, const std::string &wanted) {
    for (const auto &[name, function] : Internal::find_transitive_calls(pipeline.outputs().front().function())) {
        if (name == wanted || name.rfind(wanted + "$", 0) == 0)
            return name;
    }
    throw std::logic_error("no stage " + wanted);
}

}  // namespace

KernelPipeline make_banded_kernel(const Problem &problem, const Schedule &schedule, const KernelPipeline &inside,
                                  const Halide::Target &target) {
    KernelPipeline kernel = run_generator("tconv_banded", {{"problem", key(problem)}, {"schedule", to_json(schedule)}},
                                          {"input", "weights", "bias"}, target);
    const Problem band = in_bands(problem, std::visit([](const auto &s) { return s.band; }, schedule)).band;
    inline_kernel(
        kernel, inside, {stage_named(kernel.pipeline, kBandInput), buffer_extents(band.layout, band.input_shape())},
        {stage_named(kernel.pipeline, kBandOutput), buffer_extents(band.layout, band.output_shape())}, target);
    return kernel;
}

}  // namespace tconv

HALIDE_REGISTER_GENERATOR(tconv::Banded, tconv_banded)
