// Wording of messages.
#include "runtime/problem/message.h"

namespace tconv {

std::string printable(const std::string &text, size_t limit) {
    static const char digits[] = "0123456789abcdef";
    std::string out;
    for (const char letter : text) {
        if (out.size() >= limit) {
            return out + "...";
        }
        const auto byte = static_cast<unsigned char>(letter);
        if (byte >= 0x20 && byte < 0x7f) {
            out += letter;
        } else if (letter == '\n') {
            out += "\\n";
        } else if (letter == '\t') {
            out += "\\t";
        } else {
            out += {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
        }
    }
    return out;
}

std::string quoted(const std::string &text) { return "\"" + printable(text, 60) + "\""; }

std::string counted(int64_t count, const std::string &one, const std::string &several) {
    return std::to_string(count) + " " + (count == 1 ? one : several);
}

void reject(const std::string &field, const std::string &value, const std::string &allowed) {
    throw Error(field + " is " + value + ": must be " + allowed);
}

void reject(const std::string &field, int64_t value, const std::string &allowed) {
    reject(field, std::to_string(value), allowed);
}

void check_range(const std::string &field, int64_t value, int64_t low, int64_t high) {
    const std::string bound = high == kMaxSize ? "below 2^31" : "at most " + std::to_string(high);
    if (value < low) {
        reject(field, value, low == -kMaxSize ? "above -2^31" : std::to_string(low) + " or more");
    }
    if (value > high) {
        reject(field, value, bound);
    }
}

}  // namespace tconv
