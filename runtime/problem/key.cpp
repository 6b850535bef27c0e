// The canonical text of a problem, printed and parsed here and nowhere else.
#include <algorithm>
#include <charconv>

#include "runtime/problem/names.h"
#include "runtime/problem/validate.h"

namespace tconv {
namespace {

std::string size_text(int64_t size) { return size == kOpen ? "_" : std::to_string(size); }

template <typename Value, size_t N>
const char *key_name(const Name<Value> (&table)[N], Value value) {
    for (const auto &row : table) {
        if (row.value == value) {
            return row.key;
        }
    }
    throw std::logic_error("enumeration value without a name");
}

/// Reads a key from left to right. What is not canonical (leading zeros, ...) is found by printing the result again.
class Reader {
public:
    explicit Reader(const std::string &text) : text_(text) {}

    bool at_end() const { return at_ == text_.size(); }

    void skip(char letter) {
        if (at_end() || text_[at_] != letter) {
            fail(std::string("'") + letter + "'");
        }
        ++at_;
    }

    bool next_is(char letter) const { return !at_end() && text_[at_] == letter; }

    /// The word up to the next comma, which must be one of the table's key names.
    template <typename Value, size_t N>
    Value word(const Name<Value> (&table)[N]) {
        const size_t end = std::min(text_.find(',', at_), text_.size());
        const std::string found = text_.substr(at_, end - at_);
        for (const auto &row : table) {
            if (found == row.key) {
                at_ = end;
                return row.value;
            }
        }
        fail(listed(table, &Name<Value>::key, " or "));
    }

    int64_t number() {
        int64_t value = 0;
        const char *const begin = text_.data() + at_;
        const auto [stop, status] = std::from_chars(begin, text_.data() + text_.size(), value);
        if (status != std::errc()) {
            fail("a number in 64 bits");
        }
        at_ += static_cast<size_t>(stop - begin);
        return value;
    }

    int64_t number_after(char letter) {
        skip(letter);
        return number();
    }

    int64_t size_after(char letter) {
        skip(letter);
        if (next_is('_')) {
            ++at_;
            return kOpen;
        }
        const int64_t size = number();
        if (size < 0) {
            fail("a size of 0 or more");  // -1 would read as an open one
        }
        return size;
    }

    [[noreturn]] void fail(const std::string &expected) const {
        reject("key", quoted(text_), expected + " at character " + std::to_string(at_ + 1));
    }

private:
    const std::string &text_;
    size_t at_ = 0;
};

Axis read_axis(Reader &reader) {
    Axis axis;
    axis.input = reader.size_after('i');
    axis.kernel = reader.number_after('k');
    axis.stride = reader.number_after('s');
    axis.dilation = reader.number_after('d');
    axis.crop_begin = reader.number_after('b');
    if (axis.is_open() && reader.next_is('e')) {
        axis.crop_end = reader.number_after('e');
    } else {
        axis.output = reader.number_after('o');
    }
    return axis;
}

}  // namespace

std::string key(const Problem &p) {
    std::string text = std::string(key_name(kDTypes, p.dtype)) + "," + key_name(kLayouts, p.layout) + ",n" +
                       size_text(p.batch) + ",c" + std::to_string(p.channels) + ",f" + std::to_string(p.filters) +
                       ",g" + std::to_string(p.groups) + "," + key_name(kBiases, p.bias) + "," +
                       key_name(kActivations, p.activation) + "," + key_name(kAccuracies, p.accuracy);
    for (const Axis &axis : p.axes) {
        text += ",i" + size_text(axis.input) + "k" + std::to_string(axis.kernel) + "s" + std::to_string(axis.stride) +
                "d" + std::to_string(axis.dilation) + "b" + std::to_string(axis.crop_begin) +
                (axis.output == kOpen ? "e" + std::to_string(axis.crop_end) : "o" + std::to_string(axis.output));
    }
    return text;
}

Problem parse_key(const std::string &text) {
    Reader reader(text);
    Problem p;
    p.dtype = reader.word(kDTypes);
    reader.skip(',');
    p.layout = reader.word(kLayouts);
    reader.skip(',');
    p.batch = reader.size_after('n');
    reader.skip(',');
    p.channels = reader.number_after('c');
    reader.skip(',');
    p.filters = reader.number_after('f');
    reader.skip(',');
    p.groups = reader.number_after('g');
    reader.skip(',');
    p.bias = reader.word(kBiases);
    reader.skip(',');
    p.activation = reader.word(kActivations);
    reader.skip(',');
    p.accuracy = reader.word(kAccuracies);
    while (!reader.at_end() && p.axes.size() < 4) {  // a fourth axis is for validate to refuse
        reader.skip(',');
        p.axes.push_back(read_axis(reader));
    }
    // The key leaves out the crop at the end where the output is given. It needs sizes that are known to be sane.
    for (Axis &axis : p.axes) {
        if (!axis.is_open()) {
            check_axis_numbers(axis, static_cast<size_t>(&axis - p.axes.data()));
            axis.set_output(axis.output);
        }
    }
    validate(p);
    if (key(p) != text) {
        reject("key", quoted(text), "in canonical form, which is " + key(p));
    }
    return p;
}

}  // namespace tconv
