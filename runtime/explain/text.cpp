// The explanation as text.
#include <algorithm>

#include "runtime/explain/drawing.h"
#include "tconv/explain.h"

namespace tconv {
namespace {

constexpr size_t kWidth = 100;
constexpr const char *kIndent = "    ";

std::string paragraph(const std::string &text, const std::string &indent = kIndent) {
    std::string lines;
    for (const std::string &line : wrapped(text, kWidth - indent.size(), "    ")) {
        lines += indent + line + "\n";
    }
    return lines;
}

std::string rule_text(const AxisDrawing &drawing) {
    if (drawing.rule.name.empty()) {
        return "";
    }
    const std::string deeper = std::string(kIndent) + "  ";
    std::string text = paragraph("rule: " + drawing.rule.name);
    for (const WorkedStep &step : drawing.steps) {
        text += paragraph(step_text(step), deeper);
    }
    if (!drawing.rule.note.empty()) {
        text += paragraph(drawing.rule.note, deeper);
    }
    return text + paragraph("source: " + drawing.rule.source);
}

std::string core_text(const AxisDrawing &drawing) {
    const std::string loss = loss_text(drawing);
    return paragraph(cells_text(drawing) + ".") + (loss.empty() ? "" : paragraph(loss));
}

std::string phases_text(const Axis &axis) {
    constexpr int64_t kMost = 4;
    std::string text = "phases: ";
    for (int64_t residue = 0; residue < std::min(axis.stride, kMost); ++residue) {
        text += (residue == 0 ? "" : "; ") + std::to_string(residue) + " has " + phase_text(axis, residue);
    }
    return paragraph(text + (axis.stride > kMost ? "; ... (" + std::to_string(axis.stride) + " in all)" : "") + ".");
}

/// One line of the table: a label and a text for each column.
class Table {
public:
    Table(const AxisDrawing &drawing, size_t label, size_t width) : drawing_(drawing), label_(label), width_(width) {}

    template <typename TextOf>
    std::string line(const std::string &label, TextOf text_of) const {
        std::string line = kIndent + label + std::string(label_ - std::min(label_, label.size()), ' ');
        for (size_t i = 0; i < drawing_.columns.size(); ++i) {
            const std::string text = text_of(i);
            line += drawing_.gap_before_column(i) ? " .." : "";
            line += std::string(width_ - std::min(width_, text.size()), ' ') + text;
        }
        return line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    }

private:
    const AxisDrawing &drawing_;
    size_t label_, width_;
};

size_t digits_of(int64_t value) { return std::to_string(value).size(); }

/// Of label and columns, before the columns are chosen: of the longest numbers that there may be.
struct Widths {
    size_t label, column;
};

Widths widths_of(const Axis &axis) {
    const int64_t last = std::max(axis.full(axis.input), axis.output);
    return {std::max<size_t>(9, 7 + digits_of(axis.input)),
            std::max<size_t>(3, 1 + std::max(digits_of(last), digits_of(std::min<int64_t>(axis.crop_begin, 0))))};
}

DrawingLimits limits_for(const Axis &axis) {
    constexpr size_t kMostGaps = 3, kGapWidth = 3;
    const Widths widths = widths_of(axis);
    return {(kWidth - 4 - widths.label - kMostGaps * kGapWidth) / widths.column, 24};
}

std::string table_text(const AxisDrawing &drawing) {
    const Widths widths = widths_of(drawing.axis);
    const Table table(drawing, widths.label, widths.column);
    const std::vector<Cell> &columns = drawing.columns;
    std::string text = table.line("cell", [&](size_t i) { return std::to_string(columns[i].position); });
    for (size_t row = 0; row < drawing.rows.size(); ++row) {
        const KernelRow &kernel = drawing.rows[row];
        if (drawing.gap_before_row(row)) {
            text += std::string(kIndent) + "...\n";
        }
        text += table.line("input " + std::to_string(kernel.input), [&](size_t i) {
            return kernel.taps[i] == kOpen ? std::string() : std::to_string(kernel.taps[i]);
        });
    }
    if (!drawing.rows.empty() && drawing.rows.back().input != drawing.axis.input - 1) {
        text += std::string(kIndent) + "...\n";
    }
    text += table.line("phase", [&](size_t i) { return std::to_string(columns[i].phase); });
    text += table.line("adds up", [&](size_t i) {
        const CellKind kind = columns[i].kind;
        const bool marked = kind == CellKind::unreached || kind == CellKind::appended;
        return marked ? words_of(kind).mark : std::to_string(columns[i].reached);
    });
    return text + table.line("output", [&](size_t i) {
        const CellKind kind = columns[i].kind;
        return kind == CellKind::cropped ? words_of(kind).mark : std::to_string(columns[i].output);
    });
}

std::string legend_text(const AxisDrawing &drawing) {
    std::string text =
        paragraph("Each input's row has its taps where they land: in cell input * stride + tap * dilation.");
    for (const CellWords &row : legend_of(drawing)) {
        text += paragraph(std::string(row.mark) + ": " + row.meaning + ".");
    }
    return text;
}

std::string axis_text(const AxisDrawing &drawing) {
    std::string text = drawing.name + "\n";
    if (drawing.is_example) {
        text += paragraph("The input's size is open: " + std::to_string(drawing.axis.input) + " here, as an example.");
    }
    text += rule_text(drawing) + core_text(drawing) + phases_text(drawing.axis) + "\n";
    return text + table_text(drawing) + "\n" + legend_text(drawing);
}

}  // namespace

std::string explain(const Layer &layer) {
    std::string text;
    for (const AxisDrawing &drawing : drawings_of(layer, limits_for)) {
        text += (text.empty() ? "" : "\n") + axis_text(drawing);
    }
    return text;
}

}  // namespace tconv
