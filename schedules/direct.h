// The parameters of the direct algorithm: what a vector runs over, where the loops stand, the register tile, and where each weight
// stands in the packed parameters.
#pragma once

#include <vector>

#include "runtime/problem/sizes.h"
#include "schedules/border.h"
#include "schedules/fields.h"
#include "schedules/packed_sizes.h"
#include "schedules/restated.h"
#include "schedules/target.h"
#include "tconv/problem.h"

namespace tconv {

/// Lanes are what a packed row of weights runs over: the filters of a group, or (merge_x) the x phases times the filters where all
/// x phases share their taps. They are cut into blocks of equal size, the last one shifted inwards so that it is full too:
/// the lanes it shares with its neighbour are computed twice, to the same bits, and no lane is padding. The order is
/// [group][block][tap z][tap y][tap x][channel][lane], or [group][block][channel][taps][lane]; along an axis the taps of one phase are
/// neighbours. Behind the weights, at a multiple of 16 floats, stands the bias of each lane of each block.
struct DirectPacking {
    int64_t block = 16;           ///< lanes per block, at most the lanes of a group
    bool merge_x = false;         ///< lanes are x phases x filters, see can_merge_x
    bool channels_outer = false;  ///< [channel][taps][lane] in place of [taps][channel][lane]
    bool depthwise = false;  ///< lanes are the channels of a layer whose groups hold one channel and one filter each
    bool operator==(const DirectPacking &) const = default;

    template <typename Self, typename Visit>
    static void visit(Self &self, Visit &&visit) {
        visit("block", self.block, Limits{1, kMaxElements});
        visit("merge_x", self.merge_x);
        visit("channels_outer", self.channels_outer);
        visit("depthwise", self.depthwise);
    }
};

/// What a vector runs over.
enum class Lanes {
    filters,    ///< output channels of one group (or, packing.merge_x, x phases x filters); inputs are broadcast
    pixels,     ///< outputs of one x phase; weights are broadcast. For few filters, and channels-first arrays
    depthwise,  ///< channels, where each is a group of its own: element-wise, no reduction over channels
};
template <>
struct NamesOf<Lanes> {
    static constexpr NameTable<Lanes, 3> table{
        {{Lanes::filters, "filters"}, {Lanes::pixels, "pixels"}, {Lanes::depthwise, "depthwise"}}};
};

/// Where the loops over phases (of the axes that are not merged into lanes) stand.
enum class PhaseLoops {
    inside,   ///< unrolled inside a pixel tile: the input is read once for all phases
    outside,  ///< a pass for each phase: one phase's weights at a time stay in cache
    joint,  ///< as inside, and all phases are summed together: an input vector is loaded once for all. Lanes::pixels only
    rolled,  ///< a pass for each class of phases with equal tap counts, their phases a loop: small code for large strides
};
template <>
struct NamesOf<PhaseLoops> {
    static constexpr NameTable<PhaseLoops, 4> table{{{PhaseLoops::inside, "inside"},
                                                     {PhaseLoops::outside, "outside"},
                                                     {PhaseLoops::joint, "joint"},
                                                     {PhaseLoops::rolled, "rolled"}}};
};

/// Where the loop over blocks of filters stands.
enum class LoopOrder {
    filters_outer,  ///< for each block of filters all images: a block's weights are read once
    images_outer,   ///< for each image all blocks, each over all pixels: an image stays in cache
    pixels_outer,   ///< for each row all blocks: all weights stay in cache
};
template <>
struct NamesOf<LoopOrder> {
    static constexpr NameTable<LoopOrder, 3> table{{{LoopOrder::filters_outer, "filters_outer"},
                                                    {LoopOrder::images_outer, "images_outer"},
                                                    {LoopOrder::pixels_outer, "pixels_outer"}}};
};

struct DirectSchedule {
    Lanes lanes = Lanes::filters;
    PhaseLoops phases = PhaseLoops::inside;
    Border border = Border::whole;
    LoopOrder order = LoopOrder::filters_outer;
    int vector = 16;          ///< lanes of a vector: a power of two, at most the machine's
    int vectors = 2;          ///< register tile: vectors side by side
    int broadcasts = 8;       ///< register tile: what each vector meets: pixels along x (Lanes::pixels: filters)
    int unroll_channels = 1;  ///< of the reduction loop
    /// Channels of a pixel that are loaded as one vector, a lane of which then meets each row of weights: for machines whose multiply-add
    /// takes one lane of a vector. 0: each channel is a load and a broadcast.
    int staged_channels = 0;
    int row_chunk = 0;        ///< x tiles per task of the parallel loop; 0: a whole row
    int rows = 1;             ///< rows (of one phase of y) per task; with Border::rows, they share one copy
    /// Taps that read left or right of a row are left out, as those above and below it are, where a tile is a whole row: see rows_have.
    bool trim_x = false;
    /// While a task sums, it asks for the rows that the next one will copy: Border::rows, joint phases, channels last.
    bool prefetch = false;
    bool transpose = false;  ///< channels first: copied into channels last, worked on there, and back (restated.h)
    /// Transposed arrays: a task is a band, of so many images and positions of each axis (0: all), by itself. Empty: whole arrays.
    std::vector<int> band{};
    DirectPacking packing;

