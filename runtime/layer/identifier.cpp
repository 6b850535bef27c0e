// Layer names.
#include "runtime/layer/identifier.h"

#include <algorithm>
#include <string_view>

#include "runtime/problem/message.h"

namespace tconv {
namespace {

constexpr size_t kMaxNameLength = 64;

// C99, C11 and C++20; a space on both sides of each.
constexpr std::string_view kKeywords =
    " alignas alignof and and_eq asm auto bitand bitor bool break case catch char char16_t char32_t char8_t "
    "class co_await co_return co_yield compl concept const const_cast consteval constexpr constinit continue "
    "decltype default delete do double dynamic_cast else enum explicit export extern false float for friend "
    "goto if inline int long mutable namespace new noexcept not not_eq nullptr operator or or_eq private "
    "protected public register reinterpret_cast requires restrict return short signed sizeof static "
    "static_assert static_cast struct switch template this thread_local throw true try typedef typeid "
    "typename union unsigned using virtual void volatile wchar_t while xor xor_eq ";

// The header <name>.h must not stand before one of the system's: those of C, and those that they include in turn (glibc's, and
// libstdc++'s for threads), which a program never names and would miss all the same.
constexpr std::string_view kHeaders =
    " assert complex ctype errno fenv inttypes iso646 limits locale math setjmp signal stdalign stdarg "
    "stdatomic stdbit stdbool stdckdint stddef stdint stdio stdlib stdnoreturn string tgmath threads time "
    "uchar wchar wctype "
    "alloca endian features libintl pthread sched semaphore strings syscall syslimits unistd ";

bool is_one_of(std::string_view words, const std::string &name) {
    return words.find(" " + name + " ") != std::string_view::npos;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

void check_layer_name(const std::string &name) {
    const bool spelt = !name.empty() && is_letter(name[0]) &&
                       std::all_of(name.begin(), name.end(), [](char c) { return is_letter(c) || is_digit(c); });
    if (!spelt || name.size() > kMaxNameLength) {
        reject("name", quoted(name), "a C identifier of at most " + std::to_string(kMaxNameLength) + " characters");
    }
    if (is_one_of(kKeywords, name)) {
        reject("name", quoted(name), "a C identifier, and that is a keyword of C or C++");
    }
    for (const std::string prefix : {"halide_", "tconv_"}) {
        if (name.compare(0, prefix.size(), prefix) == 0) {
            reject("name", quoted(name), "another: functions of the compiler begin with " + prefix);
        }
    }
    if (is_one_of(kHeaders, name)) {
        reject("name", quoted(name), "another: the layer's header would hide the system's <" + name + ".h>");
    }
}

}  // namespace tconv
