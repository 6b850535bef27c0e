// What text and SVG say alike of a drawing.
#include <algorithm>

#include "runtime/explain/drawing.h"
#include "runtime/problem/message.h"
#include "tconv/phase.h"

namespace tconv {
namespace {

std::string end_text(int64_t crop, const std::string &where) {
    return std::to_string(std::abs(crop)) + (crop < 0 ? " appended at the " : " cropped at the ") + where;
}

}  // namespace

std::string phase_text(const Axis &axis, int64_t residue) {
    constexpr int64_t kMost = 6;
    const Phase phase = phase_at(axis, residue);
    if (phase.taps == 0) {
        return "no tap: the bias alone";
    }
    std::string text = phase.taps == 1 ? "tap " : "taps ";
    for (int64_t j = 0; j < phase.taps; ++j) {
        if (phase.taps > kMost && j == kMost - 2) {
            text += ", ...";
            j = phase.taps - 1;
        }
        text += (j == 0 ? "" : ", ") + std::to_string(phase.first_tap + j * phase.tap_step);
    }
    return text;
}

std::string loss_text(const AxisDrawing &drawing) {
    if (drawing.lost == 0) {
        return "";
    }
    std::string text = std::to_string(drawing.lost) + " of " + counted(drawing.pairs, "pair", "pairs") +
                       " of input and tap " + (drawing.lost == 1 ? "falls on a cropped cell" : "fall on cropped cells");
    if (drawing.lost == 1) {
        const Axis &axis = drawing.axis;
        // One pair alone reaches each end of the full array.
        const bool at_begin = axis.crop_begin > 0;
        text += ": input " + std::to_string(at_begin ? 0 : axis.input - 1) + ", tap " +
                std::to_string(at_begin ? 0 : axis.kernel - 1);
    }
    return text + ".";
}

std::string step_text(const WorkedStep &step) {
    std::string text = step.name + " = " + step.formula;
    const std::string value = std::to_string(step.value);
    if (step.numbers != step.formula && step.numbers != value) {
        text += " = " + step.numbers;
    }
    return text + (value != step.formula ? " = " + value : "");
}

std::string cells_text(const AxisDrawing &drawing) {
    const Axis &a = drawing.axis;
    return "(" + std::to_string(a.input) + " - 1) * " + std::to_string(a.stride) + " + (" + std::to_string(a.kernel) +
           " - 1) * " + std::to_string(a.dilation) + " + 1 = " + counted(drawing.full, "cell", "cells") +
           " in the full array, " + end_text(a.crop_begin, "begin") + ", " + end_text(a.crop_end, "end") + ": output " +
           std::to_string(a.output);
}

std::vector<std::string> wrapped(const std::string &text, size_t width, const std::string &deeper) {
    std::vector<std::string> lines;
    std::string line;
    for (size_t at = 0; at < text.size();) {
        const size_t end = std::min(text.find(' ', at), text.size());
        const std::string word = text.substr(at, end - at);
        if (!line.empty() && line.size() + 1 + word.size() > width) {
            lines.push_back(line);
            line = deeper + word;
        } else {
            line += (line.empty() ? "" : " ") + word;
        }
        at = end + 1;
    }
    lines.push_back(line);
    return lines;
}

std::vector<CellWords> legend_of(const AxisDrawing &drawing) {
    std::vector<CellWords> rows;
    for (const CellWords &row : kCellKinds) {
        if (row.mark[0] != '\0' && drawing.has(row.kind)) {
            rows.push_back(row);
        }
    }
    return rows;
}

}  // namespace tconv