    bool operator==(const DirectSchedule &) const = default;

    template <typename Self, typename Visit>
    static void visit(Self &self, Visit &&visit) {
        visit("lanes", self.lanes);
        visit("phases", self.phases);
        visit("border", self.border);
        visit("order", self.order);
        visit("vector", self.vector, Limits{1, 64});
        visit("vectors", self.vectors, Limits{1, 16});
        visit("broadcasts", self.broadcasts, Limits{1, 32});
        visit("unroll_channels", self.unroll_channels, Limits{1, 32});
        visit("staged_channels", self.staged_channels, Limits{0, 64});
        visit("row_chunk", self.row_chunk, Limits{0, kTileRoom});
        visit("rows", self.rows, Limits{1, kTileRoom});
        visit("trim_x", self.trim_x);
        visit("prefetch", self.prefetch);
        visit("transpose", self.transpose);
        visit("band", self.band, Limits{0, kTileRoom});
        visit("packing", self.packing);
    }
};

/// The sizes that follow from a packing.
struct DirectSizes : PackedSizes {
    int64_t groups;    ///< the problem's; 1 where lanes run over them (depthwise)
    int64_t channels;  ///< that a lane sums over: of a group
    int64_t lanes;     ///< per group: filters/groups (x stride of x), or all channels (depthwise)
    int64_t blocks;    ///< per group
    int64_t taps;      ///< per block (a merged x axis has kernel / stride)
};
/// Throws Error where a packing is not one of the problem, or is too large.
DirectSizes packed_sizes(const Problem &, const DirectPacking &);

/// Throws Error naming the field that this problem or machine does not allow, and what is allowed.
void check_legal(const DirectSchedule &, const Problem &, const InstructionSet &);

/// The schedule, or a legal one that takes less scratch memory: with step 0 its tasks copy their own rows in place of all of the input,
/// one row at a time; with step 1 a part of a row.
DirectSchedule with_less_workspace(DirectSchedule, const Problem &, const InstructionSet &, size_t step);
constexpr size_t kWorkspaceSteps = 2;

/// Whether one pass over the output has all phases: inside its tiles, or summed together.
constexpr bool is_one_pass(PhaseLoops phases) { return phases == PhaseLoops::inside || phases == PhaseLoops::joint; }
/// Whether tasks can fetch the next one's rows while they sum: rows are copied by tasks of one pass, from the layer's own array in
/// channels last.
bool can_prefetch(const DirectSchedule &, const Problem &layer);

/// Whether every group holds one channel and one filter.
bool is_depthwise(const Problem &);
/// Whether some output reads left or right of its input row, so that a border of zeros is needed.
bool reads_beyond_rows(const Problem &);
/// Whether all phases can be summed together: their taps are neighbouring inputs, and few enough to be unrolled.
bool can_join_phases(const Problem &);
/// Whether that is how many outputs the longest row of a phase of x has, and so many of every phase have a tap inside the row.
bool rows_have(const Problem &, int64_t outputs);
/// Phases that a kernel has code or loops for: the product of the strides, without a merged x.
int64_t phase_count(const Problem &, const DirectPacking &);

}  // namespace tconv
