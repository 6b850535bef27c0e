// How the members of a schedule are listed: once, with their names and what they may be. The list is what writes and reads their JSON,
// checks their ranges, and what a search draws from.
//
// A struct that has such a list defines
//
//     template <typename Self, typename Visit> static void visit(Self &self, Visit &&visit);
//
// which calls visit(name, member) for flags, enumerations and structs that have lists of their own, and visit(name, member, Limits) for
// integers and lists of integers, in the order of the JSON.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "runtime/problem/message.h"

namespace tconv {

/// What an integer may be whatever the problem; check_legal has the last word.
struct Limits {
    int64_t low, high;
};

/// The values of an enumeration and their names, in a member `table`: specialised beside the enumeration.
template <typename E>
struct NamesOf;

template <typename E, size_t N>
using NameTable = std::array<std::pair<E, const char *>, N>;

/// The name of a value of an enumeration that has a table.
template <typename E>
const char *name_of_value(E value) {
    for (const auto &[v, name] : NamesOf<E>::table) {
        if (v == value)
            return name;
    }
    return "?";  // not reached: the tables are complete
}

/// "estimate, measure, patient": all names.
template <typename E>
std::string names_of_values(const char *between = ", ") {
    return listed(NamesOf<E>::table, &std::pair<E, const char *>::second, between);
}

/// The value of this name, which stands in `field`. Throws Error where none has it.
template <typename E>
E value_of_name(const std::string &field, const std::string &text) {
    for (const auto &[value, name] : NamesOf<E>::table) {
        if (text == name)
            return value;
    }
    reject(field, quoted(text), "one of " + names_of_values<E>());
}

}  // namespace tconv
