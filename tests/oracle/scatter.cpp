// The definition: full[i*s + t*d] += x[i] * w[t] over every input cell i and tap t; cropped, biased, activated.
#include "tests/oracle/space.h"

namespace tconv::oracle {
namespace {

/// Weights as (tap, channel, filter of the group), so that the innermost loop runs over neighbours.
std::vector<double> filters_innermost(const Call &call) {
    const Problem &p = call.problem;
    const int64_t filters = p.filters_per_group();
    const int64_t taps = call.weights.size() / (p.channels * filters);
    std::vector<double> weights(call.weights.data.size());
    for (int64_t c = 0; c < p.channels; ++c) {
        for (int64_t m = 0; m < filters; ++m) {
            for (int64_t t = 0; t < taps; ++t) {
                weights[static_cast<size_t>((t * p.channels + c) * filters + m)] =
                    static_cast<double>(call.weights.data[static_cast<size_t>((c * filters + m) * taps + t)]);
            }
        }
    }
    return weights;
}

/// Outputs o = i*s + t*d - crop_begin of one axis for each tap, or -1 where the crop takes the cell.
std::vector<int64_t> reached(const Axis &axis, int64_t i) {
    std::vector<int64_t> outputs;
    for (int64_t t = 0; t < axis.kernel; ++t) {
        const int64_t o = i * axis.stride + t * axis.dilation - axis.crop_begin;
        outputs.push_back(o >= 0 && o < axis.output ? o : -1);
    }
    return outputs;
}

}  // namespace

std::vector<double> scatter(const Call &call) {
    check_call(call);
    const Problem &p = call.problem;
    const auto [az, ay, ax] = three_axes(p);
    const ArrayIndex in = input_index(p), out = output_index(p);
    const int64_t group_channels = p.channels_per_group(), group_filters = p.filters_per_group();
    const std::vector<double> weights = filters_innermost(call);

    std::vector<double> sums(static_cast<size_t>(p.batch * out.cells() * p.filters));  // (n, cell, filter)
    // One input cell to one output cell, through one tap.
    const auto add = [&](int64_t n, int64_t from, int64_t to, int64_t tap) {
        for (int64_t c = 0; c < p.channels; ++c) {
            const double x = static_cast<double>(call.input.data[in.at(n, from, c)]);
            const double *w = &weights[static_cast<size_t>((tap * p.channels + c) * group_filters)];
            double *y =
                &sums[static_cast<size_t>((n * out.cells() + to) * p.filters + c / group_channels * group_filters)];
            for (int64_t m = 0; m < group_filters; ++m) {
                y[m] += x * w[m];
            }
        }
    };
    for (int64_t n = 0; n < p.batch; ++n) {
        for (int64_t iz = 0; iz < az.input; ++iz) {
            const auto oz = reached(az, iz);
            for (int64_t iy = 0; iy < ay.input; ++iy) {
                const auto oy = reached(ay, iy);
                for (int64_t ix = 0; ix < ax.input; ++ix) {
                    const auto ox = reached(ax, ix);
                    int64_t tap = 0;
                    for (const int64_t z : oz) {
                        for (const int64_t y : oy) {
                            for (const int64_t x : ox) {
                                if (z >= 0 && y >= 0 && x >= 0) {
                                    add(n, in.cell(iz, iy, ix), out.cell(z, y, x), tap);
                                }
                                ++tap;
                            }
                        }
                    }
                }
            }
        }
    }

    std::vector<double> result(sums.size());
    for (int64_t n = 0; n < p.batch; ++n) {
        for (int64_t cell = 0; cell < out.cells(); ++cell) {
            for (int64_t f = 0; f < p.filters; ++f) {
                const double sum = sums[static_cast<size_t>((n * out.cells() + cell) * p.filters + f)];
                result[out.at(n, cell, f)] = bias_at(call.bias, f) + sum;
            }
        }
    }
    activate_all(p, result);
    return result;
}

}  // namespace tconv::oracle
