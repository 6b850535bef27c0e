// A layer's axes as pictures of cells, before anything is drawn: what text, SVG and JSON have in common.
//
// Cells are those of the full array, by their position, and those that a negative crop puts before and behind them. Of a long axis
// only its ends are shown, and where the crops begin and end.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tconv/layer.h"
#include "tconv/phase.h"

namespace tconv {

enum class CellKind {
    summed,     ///< in the output; inputs reach it
    unreached,  ///< in the output, between the taps: no input reaches it
    cropped,    ///< of the full array, not of the output
    appended,   ///< of the output, not of the full array
};

/// How every form of the explanation speaks of a kind.
struct CellWords {
    CellKind kind;
    const char *name;     ///< in JSON, and of a picture's class
    const char *mark;     ///< in text; a summed cell has the number of its taps in its place
    const char *meaning;  ///< in legends
};
inline constexpr CellWords kCellKinds[] = {
    {CellKind::summed, "summed", "", "a cell that taps reach"},
    {CellKind::unreached, "unreached", "b", "no tap reaches it: it holds the bias alone"},
    {CellKind::cropped, "cropped", "x", "cropped: not in the output"},
    {CellKind::appended, "appended", "+", "appended beyond the full array: it holds the bias alone"},
};
/// The row of a kind: the table has the enumerators' order.
constexpr const CellWords &words_of(CellKind kind) { return kCellKinds[static_cast<size_t>(kind)]; }

struct Cell {
    int64_t position = 0;  ///< in the full array; below 0 and at its size and above: appended
    CellKind kind = CellKind::summed;
    int64_t output = kOpen;  ///< its index in the output, if it is there
    int64_t phase = 0;       ///< position mod stride
    int64_t reached = 0;     ///< how many pairs of input and tap add to it
};

/// The kernel at one input: which tap adds to which of the columns; kOpen where none does.
struct KernelRow {
    int64_t input = 0;
    std::vector<int64_t> taps;
};

/// A step of a rule with its value.
struct WorkedStep {
    std::string name, formula, numbers;  ///< "begin", "floor(total / 2)", "floor(1 / 2)"
    int64_t value = 0;
};

struct AxisDrawing {
    std::string name;         ///< "axis y", or "axis z, y and x" where they are the same in all
    Axis axis;                ///< every size a number
    bool is_example = false;  ///< the input was open: its size here is made up
    AxisRule rule;            ///< without a name where the layer has none
    std::vector<WorkedStep> steps;
    int64_t full = 0;
    std::vector<Cell> columns;    ///< those that are shown
    std::vector<KernelRow> rows;  ///< those of the inputs that reach them, or the first and the last of these
    int64_t lost = 0, pairs = 0;  ///< pairs of input and tap: those on cropped cells, and all

    /// Cells, or inputs, are left out before this column (row).
    bool gap_before_column(size_t column) const;
    bool gap_before_row(size_t row) const;
    bool has(CellKind kind) const;
};

/// The phase of the positions with this residue: tconv/phase.h counts outputs, whose residues a crop shifts.
Phase phase_at(Axis axis, int64_t residue);

/// How much of an axis may be shown.
struct DrawingLimits {
    size_t columns = 24, rows = 24;
};

/// "axis x" for the last of the axes.
const char *axis_name(size_t rank, size_t index);
/// One drawing for each kind of axis of the layer: axes that are the same in every number share one. `limits` is asked of each axis,
/// with its sizes given.
std::vector<AxisDrawing> drawings_of(const Layer &layer, DrawingLimits (*limits)(const Axis &));
/// The drawing of one axis; `rule` may be nullptr.
AxisDrawing drawing_of(const Axis &axis, const AxisRule *rule, DrawingLimits (*limits)(const Axis &));

/// A phase in words: "taps 0, 2", "tap 1", "no tap", "taps 0, 4, 8, ... 60"; the position's residue, not the output's.
std::string phase_text(const Axis &axis, int64_t residue);
/// "1 of 12 pairs of input and tap falls on a cropped cell: input 3, tap 2."; empty where none does.
std::string loss_text(const AxisDrawing &drawing);
/// "output = InputSize * Stride = 4 * 2 = 8", without what says the same twice.
std::string step_text(const WorkedStep &step);
/// "(4 - 1) * 2 + (3 - 1) * 1 + 1 = 9 cells in the full array, 0 cropped at the begin, 1 cropped at the end: output 8".
std::string cells_text(const AxisDrawing &drawing);
/// Breaks between words where a line would be longer than `width`; lines after the first begin with `deeper`.
std::vector<std::string> wrapped(const std::string &text, size_t width, const std::string &deeper);
/// The kinds that a drawing has and marks.
std::vector<CellWords> legend_of(const AxisDrawing &drawing);

}  // namespace tconv
