// Identifiers from any text.
#include "generators/import/layer_names.h"

#include <algorithm>

#include "runtime/layer/identifier.h"
#include "tconv/error.h"

namespace tconv {
namespace {

/// Leaves room for a number in the 64 characters of a layer's name.
constexpr size_t kMaxLength = 56;

bool is_plain(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Words of letters and digits with one underscore between them: "/up/conv.1" is "up_conv_1". Of a long name the end is kept, where
/// names of one model differ.
std::string words_of(const std::string &text) {
    std::string name;
    for (const char c : text) {
        if (is_plain(c)) {
            name += c;
        } else if (!name.empty() && name.back() != '_') {
            name += '_';
        }
    }
    name.erase(name.find_last_not_of('_') + 1);
    if (name.size() > kMaxLength) {
        name.erase(0, name.size() - kMaxLength);
        name.erase(0, name.find_first_not_of('_'));
    }
    return name;
}

bool is_layer_name(const std::string &name) {
    try {
        check_layer_name(name);
        return true;
    } catch (const Error &) {
        return false;
    }
}

}  // namespace

std::string LayerNames::make(const std::string &name_in_model) {
    std::string name = words_of(name_in_model);
    if (name.empty()) {
        name = "conv_transpose";
    }
    if (!is_layer_name(name)) {  // a digit at its begin, a keyword, a header
        name = "layer_" + name;
    }
    std::string unique = name;
    const auto is_taken = [&] {
        std::string key(unique);
        std::transform(key.begin(), key.end(), key.begin(), lower);
        return !taken_.insert(key).second;
    };
    for (int number = 2; is_taken(); ++number) {
        unique = name + "_" + std::to_string(number);
    }
    return unique;
}

}  // namespace tconv
