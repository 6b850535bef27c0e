// Machine facts from Linux (/proc/cpuinfo, /sys) and from the kernel runtime.
#include "generators/cli/machine.h"

#include <sched.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <thread>

#include "generators/measure/machine.h"

extern "C" {
#include "runtime/kernel/runtime.h"
}

namespace tconv {

namespace fs = std::filesystem;

namespace {

std::string first_word(const fs::path &file) {
    std::ifstream stream(file);
    std::string word;
    stream >> word;
    return word;
}

/// A number of x86's /proc/cpuinfo; -1 where it has none.
int processor_number(const std::string &name) {
    std::ifstream stream("/proc/cpuinfo");
    for (std::string line; std::getline(stream, line);) {
        const size_t colon = line.find(": ");
        if (colon != std::string::npos && line.substr(0, line.find_last_not_of("\t ", colon - 1) + 1) == name)
            return std::atoi(line.c_str() + colon + 2);
    }
    return -1;
}

/// Families by x86's numbers, which vendors do not share.
struct Family {
    const char *name;
    int family, first_model, last_model;
};
constexpr Family kFamilies[] = {
    {"skylake-server", 6, 85, 85},
    {"ice-lake-server", 6, 106, 108},
    {"sapphire-rapids", 6, 143, 143},
    {"emerald-rapids", 6, 207, 207},
    {"granite-rapids", 6, 173, 174},
    {"zen2", 23, 49, 255},
    {"zen4", 25, 16, 31},
    {"zen4", 25, 96, 127},
    {"zen4", 25, 160, 175},
    {"zen3", 25, 0, 95},
    {"zen5", 26, 0, 255},
};

/// The architecture of this program, as Halide's target strings begin; empty where none of them can be run.
constexpr std::string_view kArchitecture =
#if defined(__x86_64__) && defined(__linux__)
    "x86-64-linux";
#elif defined(__aarch64__) && defined(__linux__)
    "arm-64-linux";
#else
    "";
#endif

/// "1024K" as /sys has it.
int64_t parse_size(const std::string &text) {
    int64_t number = 0;
    size_t i = 0;
    for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; i++) {
        number = number * 10 + (text[i] - '0');
    }
    const char unit = i < text.size() ? text[i] : ' ';
    return number * (unit == 'G' ? 1 << 30 : unit == 'M' ? 1 << 20 : unit == 'K' ? 1 << 10 : 1);
}

std::vector<CacheLevel> cache_levels() {
    std::vector<CacheLevel> levels;
    for (int index = 0;; index++) {
        const fs::path folder = "/sys/devices/system/cpu/cpu0/cache/index" + std::to_string(index);
        std::error_code error;
        if (!fs::is_directory(folder, error)) {
            return levels;
        }
        levels.push_back({static_cast<int>(parse_size(first_word(folder / "level"))), first_word(folder / "type"),
                          parse_size(first_word(folder / "size"))});
    }
}

}  // namespace

int usable_cores() {
    cpu_set_t cores;
    CPU_ZERO(&cores);
    if (sched_getaffinity(0, sizeof cores, &cores) == 0) {
        return std::max(CPU_COUNT(&cores), 1);
    }
    return std::max(static_cast<int>(std::thread::hardware_concurrency()), 1);
}

bool runs_here(const InstructionSet &set) {
    // A level counts among the sets of one architecture only: that of another may well be 0.
    const std::string_view halide = set.halide;
    const bool is_architecture = !kArchitecture.empty() && halide.starts_with(kArchitecture) &&
                                 (halide.size() == kArchitecture.size() || halide[kArchitecture.size()] == '-');
    return is_architecture && tconv_cpu_level() >= set.cpu_level;
}

std::string processor_family() {
    const int family = processor_number("cpu family"), model = processor_number("model");
    for (const Family &row : kFamilies) {
        if (family == row.family && model >= row.first_model && model <= row.last_model)
            return row.name;
    }
    return family < 0 ? "unknown" : "family" + std::to_string(family) + "-model" + std::to_string(model);
}

Machine this_machine() { return {measure::processor_name(), usable_cores(), cache_levels()}; }

}  // namespace tconv
