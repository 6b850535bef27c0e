// Values as people read them, and the lines they stand in.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "generators/compile/compile.h"

namespace tconv {

using Json = nlohmann::ordered_json;

/// "640 B", "12.5 KiB", "3.0 GiB"; "open" for kOpen.
std::string bytes_text(int64_t bytes);
/// "950", "1.57 M", "2.10 G": for counts of operations; "open" for kOpen.
std::string count_text(int64_t count);

/// null for kOpen.
Json size_json(int64_t size);
Json shape_json(const std::vector<int64_t> &shape);

/// Lines of a name and a value, the values below each other.
std::string aligned(const std::vector<std::pair<std::string, std::string>> &lines);

/// The schedule as `key value` pairs: "lanes filters, phases inside, ...".
std::string schedule_text(const Schedule &schedule);
/// {"avx512": {...}, ...}
Json schedules_json(const std::vector<KernelFacts> &kernels);

/// Prints one JSON object, indented, as the whole of standard output.
void print_json(const Json &value);

}  // namespace tconv
