// Parses as much of Python as the header of a .npy file may hold.
#include "runtime/arrays/npy_header.h"

#include <charconv>
#include <set>

#include "runtime/problem/message.h"

namespace tconv {
namespace {

constexpr size_t kMaxDimensions = 32;

class Parser {
public:
    explicit Parser(const std::string &text) : text_(text) {}

    NpyHeader dictionary() {
        NpyHeader header;
        std::set<std::string> seen;
        expect('{');
        while (!accept('}')) {
            const std::string name = string();
            if (!seen.insert(name).second) {
                fail("each key once, not " + quoted(name) + " twice");
            }
            expect(':');
            if (name == "descr") {
                header.descr = string();
            } else if (name == "fortran_order") {
                header.fortran_order = boolean();
            } else if (name == "shape") {
                header.shape = tuple();
            } else {
                fail("the keys descr, fortran_order and shape, not " + quoted(name));
            }
            if (!accept(',')) {
                expect('}');
                break;
            }
        }
        if (seen.size() != 3) {
            fail("the keys descr, fortran_order and shape");
        }
        if (peek() != '\0' || at_ != text_.size()) {
            fail("nothing behind its dictionary");
        }
        return header;
    }

private:
    char peek() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) {
            ++at_;
        }
        return at_ < text_.size() ? text_[at_] : '\0';
    }

    bool accept(char letter) {
        if (peek() != letter || at_ == text_.size()) {
            return false;
        }
        ++at_;
        return true;
    }

    void expect(char letter) {
        if (!accept(letter)) {
            fail(std::string("'") + letter + "'");
        }
    }

    std::string string() {
        const char quote = peek();
        if (quote != '\'' && quote != '"') {
            fail("a string");
        }
        const size_t end = text_.find(quote, at_ + 1);
        if (end == std::string::npos) {
            fail("the end of a string");
        }
        const std::string value = text_.substr(at_ + 1, end - at_ - 1);
        at_ = end + 1;
        return value;
    }

    bool boolean() {
        peek();
        for (const bool value : {false, true}) {
            const std::string word = value ? "True" : "False";
            if (text_.compare(at_, word.size(), word) == 0) {
                at_ += word.size();
                return value;
            }
        }
        fail("True or False");
    }

    std::vector<int64_t> tuple() {
        std::vector<int64_t> values;
        expect('(');
        while (!accept(')')) {
            values.push_back(number());
            if (values.size() > kMaxDimensions) {
                fail("at most " + std::to_string(kMaxDimensions) + " dimensions");
            }
            if (!accept(',')) {
                if (values.size() == 1) {
                    fail("',': (3) is a number in Python, (3,) a shape");
                }
                expect(')');
                break;
            }
        }
        return values;
    }

    int64_t number() {
        int64_t value = -1;
        peek();
        const char *const begin = text_.data() + at_;
        const auto [stop, status] = std::from_chars(begin, text_.data() + text_.size(), value);
        if (status != std::errc() || value < 0) {
            fail("a whole number of 0 or more in 64 bits");
        }
        at_ += static_cast<size_t>(stop - begin);
        return value;
    }

    [[noreturn]] void fail(const std::string &expected) const {
        throw Error("the .npy header is malformed at its byte " + std::to_string(at_) + ": must have " + expected);
    }

    const std::string &text_;
    size_t at_ = 0;
};

}  // namespace

NpyHeader parse_npy_header(const std::string &text) { return Parser(text).dictionary(); }

}  // namespace tconv
