// Layers that compute the same numbers as another one: an algorithm works on whichever suits it.
#pragma once

#include <vector>

#include "tconv/problem.h"

namespace tconv {

/* Phases of x as lanes: where all of them read the same inputs, as many taps each, the layer is another one with a stride of 1, whose
 * filters are the phases' filters side by side: in channels last, in the very order of the memory. */

/// One group, no dilation, and kernel, crop and output along x are multiples of the stride (for open sizes: any output).
bool x_phases_alike(const Problem &);
/// The same, in channels last.
bool can_merge_x(const Problem &);
/// That other layer, whose x phases are alike. Its filter i is filter i % filters at residue i / filters of x.
Problem with_x_merged(const Problem &);

/* Channels first by way of channels last: the arrays are transposed before and after. */

/// Channels first, the size of x given (what is transposed at a time must fit into a row), and no softmax (it is a pass of its own).
bool can_transpose(const Problem &);

/* A band of a layer at a time: so many outputs of each axis are a layer of their own, with fewer rows, images or columns. */

/// An axis, or the batch, in bands. Bands are counted in positions, which are blocks of `stride` outputs; all are alike, and the last one
/// may reach beyond the last output. It is not shifted inwards: what two bands compute of one output need not have the same bits.
struct BandedAxis {
    int64_t positions;      ///< of a band: band b begins at position b * positions
    int64_t bands;          ///< so many
    int64_t halo;           ///< a band's first input is so many before its first position
    Axis axis;              ///< as the layer of a band has it: inputs outside of the whole layer's are zeros
    int64_t least_inputs;   ///< that a band has inside the whole layer's; 0 or less where one has none
    int64_t least_outputs;  ///< the same of its outputs
};
/// Of a band along x, inputs and outputs that each array has at least: what is loaded and stored at a time.
constexpr int64_t kLeastInputs = 4, kLeastOutputs = 16;
/// Whether all bands along x have enough to be transposed.
inline bool is_wide_enough(const BandedAxis &x) {
    return x.bands == 1 || (x.least_inputs >= kLeastInputs && x.least_outputs >= kLeastOutputs);
}
struct BandedLayer {
    Problem band;                  ///< in channels last
    std::vector<BandedAxis> axes;  ///< the batch (an axis of stride 1 and kernel 1), then the layer's own
};
/// `band`: images, then positions of each axis, slowest first; 0: all of it. Every size is given.
BandedLayer in_bands(const Problem &, const std::vector<int> &band);

/// What an algorithm works on: the layer; or (`transpose`) the same in channels last, all of it or a band of it.
Problem worked_on(const Problem &, bool transpose, const std::vector<int> &band);
/// The same for a schedule.
template <typename S>
Problem worked_on(const Problem &layer, const S &schedule) {
    return worked_on(layer, schedule.transpose, schedule.band);
}

}  // namespace tconv
