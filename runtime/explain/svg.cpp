// The explanation as SVG: for each axis its input cells, the taps as lines down to the cells of the full array, and the output below.
#include <algorithm>
#include <optional>

#include "runtime/explain/drawing.h"
#include "runtime/explain/svg_shapes.h"
#include "tconv/explain.h"

namespace tconv {

using namespace svg;

namespace {

constexpr double kMargin = 24, kLabels = 84, kGap = 22, kLine = 17;
constexpr size_t kMostRows = 24, kTextWidth = 106;
constexpr double kLeastWidth = 760;

/// Wide enough for every number of the axis.
double cell_width(const Axis &axis) {
    const int64_t most = std::max({axis.full(axis.input), axis.output, axis.input, -axis.crop_begin * 10});
    return std::max(26.0, 8.0 * static_cast<double>(std::to_string(most).size()) + 8);
}

/// So many columns that the picture is not much wider than a page.
DrawingLimits limits_for(const Axis &axis) {
    constexpr double kPage = 920;
    return {static_cast<size_t>(std::min(32.0, kPage / cell_width(axis))), kMostRows};
}

/// The picture of one axis, from y downwards.
class Picture {
public:
    Picture(const AxisDrawing &drawing, double y) : drawing_(drawing), y_(y) {
        constexpr double kWidest = 40, kUsual = 680;  // few cells have more room
        const double room = kUsual / static_cast<double>(drawing.columns.size());
        cell_width_ = std::max(cell_width(drawing.axis), std::min(kWidest, room));
        double x = kMargin + kLabels;
        for (size_t i = 0; i < drawing.columns.size(); ++i) {
            x += drawing.gap_before_column(i) ? kGap : 0;
            columns_.push_back(x);
            x += cell_width_;
        }
        right_ = x;
    }

    std::string draw() {
        words();
        const double inputs_y = y_, cells_y = y_ + kCellHeight + lines_height();
        lines(inputs_y + kCellHeight, cells_y);
        inputs(inputs_y);
        cells(cells_y);
        y_ = cells_y + 3 * kCellHeight + 30;
        return svg_;
    }

    double bottom() const { return y_; }
    double right() const { return right_; }

private:
    void words() {
        const AxisDrawing &d = drawing_;
        y_ += 20;
        svg_ += text_at(kMargin, y_, d.name + (d.rule.name.empty() ? "" : ": " + d.rule.name), "axis");
        const auto paragraph = [&](const std::string &text, const std::string &classes) {
            for (const std::string &part : wrapped(text, kTextWidth - (classes == "formula" ? 16 : 0), "  ")) {
                y_ += kLine;
                svg_ += text_at(kMargin + 12, y_, part, classes);
            }
        };
        if (d.is_example) {
            paragraph("The input's size is open: " + std::to_string(d.axis.input) + " here, as an example.", "");
        }
        for (const WorkedStep &step : d.steps) {
            paragraph(step_text(step), "formula");
        }
        if (!d.rule.note.empty()) {
            paragraph(d.rule.note, "");
        }
        paragraph(cells_text(d) + ".", "");
        if (const std::string loss = loss_text(d); !loss.empty()) {
            paragraph(loss, "");
        }
        if (!d.rule.source.empty()) {
            paragraph("Source: " + d.rule.source, "faint");
        }
        y_ += 18;
    }

    double center(size_t column) const { return columns_[column] + cell_width_ / 2; }

    /// Wide kernels want more room for their lines.
    double lines_height() const {
        const auto reach = static_cast<double>(std::min<int64_t>(drawing_.axis.effective_kernel(), 12));
        return 56 + 6 * reach;
    }

    /// Input cells stand above the middle of what they reach, and never on each other.
    std::vector<double> input_places() const {
        std::vector<double> places;
        for (const KernelRow &row : drawing_.rows) {
            double sum = 0, count = 0;
            for (size_t i = 0; i < columns_.size(); ++i) {
                if (row.taps[i] != kOpen) {
                    sum += columns_[i];
                    count++;
                }
            }
            const double wanted = count > 0 ? sum / count : columns_.front();
            places.push_back(places.empty() ? wanted : std::max(wanted, places.back() + cell_width_));
        }
        double most = right_ - cell_width_;
        for (size_t i = places.size(); i-- > 0;) {
            places[i] = std::min(places[i], most);
            most = places[i] - cell_width_;
        }
        return places;
    }

    void inputs(double y) {
        svg_ += text_at(kMargin, y + 16, "input");
        const std::vector<double> places = input_places();
        for (size_t i = 0; i < places.size(); ++i) {
            if (i > 0 && drawing_.gap_before_row(i)) {
                svg_ += text_at((places[i - 1] + cell_width_ + places[i]) / 2, y + 14, "...", "number faint");
            }
            svg_ += box(places[i], y, cell_width_, "cell");
            svg_ += text_at(places[i] + cell_width_ / 2, y + 16, std::to_string(drawing_.rows[i].input), "number");
        }
    }

