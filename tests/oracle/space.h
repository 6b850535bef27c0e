// What both oracles need and neither decides: three axes for every rank, and where an element stands in an array.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "tests/oracle/oracle.h"

namespace tconv::oracle {

/// The axes z, y, x; those that a lower rank lacks have size 1 and do nothing.
inline std::array<Axis, 3> three_axes(const Problem &p) {
    Axis unit;
    unit.output = 1;
    std::array<Axis, 3> axes{unit, unit, unit};
    for (size_t i = 0; i < p.axes.size(); ++i) {
        axes[3 - p.axes.size() + i] = p.axes[i];
    }
    return axes;
}

/// Positions in an input or output array, as the layout says.
class ArrayIndex {
public:
    ArrayIndex(const Problem &p, int64_t channels, int64_t Axis::*size) : first_(p.layout == Layout::channels_first) {
        const auto axes = three_axes(p);
        for (size_t i = 0; i < 3; ++i) {
            sizes_[i] = axes[i].*size;
        }
        channels_ = channels;
        cells_ = sizes_[0] * sizes_[1] * sizes_[2];
    }

    int64_t cells() const { return cells_; }  ///< of one item of the batch
    int64_t cell(int64_t z, int64_t y, int64_t x) const { return (z * sizes_[1] + y) * sizes_[2] + x; }
    size_t at(int64_t n, int64_t cell, int64_t channel) const {
        return static_cast<size_t>(first_ ? (n * channels_ + channel) * cells_ + cell
                                          : (n * cells_ + cell) * channels_ + channel);
    }

private:
    bool first_;
    int64_t sizes_[3] = {};
    int64_t channels_ = 1, cells_ = 1;
};

inline ArrayIndex input_index(const Problem &p) { return {p, p.channels, &Axis::input}; }
inline ArrayIndex output_index(const Problem &p) { return {p, p.filters, &Axis::output}; }

inline double bias_at(const Array &bias, int64_t filter) {
    return bias.data.empty() ? 0.0 : static_cast<double>(bias.data[static_cast<size_t>(filter)]);
}

}  // namespace tconv::oracle
