// A layer as Keras 3 prints it.
#include <algorithm>

#include "runtime/dialects/displays.h"
#include "runtime/problem/message.h"

namespace tconv {
namespace {

/// Of the columns in a terminal of 80, blanks included.
struct Column {
    const char *header;
    size_t width;
    bool to_the_right;
};
constexpr Column kColumns[] = {{"Layer (type)", 31, false}, {"Output Shape", 22, false}, {"Param #", 13, true}};

using Row = std::vector<std::string>;

/// Broken between words; a word that is too long ends in dots (in Keras in one character).
std::vector<std::string> lines_of(const std::string &text, size_t width) {
    std::vector<std::string> lines(1);
    for (size_t at = 0; at < text.size();) {
        const size_t end = std::min(text.find(' ', at), text.size());
        std::string word = text.substr(at, end - at);
        if (word.size() > width) {
            word = word.substr(0, width - 3) + "...";
        }
        if (!lines.back().empty() && lines.back().size() + 1 + word.size() > width) {
            lines.emplace_back();
        }
        lines.back() += (lines.back().empty() ? "" : " ") + word;
        at = end + 1;
    }
    return lines;
}

std::string rule_line(char character) {
    std::string line = "+";
    for (const Column &column : kColumns) {
        line += std::string(column.width + 2, character) + "+";
    }
    return line + "\n";
}

std::string row_text(const Row &row) {
    std::vector<std::vector<std::string>> cells;
    size_t height = 1;
    for (size_t i = 0; i < row.size(); ++i) {
        cells.push_back(lines_of(row[i], kColumns[i].width));
        height = std::max(height, cells.back().size());
    }
    std::string text;
    for (size_t line = 0; line < height; ++line) {
        text += "|";
        for (size_t i = 0; i < row.size(); ++i) {
            const std::string part = line < cells[i].size() ? cells[i][line] : "";
            const std::string blanks(kColumns[i].width - part.size(), ' ');
            text += " " + (kColumns[i].to_the_right ? blanks + part : part + blanks) + " |";
        }
        text += "\n";
    }
    return text;
}

/// "18,464".
std::string grouped(int64_t number) {
    std::string text = std::to_string(number);
    for (size_t at = text.size(); at > 3; at -= 3) {
        text.insert(at - 3, ",");
    }
    return text;
}

std::string shape_in_python(const std::vector<int64_t> &shape) {
    return "(" +
           listed(shape, [](int64_t size) { return size == kOpen ? std::string("None") : std::to_string(size); }) + ")";
}

}  // namespace

std::string keras_display(const Layer &layer) {
    const Problem &p = layer.problem;
    const std::string type = "Conv" + std::to_string(p.rank()) + "DTranspose";
    const std::string name = printable(property_value(layer, "name").get<std::string>());
    int64_t count = p.bias ? p.filters : 0, weights = 1;
    for (const int64_t size : layer.weights.shape) {
        weights *= size;
    }
    count += weights;
    std::string text = "<" + type + " name=" + name + ", built=True>\n" + rule_line('-');
    Row headers;
    for (const Column &column : kColumns) {
        headers.emplace_back(column.header);
    }
    text += row_text(headers) + rule_line('=');
    text += row_text({name + " (" + type + ")", shape_in_python(own_output_shape(layer)), grouped(count)});
    return text + rule_line('-');
}

}  // namespace tconv
