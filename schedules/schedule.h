// Schedule: how one problem is computed on one instruction set. Plain data: a search writes it, a table keeps it, a person
// reads it. Any legal schedule computes the right answer; a bad one is only slow.
#pragma once

#include <string>

#include "schedules/packing.h"
#include "schedules/target.h"
#include "tconv/problem.h"

namespace tconv {

/// Which Halide pipeline computes the layer; the members below are those of the direct one.
enum class Algorithm { direct };
const char *name_of(Algorithm);

/// What a vector runs over.
enum class Lanes {
    filters,    ///< output channels of one group (or, packing.merge_x, x phases x filters); inputs are broadcast
    pixels,     ///< outputs of one x phase; weights are broadcast. For few filters, and channels-first arrays
    depthwise,  ///< channels, where each is a group of its own: element-wise, no reduction over channels
};

/// Where the loops over phases (of the axes that are not merged into lanes) stand.
enum class PhaseLoops {
    inside,   ///< unrolled inside a pixel tile: the input is read once for all phases
    outside,  ///< a pass for each phase: one phase's weights at a time stay in cache
    joint,  ///< as inside, and all phases are summed together: an input vector is loaded once for all. Lanes::pixels only
    rolled,  ///< a pass for each class of phases with equal tap counts, their phases a loop: small code for large strides
};

/// How the zeros left and right of an input row come about. (Rows above and below cost nothing: loops over taps are trimmed.)
enum class Border {
    none,   ///< the input is read in place: legal where no output reads outside its row and no transposition is needed
    whole,  ///< the input is copied with its border first
    rows,   ///< the rows a task reads are copied with their border inside the parallel loop
};

/// Where the loop over blocks of filters stands.
enum class LoopOrder {
    filters_outer,  ///< for each block of filters all images: a block's weights are read once
    images_outer,   ///< for each image all blocks, each over all pixels: an image stays in cache
    pixels_outer,   ///< for each row all blocks: all weights stay in cache
};

struct Schedule {
    Algorithm algorithm = Algorithm::direct;
    Lanes lanes = Lanes::filters;
    PhaseLoops phases = PhaseLoops::inside;
    Border border = Border::whole;
    LoopOrder order = LoopOrder::filters_outer;
    int vector = 16;          ///< lanes of a vector: a power of two, at most the machine's
    int vectors = 2;          ///< register tile: vectors side by side
    int broadcasts = 8;       ///< register tile: what each vector meets: pixels along x (Lanes::pixels: filters)
    int unroll_channels = 1;  ///< of the reduction loop
    int row_chunk = 0;        ///< x tiles per task of the parallel loop; 0: a whole row
    int rows = 1;             ///< rows (of one phase of y) per task; with Border::rows, they share one copy
    Packing packing;

    bool operator==(const Schedule &) const = default;
};

/// Throws Error naming the field that this problem or machine does not allow, and what is allowed.
void check_legal(const Schedule &, const Problem &, const InstructionSet &);

/// Defaults by the rules that the row of the set names. The packing is shared by all sets of the target.
Schedule default_schedule(const Problem &, const Target &, const InstructionSet &);

/// The schedule, or a legal one that takes less scratch memory: with step 0 its tasks copy their own rows in place of all of the input,
/// one row at a time; with step 1 a part of a row.
Schedule with_less_workspace(Schedule, const Problem &, const InstructionSet &, size_t step);
constexpr size_t kWorkspaceSteps = 2;

/// One line of JSON, and back (throws Error for unknown, missing and impossible members).
std::string to_json(const Schedule &);
std::string to_json(const Packing &);
Schedule schedule_from_json(const std::string &text);
Packing packing_from_json(const std::string &text);

/// Whether some output reads left or right of its input row, so that a border of zeros is needed.
bool reads_beyond_rows(const Problem &);
/// Whether all phases can be summed together: their taps are neighbouring inputs, and few enough to be unrolled.
bool can_join_phases(const Problem &);
/// Phases that a kernel has code or loops for: the product of the strides, without a merged x.
int64_t phase_count(const Problem &, const Packing &);

}  // namespace tconv
