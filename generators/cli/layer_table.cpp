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

namespace tconv {

namespace {

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

    int64_t number(const char *column) const { return parse(column, text(column)); }

    std::vector<int64_t> per_axis(const char *column, size_t rank) const {
        std::vector<int64_t> values;
        for (const std::string &part : split(text(column), 'x')) {
            values.push_back(parse(column, part));
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
    int64_t parse(const char *column, const std::string &cell) const {
        int64_t value = 0;
        const auto [end, status] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
        if (status != std::errc() || end != cell.data() + cell.size()) {
            throw Error(place_ + ": " + column + " is " + text(column) + ": must be an integer");
        }
        return value;
    }

    std::map<std::string, std::string> cells_;
    std::string place_;
};

Problem problem_of(const Row &row, const std::string &place) {
    Problem problem;
    problem.batch = row.number("batch");
    problem.channels = row.number("cin");
    problem.filters = row.number("cout");
    problem.groups = row.number("groups");
    const int64_t rank = row.number("rank");
    if (rank < 1 || rank > 3) {
        throw Error(place + ": rank is " + std::to_string(rank) + ": must be 1, 2 or 3");
    }
    problem.axes.resize(rank);
    const auto each = [&](const char *column, auto &&use) {
        const std::vector<int64_t> values = row.per_axis(column, rank);
        for (int64_t axis = 0; axis < rank; axis++) {
            use(problem.axes[axis], values[axis]);
        }
    };
    each("input", [](Axis &axis, int64_t value) { axis.input = value; });
    each("kernel", [](Axis &axis, int64_t value) { axis.kernel = value; });
    each("stride", [](Axis &axis, int64_t value) { axis.stride = value; });
    each("dilation", [](Axis &axis, int64_t value) { axis.dilation = value; });
    each("crop_begin", [](Axis &axis, int64_t value) { axis.crop_begin = value; });
    each("crop_end", [](Axis &axis, int64_t value) { axis.crop_end = value; });
    each("output_padding", [](Axis &axis, int64_t value) { axis.crop_end -= value; });
    for (Axis &axis : problem.axes) {
        axis.output = axis.full(axis.input) - axis.crop_begin - axis.crop_end;
    }
    try {
        validate(problem);
    } catch (const Error &error) {
        throw Error(place + ": " + error.what());
    }
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
