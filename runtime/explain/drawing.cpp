// From an axis to the cells that are drawn.
#include "runtime/explain/drawing.h"

#include <algorithm>
#include <set>

#include "runtime/explain/formula.h"
#include "runtime/problem/sizes.h"
#include "tconv/phase.h"

namespace tconv {
namespace {

/// Of an open axis: large enough that its ends do not meet, if the kernel is not.
constexpr int64_t kExampleInput = 4;

Axis with_sizes(Axis axis) {
    if (!axis.is_open()) {
        return axis;
    }
    if (axis.output != kOpen) {  // the input whose full array ends nearest to the output's end
        const int64_t size = axis.output;
        axis.input = std::max<int64_t>(1, ceil_div(size + axis.crop_begin - axis.effective_kernel(), axis.stride) + 1);
        axis.set_output(size);
        return axis;
    }
    const int64_t beyond = axis.effective_kernel() - axis.crop_begin - axis.crop_end;  // O = (I-1)*s + beyond
    const int64_t least = beyond >= 1 ? 1 : ceil_div(1 - beyond, axis.stride) + 1;
    axis.input = std::max(kExampleInput, least + 2);
    axis.set_output(axis.output_for(axis.input));
    return axis;
}

/// Which (input, tap) reach a position: tap = first_tap + j*tap_step at input = first_input - j*input_step, j from `first` to `last`.
struct Reach {
    int64_t first = 0, last = -1;
    int64_t first_tap = 0, tap_step = 1, first_input = 0, input_step = 1;

