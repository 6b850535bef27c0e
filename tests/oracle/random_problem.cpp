// Random layers and data.
#include "tests/oracle/random_problem.h"

#include <algorithm>

namespace tconv::oracle {
namespace {

enum class CropKind { none, symmetric, sides, negative, mixed, all_after, all_before, same, fixed_output };

void draw_crop(Random &random, Axis &axis) {
    const int64_t ke = axis.effective_kernel(), full = axis.full(axis.input);
    switch (random.of({CropKind::none, CropKind::symmetric, CropKind::sides, CropKind::negative, CropKind::mixed,
                       CropKind::all_after, CropKind::all_before, CropKind::same, CropKind::fixed_output})) {
    case CropKind::none: break;
    case CropKind::symmetric: axis.crop_begin = axis.crop_end = random.in(0, (ke - 1) / 2); break;
    case CropKind::sides:
        axis.crop_begin = random.in(0, full - 1);
        axis.crop_end = random.in(0, full - 1 - axis.crop_begin);
        break;
    case CropKind::negative:
        axis.crop_begin = random.in(-5, 0);
        axis.crop_end = random.in(-5, 0);
        break;
    case CropKind::mixed:
        axis.crop_begin = random.in(-3, std::min<int64_t>(3, full - 1));
        axis.crop_end = random.in(-3, full - 1 - std::max<int64_t>(axis.crop_begin, 0));
        break;
    case CropKind::all_after:  // the outputs start behind the last full cell
        axis.crop_begin = full + random.in(0, 3);
        axis.crop_end = full - axis.crop_begin - random.in(1, 5);
        break;
    case CropKind::all_before:
        axis.crop_end = full + random.in(0, 3);
        axis.crop_begin = full - axis.crop_end - random.in(1, 5);
        break;
    case CropKind::same:
        axis.crop_begin = std::max<int64_t>(0, (ke - axis.stride) / 2);
        axis.crop_end = ke - axis.stride - axis.crop_begin;
        break;
    case CropKind::fixed_output:
        axis.crop_begin = random.in(0, ke - 1);
        axis.crop_end = full - axis.crop_begin - random.in(1, full + 4);
        break;
    }
    axis.set_output(axis.output_for(axis.input));
}

Axis draw_axis(Random &random, int rank) {
    Axis axis;
    const int64_t most = rank == 1 ? 40 : rank == 2 ? 14 : 6;
    axis.input = random.one_in(5) ? 1 : random.in(1, most);
    axis.stride = random.one_in(3) ? 1 : random.of<int64_t>({2, 2, 2, 3, 4, 5, 6, 8});
    axis.dilation = random.one_in(3) ? random.of<int64_t>({2, 3, 4, 6}) : 1;
    switch (random.in(0, 5)) {
    case 0: axis.kernel = 1; break;
    case 1: axis.kernel = axis.stride; break;
    case 2: axis.kernel = axis.stride * 2; break;
    case 3: axis.kernel = random.in(1, axis.stride); break;
    default: axis.kernel = random.in(1, rank == 1 ? 17 : rank == 2 ? 7 : 5); break;
    }
    draw_crop(random, axis);
    return axis;
}

void draw_channels(Random &random, Problem &p) {
    const auto size = [&] { return random.of<int64_t>({1, 2, 3, 4, 5, 7, 8, 11, 13, 16, 17, 19, 24, 31, 32, 33}); };
    p.channels = size();
    p.filters = size();
    switch (random.in(0, 5)) {
    case 0:  // depthwise
        p.filters = p.groups = p.channels;
        break;
    case 1:  // depthwise, several filters each
        p.groups = p.channels;
        p.filters = p.channels * random.in(2, 4);
        break;
    case 2:
        p.groups = random.in(2, 4);
        p.channels = p.groups * random.in(1, 9);
        p.filters = p.groups * random.in(1, 17);
        break;
    default: break;
    }
}

Problem draw(Random &random) {
    Problem p;
    draw_channels(random, p);
    p.batch = random.of<int64_t>({1, 1, 1, 1, 1, 2, 3, 5, 5, 0});
    p.layout = random.of({Layout::channels_last, Layout::channels_first});
    p.activation = random.one_in(2)
                       ? Activation::linear
                       : random.of({Activation::relu, Activation::relu6, Activation::leaky_relu, Activation::sigmoid,
                                    Activation::tanh, Activation::elu, Activation::selu, Activation::softplus,
                                    Activation::softsign, Activation::hard_sigmoid, Activation::exponential,
                                    Activation::silu, Activation::gelu, Activation::mish, Activation::softmax});
    p.accuracy = random.one_in(4) ? Accuracy::exact_order : Accuracy::fast;
    p.bias = !random.one_in(4);
    const int rank = static_cast<int>(random.of<int64_t>({1, 2, 2, 3}));
    for (int i = 0; i < rank; ++i) {
        p.axes.push_back(draw_axis(random, rank));
    }
    return p;
}

bool within(const Problem &p, const Limits &limits) {
    int64_t macs = p.batch * p.channels * p.filters_per_group(), input = p.batch * p.channels,
            output = p.batch * p.filters;
    for (const Axis &axis : p.axes) {
        macs *= axis.input * axis.kernel;
        input *= axis.input;
        output *= axis.output;
    }
    return macs <= limits.macs && input <= limits.elements && output <= limits.elements;
}

template <typename Draw>
Array filled(const std::vector<int64_t> &shape, Draw draw_value) {
    Array array{shape, {}};
    array.data.resize(static_cast<size_t>(array.size()));
    std::generate(array.data.begin(), array.data.end(), draw_value);
    return array;
}

template <typename Draw>
Call filled_call(const Problem &p, Draw draw_value) {
    Call call{p, filled(p.input_shape(), draw_value), filled(p.weight_shape(), draw_value), {}};
    if (p.bias) {
        call.bias = filled(p.bias_shape(), draw_value);
    }
    return call;
}

}  // namespace

Problem random_problem(uint64_t seed, const Limits &limits) {
    Random random(seed);
    for (;;) {
        const Problem p = draw(random);
        if (within(p, limits)) {
            validate(p);
            return p;
        }
    }
}

OpenProblem random_open(const Problem &problem, uint64_t seed) {
    Random random(seed);
    OpenProblem result{problem, problem.input_shape()};
    if (random.one_in(2)) {
        result.open.batch = kOpen;
    }
    for (Axis &axis : result.open.axes) {
        if (random.one_in(2)) {
            axis.input = kOpen;
            if (random.one_in(4)) {
                axis.set_output(axis.output);  // an output that stays as it is for any input
            } else {
                axis.output = kOpen;
            }
        }
    }
    return result;
}

Call integer_call(const Problem &problem, uint64_t seed) {
    Random random(seed);
    return filled_call(problem, [&] { return static_cast<float>(random.in(-4, 4)); });
}

Call real_call(const Problem &problem, uint64_t seed) {
    Random random(seed);
    return filled_call(problem, [&] { return random.real(); });
}

}  // namespace tconv::oracle
