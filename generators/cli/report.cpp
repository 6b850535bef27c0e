// Formatting for reports: see report.h.
#include "generators/cli/report.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <iostream>

#include "tconv/problem.h"

namespace tconv {

namespace {

/// The value in the largest unit that leaves 1 or more of it.
std::string scaled(int64_t value, double base, const std::array<const char *, 5> &units) {
    auto size = static_cast<double>(value);
    size_t unit = 0;
    while (size >= base && unit + 1 < units.size()) {
        size /= base;
        unit++;
    }
    char text[64];
    const int decimals = unit == 0 ? 0 : size < 10 ? 2 : 1;
    std::snprintf(text, sizeof text, "%.*f%s%s", decimals, size, units[unit][0] == '\0' ? "" : " ", units[unit]);
    return text;
}

}  // namespace

std::string bytes_text(int64_t bytes) {
    return bytes == kOpen ? "open" : scaled(bytes, 1024, {"B", "KiB", "MiB", "GiB", "TiB"});
}

std::string count_text(int64_t count) {
    return count == kOpen ? "open" : scaled(count, 1000, {"", "k", "M", "G", "T"});
}

Json size_json(int64_t size) { return size == kOpen ? Json(nullptr) : Json(size); }

Json shape_json(const std::vector<int64_t> &shape) {
    Json entries = Json::array();
    for (const int64_t size : shape) {
        entries.push_back(size_json(size));
    }
    return entries;
}

std::string aligned(const std::vector<std::pair<std::string, std::string>> &lines) {
    size_t width = 0;
    for (const auto &[name, value] : lines) {
        width = std::max(width, name.size());
    }
    std::string text;
    for (const auto &[name, value] : lines) {
        text += name + std::string(width - name.size() + 2, ' ') + value + "\n";
    }
    return text;
}

namespace {

/// "name value" of every member, lists as a whole; flags that are false and lists without entries say nothing.
void add_members(const Json &fields, const std::string &prefix, std::string &text) {
    for (const auto &[name, value] : fields.items()) {
        if (value.is_object()) {
            add_members(value, prefix + name + ".", text);
        } else if (value != false && !(value.is_array() && value.empty())) {
            text += (text.empty() ? "" : ", ") + prefix + name;
            if (value != true)
                text += " " + (value.is_string() ? value.get<std::string>() : value.dump());
        }
    }
}

}  // namespace

std::string schedule_text(const Schedule &schedule) {
    std::string text;
    add_members(Json::parse(to_json(schedule)), "", text);
    return text;
}

Json schedules_json(const std::vector<KernelFacts> &kernels) {
    Json schedules = Json::object();
    for (const KernelFacts &kernel : kernels) {
        schedules[kernel.instruction_set] = Json::parse(to_json(kernel.schedule));
    }
    return schedules;
}

void print_json(const Json &value) {
    // Names and paths need not be UTF-8; the output always is.
    std::cout << value.dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
}

}  // namespace tconv