    int64_t count() const { return std::max<int64_t>(0, last - first + 1); }
};

Reach reach_of(const Axis &axis, int64_t position) {
    const Phase phase = phase_at(axis, floor_mod(position, axis.stride));
    Reach reach;
    if (phase.taps == 0 || position < 0) {
        return reach;
    }
    reach.first_tap = phase.first_tap;
    reach.tap_step = phase.tap_step;
    reach.input_step = phase.input_step;
    reach.first_input = (position - phase.first_tap * axis.dilation) / axis.stride;
    if (position < phase.first_tap * axis.dilation) {
        return reach;
    }
    reach.first = std::max<int64_t>(0, ceil_div(reach.first_input - axis.input + 1, phase.input_step));
    reach.last = std::min(phase.taps - 1, reach.first_input / phase.input_step);
    return reach;
}

Cell cell_at(const Axis &axis, int64_t full, int64_t position) {
    Cell cell;
    cell.position = position;
    cell.phase = floor_mod(position, axis.stride);
    const int64_t output = position - axis.crop_begin;
    const bool inside = position >= 0 && position < full, kept = output >= 0 && output < axis.output;
    cell.reached = inside ? reach_of(axis, position).count() : 0;
    cell.output = kept ? output : kOpen;
    cell.kind = !kept               ? CellKind::cropped
                : !inside           ? CellKind::appended
                : cell.reached == 0 ? CellKind::unreached
                                    : CellKind::summed;
    return cell;
}

/// The positions to show: all, or those around both ends and around where the output begins and ends.
std::vector<int64_t> shown_positions(int64_t first, int64_t last, const std::vector<int64_t> &inner, size_t most) {
    std::set<int64_t> shown;
    const auto limit = static_cast<int64_t>(most);
    if (last - first < limit) {
        for (int64_t position = first; position <= last; ++position) {
            shown.insert(position);
        }
        return {shown.begin(), shown.end()};
    }
    std::vector<int64_t> edges = {first, last};
    for (const int64_t edge : inner) {
        const auto is_near = [&](int64_t other) { return std::abs(other - edge) <= limit / 4; };
        if (std::none_of(edges.begin(), edges.end(), is_near)) {
            edges.push_back(edge);
        }
    }
    const int64_t each = limit / static_cast<int64_t>(edges.size());
    for (const int64_t edge : edges) {
        const int64_t begin = std::clamp(edge - each / 2, first, last - each + 1);
        for (int64_t position = begin; position < begin + each; ++position) {
            shown.insert(position);
        }
    }
    return {shown.begin(), shown.end()};
}

std::vector<KernelRow> kernel_rows(const Axis &axis, const std::vector<Cell> &columns, size_t most) {
    std::set<int64_t> inputs;
    const auto limit = static_cast<int64_t>(most);
    for (const Cell &cell : columns) {
        const Reach reach = reach_of(axis, cell.position);
        for (int64_t j = reach.first; j <= reach.last; ++j) {
            if (j - reach.first >= limit && reach.last - j >= limit) {
                j = reach.last - limit;  // the first and the last are enough
            }
            inputs.insert(reach.first_input - j * reach.input_step);
        }
    }
    while (inputs.size() > most) {
        inputs.erase(std::next(inputs.begin(), static_cast<std::ptrdiff_t>(inputs.size() / 2)));
    }
    std::vector<KernelRow> rows;
    for (const int64_t input : inputs) {
        KernelRow row{input, {}};
        for (const Cell &cell : columns) {
            const int64_t distance = cell.position - input * axis.stride;
            const bool hits = distance >= 0 && distance % axis.dilation == 0 && distance / axis.dilation < axis.kernel;
            row.taps.push_back(hits ? distance / axis.dilation : kOpen);
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<WorkedStep> worked(const AxisRule &rule, int64_t input) {
    std::vector<WorkedStep> steps;
    Numbers numbers = rule.numbers;
    if (!numbers.empty()) {
        numbers.front().value = input;
    }
    for (const AxisRule::Step &step : rule.steps) {
        steps.push_back(
            {step.name, step.formula, with_numbers(step.formula, numbers), evaluated(step.formula, numbers)});
        numbers.push_back({step.name, steps.back().value});
    }
    return steps;
}

bool same_numbers(const AxisRule &a, const AxisRule &b) {
    const auto same = [](const AxisRule::Number &x, const AxisRule::Number &y) { return x.value == y.value; };
    return a.name == b.name && std::equal(a.numbers.begin(), a.numbers.end(), b.numbers.begin(), b.numbers.end(), same);
}

}  // namespace

bool AxisDrawing::gap_before_column(size_t column) const {
    return column > 0 && columns[column].position != columns[column - 1].position + 1;
}

bool AxisDrawing::gap_before_row(size_t row) const {
    return row == 0 ? rows[0].input != 0 : rows[row].input != rows[row - 1].input + 1;
}

bool AxisDrawing::has(CellKind kind) const {
    return std::any_of(columns.begin(), columns.end(), [&](const Cell &cell) { return cell.kind == kind; });
}

Phase phase_at(Axis axis, int64_t residue) {
    axis.crop_begin = 0;
    return phase_of(axis, residue);
}

const char *axis_name(size_t rank, size_t index) {
    static constexpr const char *kNames[] = {"axis z", "axis y", "axis x"};
    return kNames[3 - rank + index];
}

AxisDrawing drawing_of(const Axis &axis, const AxisRule *rule, DrawingLimits (*limits)(const Axis &)) {
    AxisDrawing drawing;
    drawing.axis = with_sizes(axis);
    drawing.is_example = axis.is_open();
    const Axis &a = drawing.axis;
    drawing.full = a.full(a.input);
    if (rule) {
        drawing.rule = *rule;
        drawing.steps = worked(*rule, a.input);
    }
    const int64_t first = std::min<int64_t>(0, a.crop_begin), end = std::max(drawing.full, a.crop_begin + a.output);
    const std::vector<int64_t> inner = {0, a.crop_begin, a.crop_begin + a.output, drawing.full};
    for (const int64_t position : shown_positions(first, end - 1, inner, limits(a).columns)) {
        drawing.columns.push_back(cell_at(a, drawing.full, position));
    }
    drawing.rows = kernel_rows(a, drawing.columns, limits(a).rows);
    drawing.pairs = a.input * a.kernel;
    drawing.lost = drawing.pairs - useful_taps(a);
    return drawing;
}

std::vector<AxisDrawing> drawings_of(const Layer &layer, DrawingLimits (*limits)(const Axis &)) {
    const std::vector<Axis> &axes = layer.problem.axes;
    const auto rule_of = [&](size_t i) { return i < layer.rules.size() ? &layer.rules[i] : nullptr; };
    std::vector<AxisDrawing> drawings;
    std::vector<std::vector<size_t>> members;  // of each drawing
    for (size_t i = 0; i < axes.size(); ++i) {
        const auto is_same = [&](const std::vector<size_t> &group) {
            const AxisRule *mine = rule_of(i), *other = rule_of(group[0]);
            return axes[group[0]] == axes[i] && (mine == nullptr || other == nullptr || same_numbers(*mine, *other));
        };
        const auto found = std::find_if(members.begin(), members.end(), is_same);
        if (found != members.end()) {
            found->push_back(i);
            continue;
        }
        members.push_back({i});
        drawings.push_back(drawing_of(axes[i], rule_of(i), limits));
    }
    for (size_t at = 0; at < drawings.size(); ++at) {
        std::string name = axis_name(axes.size(), members[at][0]);
        for (size_t i = 1; i < members[at].size(); ++i) {
            name += (i + 1 < members[at].size() ? ", " : " and ") +
                    std::string(axis_name(axes.size(), members[at][i])).substr(5);
        }
        drawings[at].name = name;
    }
    return drawings;
}

}  // namespace tconv
