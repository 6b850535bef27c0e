// How messages are worded, in one place: "stride[1] is 0: must be 1 or more". One line, printable ASCII, whatever was given.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "tconv/error.h"

namespace tconv {

/// "stride[1]": the name of an entry in a list.
inline std::string entry(const std::string &list, size_t index) { return list + "[" + std::to_string(index) + "]"; }

/// Printable ASCII stays, everything else becomes \xNN (\n, \t, ...); long texts are cut in the middle of a message.
std::string printable(const std::string &text, size_t limit = 200);
/// The same, in double quotes: how a message shows a text that a user gave.
std::string quoted(const std::string &text);

/// "linear, relu, tanh": of each row what `text_of` says, which may be a member: listed(rows, &Row::name).
template <typename Rows, typename TextOf>
std::string listed(const Rows &rows, TextOf text_of, const char *between = ", ") {
    std::string text;
    for (const auto &row : rows) {
        text += (text.empty() ? "" : between) + std::string(std::invoke(text_of, row));
    }
    return text;
}

/// "1 entry", "2 entries".
std::string counted(int64_t count, const std::string &one, const std::string &several);

/// Throws Error("<field> is <value>: must be <allowed>").
[[noreturn]] void reject(const std::string &field, const std::string &value, const std::string &allowed);
[[noreturn]] void reject(const std::string &field, int64_t value, const std::string &allowed);

/// Throws unless low <= value <= high; kMaxSize as `high` reads "below 2^31" in the message.
constexpr int64_t kMaxSize = (int64_t{1} << 31) - 1;
void check_range(const std::string &field, int64_t value, int64_t low, int64_t high = kMaxSize);

/// Runs `work`; an Error from it gets where it was found at its end: "... (up4.json)".
template <typename Work>
auto found_in(const std::string &origin, Work &&work) {
    try {
        return work();
    } catch (const Error &error) {
        throw Error(std::string(error.what()) + " (" + printable(origin) + ")");
    }
}

}  // namespace tconv
