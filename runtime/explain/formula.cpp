// A parser that computes while it reads:
//
//     sum     = product (("+" | "-") product)*
//     product = atom (("*" | "mod") atom)*
//     atom    = number | name | "(" sum ")" | ("max" | "min") "(" sum "," sum ")" | ("floor" | "ceil") "(" sum "/" sum ")"
#include "runtime/explain/formula.h"

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include "runtime/problem/sizes.h"

namespace tconv {
namespace {

bool is_name_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.'; }

int64_t number_of(const std::string &name, const Numbers &numbers) {
    for (const AxisRule::Number &number : numbers) {
        if (number.name == name) {
            return number.value;
        }
    }
    throw std::logic_error("no number of this name: " + name);
}

class Parser {
public:
    Parser(const std::string &formula, const Numbers &numbers) : text_(formula), numbers_(numbers) {}

    int64_t whole() {
        const int64_t value = sum();
        if (at_ != text_.size()) {
            fail();
        }
        return value;
    }

private:
    [[noreturn]] void fail() const { throw std::logic_error("no formula: " + text_); }

    void skip_blanks() {
        while (at_ < text_.size() && text_[at_] == ' ') {
            at_++;
        }
    }

    bool takes(const std::string &word) {
        skip_blanks();
        if (text_.compare(at_, word.size(), word) != 0) {
            return false;
        }
        at_ += word.size();
        return true;
    }

    void expect(const char *word) {
        if (!takes(word)) {
            fail();
        }
    }

    int64_t sum() {
        int64_t value = product();
        while (true) {
            if (takes("+")) {
                value += product();
            } else if (takes("-")) {
                value -= product();
            } else {
                skip_blanks();
                return value;
            }
        }
    }

    int64_t product() {
        int64_t value = atom();
        while (true) {
            if (takes("*")) {
                value *= atom();
            } else if (takes("mod ")) {
                value %= atom();
            } else {
                return value;
            }
        }
    }

    int64_t pair(const char *between, int64_t (*join)(int64_t, int64_t)) {
        const int64_t first = sum();
        expect(between);
        const int64_t second = sum();
        expect(")");
        return join(first, second);
    }

    int64_t atom() {
        if (takes("max(")) {
            return pair(",", [](int64_t a, int64_t b) { return std::max(a, b); });
        }
        if (takes("min(")) {
            return pair(",", [](int64_t a, int64_t b) { return std::min(a, b); });
        }
        if (takes("floor(")) {
            return pair("/", floor_div);
        }
        if (takes("ceil(")) {
            return pair("/", ceil_div);
        }
        if (takes("(")) {
            const int64_t value = sum();
            expect(")");
            return value;
        }
        const size_t begin = at_;
        while (at_ < text_.size() && is_name_character(text_[at_])) {
            at_++;
        }
        const std::string word = text_.substr(begin, at_ - begin);
        if (word.empty()) {
            fail();
        }
        return std::isdigit(static_cast<unsigned char>(word[0])) ? std::stoll(word) : number_of(word, numbers_);
    }

    const std::string &text_;
    const Numbers &numbers_;
    size_t at_ = 0;
};

bool is_function(const std::string &word) {
    return word == "max" || word == "min" || word == "floor" || word == "ceil" || word == "mod";
}

}  // namespace

int64_t evaluated(const std::string &formula, const Numbers &numbers) { return Parser(formula, numbers).whole(); }

std::string with_numbers(const std::string &formula, const Numbers &numbers) {
    std::string text;
    for (size_t at = 0; at < formula.size();) {
        size_t end = at;
        while (end < formula.size() && is_name_character(formula[end])) {
            end++;
        }
        const std::string word = formula.substr(at, end - at);
        if (word.empty()) {
            text += formula[at++];
            continue;
        }
        at = end;
        if (std::isdigit(static_cast<unsigned char>(word[0])) || is_function(word)) {
            text += word;
            continue;
        }
        const int64_t value = number_of(word, numbers);
        text += value < 0 && word != formula ? "(" + std::to_string(value) + ")" : std::to_string(value);
    }
    return text;
}

}  // namespace tconv
