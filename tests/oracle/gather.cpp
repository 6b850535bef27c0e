// The other way round: for each output cell, the taps t for which o + crop_begin - t*d is a multiple of s that is an input.
#include <algorithm>
#include <cmath>
#include <thread>

#include "tests/oracle/gather_sums.h"

namespace tconv::oracle {
namespace {

struct Source {
    int64_t tap, input;
};

/// For each output of an axis the taps that reach it, and from where.
std::vector<std::vector<Source>> sources_of(const Axis &axis) {
    std::vector<std::vector<Source>> sources(static_cast<size_t>(axis.output));
    for (int64_t o = 0; o < axis.output; ++o) {
        for (int64_t tap = 0; tap < axis.kernel; ++tap) {
            const int64_t from = o + axis.crop_begin - tap * axis.dilation;
            if (from >= 0 && from % axis.stride == 0 && from / axis.stride < axis.input) {
                sources[static_cast<size_t>(o)].push_back({tap, from / axis.stride});
            }
        }
    }
    return sources;
}

/// Eight sums at once, which a compiler turns into vectors without being allowed to reorder anything.
double dot(const double *a, const double *b, int64_t count) {
    constexpr int64_t kLanes = 8;
    double lanes[kLanes] = {};
    int64_t i = 0;
    for (; i + kLanes <= count; i += kLanes) {
        for (int64_t lane = 0; lane < kLanes; ++lane) {
            lanes[lane] += a[i + lane] * b[i + lane];
        }
    }
    double sum = 0;
    for (; i < count; ++i) {
        sum += a[i] * b[i];
    }
    for (const double lane : lanes) {
        sum += lane;
    }
    return sum;
}

class Gather {
public:
    Gather(const Call &call, bool magnitudes)
        : call_(call), p_(call.problem), magnitudes_(magnitudes), axes_(three_axes(p_)), in_(input_index(p_)),
          out_(output_index(p_)), channels_(p_.channels_per_group()), filters_(p_.filters_per_group()) {
        for (size_t i = 0; i < 3; ++i) {
            sources_[i] = sources_of(axes_[i]);
        }
        arrange();
    }

    Sums run() {
        const int64_t cells = p_.batch * out_.cells();
        sums_.values.resize(static_cast<size_t>(cells * p_.filters));
        sums_.terms.resize(static_cast<size_t>(cells));
        const int64_t workers =
            std::clamp<int64_t>(std::thread::hardware_concurrency(), 1, std::max<int64_t>(cells / 256, 1));
        std::vector<std::thread> threads;
        for (int64_t i = 1; i < workers; ++i) {
            threads.emplace_back(&Gather::range, this, cells * i / workers, cells * (i + 1) / workers);
        }
        range(0, cells / workers);
        for (std::thread &thread : threads) {
            thread.join();
        }
        return std::move(sums_);
    }

private:
    double given(float value) const {
        const auto wide = static_cast<double>(value);
        return magnitudes_ ? std::abs(wide) : wide;
    }

    /// Copies in double with the channels of a group as neighbours: inputs (n, cell, channel), weights (filter, tap, channel).
    void arrange() {
        input_.resize(call_.input.data.size());
        for (int64_t n = 0; n < p_.batch; ++n) {
            for (int64_t cell = 0; cell < in_.cells(); ++cell) {
                for (int64_t c = 0; c < p_.channels; ++c) {
                    input_[static_cast<size_t>((n * in_.cells() + cell) * p_.channels + c)] =
                        given(call_.input.data[in_.at(n, cell, c)]);
                }
            }
        }
        taps_ = axes_[0].kernel * axes_[1].kernel * axes_[2].kernel;
        weights_.resize(call_.weights.data.size());
        for (int64_t f = 0; f < p_.filters; ++f) {
            for (int64_t t = 0; t < taps_; ++t) {
                for (int64_t c = 0; c < channels_; ++c) {
                    const int64_t channel = f / filters_ * channels_ + c;
                    weights_[static_cast<size_t>((f * taps_ + t) * channels_ + c)] =
                        given(call_.weights.data[static_cast<size_t>((channel * filters_ + f % filters_) * taps_ + t)]);
                }
            }
        }
    }

    /// The output cells [first, last), counted through the batch.
    void range(int64_t first, int64_t last) {
        std::vector<double> sums(static_cast<size_t>(p_.filters));
        for (int64_t index = first; index < last; ++index) {
            const int64_t n = index / out_.cells(), cell = index % out_.cells();
            for (int64_t f = 0; f < p_.filters; ++f) {
                sums[static_cast<size_t>(f)] = magnitudes_ ? std::abs(bias_at(call_.bias, f)) : bias_at(call_.bias, f);
            }
            sums_.terms[static_cast<size_t>(index)] = add_cell(n, cell, sums.data()) * channels_;
            for (int64_t f = 0; f < p_.filters; ++f) {
                sums_.values[out_.at(n, cell, f)] = sums[static_cast<size_t>(f)];
            }
        }
    }

    /// Adds what reaches one output cell, for every filter; the number of taps that do.
    int64_t add_cell(int64_t n, int64_t cell, double *sums) const {
        const int64_t z = cell / (axes_[1].output * axes_[2].output);
        const int64_t y = cell / axes_[2].output % axes_[1].output;
        const int64_t x = cell % axes_[2].output;
        int64_t reached = 0;
        for (const Source &sz : sources_[0][static_cast<size_t>(z)]) {
            for (const Source &sy : sources_[1][static_cast<size_t>(y)]) {
                for (const Source &sx : sources_[2][static_cast<size_t>(x)]) {
                    const int64_t tap = (sz.tap * axes_[1].kernel + sy.tap) * axes_[2].kernel + sx.tap;
                    const int64_t from = n * in_.cells() + in_.cell(sz.input, sy.input, sx.input);
                    for (int64_t f = 0; f < p_.filters; ++f) {
                        const int64_t channel = f / filters_ * channels_;
                        sums[f] += dot(&input_[static_cast<size_t>(from * p_.channels + channel)],
                                       &weights_[static_cast<size_t>((f * taps_ + tap) * channels_)], channels_);
                    }
                    ++reached;
                }
            }
        }
        return reached;
    }

    const Call &call_;
    const Problem &p_;
    const bool magnitudes_;
    const std::array<Axis, 3> axes_;
    const ArrayIndex in_, out_;
    const int64_t channels_, filters_;  ///< of one group
    int64_t taps_ = 1;
    std::vector<std::vector<Source>> sources_[3];
    std::vector<double> input_, weights_;
    Sums sums_;
};

}  // namespace

Sums gather_sums(const Call &call, bool magnitudes) {
    check_call(call);
    return Gather(call, magnitudes).run();
}

std::vector<double> gather(const Call &call) {
    std::vector<double> result = gather_sums(call, false).values;
    activate_all(call.problem, result);
    return result;
}

}  // namespace tconv::oracle
