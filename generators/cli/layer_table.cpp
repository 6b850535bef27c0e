// A CSV file without quotes, whose columns are found by name.
#include "generators/cli/layer_table.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <functional>
#include <map>
#include <numeric>
#include <regex>

#include "generators/cli/text.h"
#include "runtime/problem/message.h"
#include "runtime/problem/validate.h"

namespace tconv {

namespace {

/// Runs `work`; an Error from it gets the place before it.
template <typename Work>
void at(const std::string &place, Work &&work) {
    try {
        work();
    } catch (const Error &error) {
        throw Error(place + ": " + error.what());
    }
}

/// One line of the table, read by column name.
class Row {
public:
    Row(const std::vector<std::string> &columns, const std::string &line, const std::string &place) : place_(place) {
        const std::vector<std::string> cells = split(line, ',');
        if (cells.size() != columns.size()) {
            throw Error(place + ": " + std::to_string(cells.size()) + " cells: must be " +
                        std::to_string(columns.size()));
        }
        for (size_t column = 0; column < columns.size(); column++) {
            cells_[columns[column]] = cells[column];
        }
    }

    const std::string &text(const char *column) const {
        const auto cell = cells_.find(column);
        if (cell == cells_.end()) {
            throw Error(place_ + ": the table has no column " + column);
        }
        return cell->second;
    }

    std::string text_or_none(const char *column) const {
        const auto cell = cells_.find(column);
        return cell == cells_.end() ? "" : cell->second;
    }

    /// Throws Error where it is below `low`, or no size: every layer of a table is given whole, -1 is not an open size here.
    int64_t number(const char *column, int64_t low, int64_t high = kMaxSize) const {
        return parse(column, text(column), low, high);
    }

    std::vector<int64_t> per_axis(const char *column, size_t rank, int64_t low) const {
        std::vector<int64_t> values;
        for (const std::string &part : split(text(column), 'x')) {
            values.push_back(parse(column, part, low, kMaxSize));
        }
        if (values.size() == 1) {
            values.resize(rank, values[0]);
        }
        if (values.size() != rank) {
            throw Error(place_ + ": " + column + " is " + text(column) + ": must have one number, or " +
                        std::to_string(rank) + " joined by x");
        }
        return values;
    }

private:
    int64_t parse(const char *column, const std::string &cell, int64_t low, int64_t high) const {
        int64_t value = 0;
        const auto [end, status] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
        if (status != std::errc() || end != cell.data() + cell.size()) {
            throw Error(place_ + ": " + column + " is " + printable(text(column)) + ": must be an integer");
        }
        at(place_, [&] { check_range(column, value, low, high); });
        return value;
    }

    std::map<std::string, std::string> cells_;
    std::string place_;
};

Problem problem_of(const Row &row, const std::string &place) {
    Problem problem;
    problem.batch = row.number("batch", 1);
    problem.channels = row.number("cin", 1);
    problem.filters = row.number("cout", 1);
    problem.groups = row.number("groups", 1);
    const int64_t rank = row.number("rank", 1, 3);
    problem.axes.resize(rank);
    const auto each = [&](const char *column, int64_t low, auto &&use) {
        const std::vector<int64_t> values = row.per_axis(column, rank, low);
        for (int64_t axis = 0; axis < rank; axis++) {
            use(problem.axes[axis], values[axis]);
        }
    };
    each("input", 1, [](Axis &axis, int64_t value) { axis.input = value; });
    each("kernel", 1, [](Axis &axis, int64_t value) { axis.kernel = value; });
    each("stride", 1, [](Axis &axis, int64_t value) { axis.stride = value; });
    each("dilation", 1, [](Axis &axis, int64_t value) { axis.dilation = value; });
    each("crop_begin", -kMaxSize, [](Axis &axis, int64_t value) { axis.crop_begin = value; });
    each("crop_end", -kMaxSize, [](Axis &axis, int64_t value) { axis.crop_end = value; });
    each("output_padding", 0, [](Axis &axis, int64_t value) { axis.crop_end -= value; });
    at(place, [&] {
        for (size_t index = 0; index < problem.axes.size(); index++) {
            Axis &axis = problem.axes[index];
            check_axis_numbers(axis, index);  // the sum below fits in 64 bits then
            axis.output = axis.full(axis.input) - axis.crop_begin - axis.crop_end;
            if (axis.output < 1) {  // -1 would be an open size below
                throw Error("the output of axis " + std::to_string(index) + " has " + std::to_string(axis.output) +
                            " elements: must have 1 or more (crop_begin and crop_end are too large)");
            }
        }
        validate(problem);
    });
    return problem;
}

/// Multiply-adds, and the array elements that they are on: one of which costs about as much as ten.
double work_of(const Problem &problem) {
    double elements = 0;
    for (const std::vector<int64_t> &shape : {problem.input_shape(), problem.weight_shape(), problem.output_shape()}) {
        elements += std::accumulate(shape.begin(), shape.end(), 1.0, std::multiplies<>());
    }
    return static_cast<double>(useful_macs(problem)) + 10 * elements;
}

}  // namespace

std::vector<TableLayer> read_layer_table(const std::filesystem::path &file) {
    std::error_code ignored;
    if (std::filesystem::exists(file, ignored) && !std::filesystem::is_regular_file(file, ignored)) {
        throw Error("the table of layers must be a regular file (" + file.string() +
                    ")");  // of a device there is no end
    }
    std::ifstream in(file);
    std::string line;
    if (!in || !std::getline(in, line)) {
        throw Error("cannot read " + file.string());
    }
    const std::vector<std::string> columns = split(line, ',');
    std::vector<TableLayer> layers;
    for (int number = 2; std::getline(in, line); number++) {
        const std::string place = file.string() + ":" + std::to_string(number);
        const Row row(columns, line, place);
        layers.push_back({row.text("name"), row.text("network"), row.text("source"), row.text_or_none("class"),
                          problem_of(row, place)});
    }
    return layers;
}

std::vector<TableLayer> matching_layers(const std::vector<TableLayer> &layers, const std::string &regex) {
    std::vector<TableLayer> matching;
    try {
        const std::regex pattern(regex);
        for (const TableLayer &layer : layers) {
            if (std::regex_search(layer.name, pattern)) {
                matching.push_back(layer);
            }
        }
    } catch (const std::regex_error &error) {
        throw Error("filter is " + regex + ": not a regular expression (" + error.what() + ")");
    }
    if (matching.empty()) {
        throw Error("filter is " + regex + ": no layer of the table has a name like that");
    }
    return matching;
}

std::vector<TableLayer> one_per_class(const std::vector<TableLayer> &layers) {
    std::map<std::string, double> least;
    for (const TableLayer &layer : layers) {
        const auto [entry, first] = least.try_emplace(layer.kind, work_of(layer.problem));
        entry->second = std::min(entry->second, work_of(layer.problem));
    }
    std::vector<TableLayer> chosen;
    for (const TableLayer &layer : layers) {
        if (least.at(layer.kind) == work_of(layer.problem)) {
            least.at(layer.kind) = -1;  // one of them
            chosen.push_back(layer);
        }
    }
    return chosen;
}

}  // namespace tconv