    /// How far down their lines the numbers of the taps stand, so that no two are on each other; nothing where there is no such place.
    std::optional<double> label_place(const std::vector<double> &places) const {
        constexpr double kApart = 10.5;  // two digits
        constexpr size_t kMost = 150;
        double best = 0, apart = 0;
        for (double at = 0.55; at < 0.93; at += 0.01) {
            std::vector<double> labels;
            for (size_t row = 0; row < places.size(); ++row) {
                for (size_t i = 0; i < columns_.size() && labels.size() <= kMost; ++i) {
                    if (drawing_.rows[row].taps[i] != kOpen) {
                        const double x = places[row] + cell_width_ / 2;
                        labels.push_back(x + at * (center(i) - x));
                    }
                }
            }
            if (labels.empty() || labels.size() > kMost) {
                return std::nullopt;
            }
            std::sort(labels.begin(), labels.end());
            double nearest = kApart * 4;
            for (size_t i = 1; i < labels.size(); ++i) {
                nearest = std::min(nearest, labels[i] - labels[i - 1]);
            }
            if (nearest > apart) {
                apart = nearest;
                best = at;
            }
        }
        return apart >= kApart && drawing_.axis.kernel <= 100 ? std::optional(best) : std::nullopt;
    }

    void lines(double top, double bottom) {
        const std::vector<double> places = input_places();
        const std::optional<double> at = label_place(places);
        std::string numbers;
        for (size_t row = 0; row < places.size(); ++row) {
            const double x = places[row] + cell_width_ / 2;
            for (size_t i = 0; i < columns_.size(); ++i) {
                const int64_t tap = drawing_.rows[row].taps[i];
                if (tap == kOpen) {
                    continue;
                }
                const Cell &cell = drawing_.columns[i];
                const bool lost = cell.kind == CellKind::cropped;
                svg_ += line(x, top, center(i), bottom, cell.phase,
                             lost ? " stroke-dasharray=\"3 3\" opacity=\"0.6\"" : "");
                if (at) {
                    const double label_x = x + *at * (center(i) - x), label_y = top + *at * (bottom - top);
                    numbers += "<circle cx=\"" + number(label_x) + "\" cy=\"" + number(label_y) +
                               "\" r=\"5.5\" class=\"halo\"/>\n" +
                               text_at(label_x, label_y + 3, std::to_string(tap), "tap");
                }
            }
        }
        svg_ += numbers;
    }

    void cells(double y) {
        const double output_y = y + kCellHeight + 18;
        svg_ += text_at(kMargin, y + 16, "full array") + text_at(kMargin, output_y + 16, "output") +
                text_at(kMargin, output_y + kCellHeight + 16, "phase", "faint");
        for (size_t i = 0; i < columns_.size(); ++i) {
            const Cell &cell = drawing_.columns[i];
            if (drawing_.gap_before_column(i)) {
                for (const double row : {y, output_y}) {
                    svg_ += text_at(columns_[i] - kGap / 2, row + 14, "...", "number faint");
                }
            }
            svg_ += box(columns_[i], y, cell_width_, class_of(cell.kind));
            const char *label = cell.kind == CellKind::appended ? "number faint" : "number";
            if (cell.kind == CellKind::cropped) {
                const double halo = 8.0 * static_cast<double>(std::to_string(cell.position).size()) + 4;
                svg_ += "<rect x=\"" + number(center(i) - halo / 2) + "\" y=\"" + number(y + 5) + "\" width=\"" +
                        number(halo) + "\" height=\"14\" rx=\"3\" class=\"halo\"/>\n";
            }
            svg_ += text_at(center(i), y + 16, std::to_string(cell.position), label);
            if (cell.output != kOpen) {
                svg_ += box(columns_[i], output_y, cell_width_, class_of(cell.kind));
                svg_ += text_at(center(i), output_y + 16, std::to_string(cell.output), "number");
                svg_ += line(center(i), y + kCellHeight + 2, center(i), output_y - 2, cell.phase);
            }
            svg_ += text_at(center(i), output_y + kCellHeight + 16, std::to_string(cell.phase), "number faint");
        }
    }

    const AxisDrawing &drawing_;
    double y_, right_ = 0, cell_width_ = 0;
    std::vector<double> columns_;  ///< left edges
    std::string svg_;
};

std::string legend(double &y) {
    std::string svg;
    double x = kMargin;
    for (const CellWords &row : kCellKinds) {
        svg += box(x, y, 26, class_of(row.kind)) + text_at(x + 34, y + 16, row.meaning);
        x += row.kind == CellKind::unreached ? 0 : 300;
        if (row.kind == CellKind::unreached) {
            x = kMargin;
            y += kCellHeight + 8;
        }
    }
    y += kCellHeight + 20;
    svg += text_at(kMargin, y,
                   "Tap t of input i adds to cell i * stride + t * dilation: a line with the number of its tap, dashed "
                   "to a cropped cell;");
    y += kLine;
    svg += text_at(kMargin, y, "its color is the cell's phase, its position mod stride.");
    return svg;
}

}  // namespace

std::string explain_svg(const Layer &layer) {
    const std::string what = layer.type.empty() ? "" : " (" + layer.dialect + " " + layer.type + ")";
    double y = kMargin + 16, width = kLeastWidth;
    std::string body = text_at(kMargin, y, layer.name + what + ": sizes and crops", "title");
    y += 8;
    for (const AxisDrawing &drawing : drawings_of(layer, limits_for)) {
        Picture picture(drawing, y);
        body += picture.draw();
        y = picture.bottom();
        width = std::max(width, picture.right() + kMargin);
    }
    body += legend(y);
    const std::string size = number(width) + "\" height=\"" + number(y + kMargin);
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + size + "\" viewBox=\"0 0 " + number(width) + " " +
           number(y + kMargin) + "\" role=\"img\">\n<title>" + escaped(layer.name + what + ": sizes and crops") +
           "</title>\n" + kSvgStyle + "<rect width=\"100%\" height=\"100%\" class=\"ground\"/>\n" + body + "</svg>\n";
}

}  // namespace tconv
