// compile: a layer becomes lib<name>.a, <name>.h and <name>.json.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "schedules/look_up.h"
#include "schedules/schedule.h"
#include "tconv/array.h"
#include "tconv/problem.h"

namespace tconv {

struct CompileRequest {
    std::string name;  ///< a C identifier: names archive, header and symbols
    Problem problem;
    std::string target = "x86-64-linux";
    std::optional<Array>
        weights;                ///< native order (channels, filters/groups, k...): packed into the library as constants
    std::optional<Array> bias;  ///< (filters); only with weights. Absent with weights: zeros
    std::map<std::string, Schedule> schedules;  ///< by instruction set; others as the sources say
    ScheduleSources sources;
    /// The most workspace that a call on one thread may take where every size is fixed; 0: no bound. Other schedules than those of the
    /// rules are tried for it; it is an Error where none of them takes so little.
    int64_t max_workspace_bytes = 0;
    int jobs = 0;  ///< worker processes; 0: as many as cores
    /// Where the entry points' objects are kept between requests that differ in nothing but their schedules' other members than the
    /// packing: for searches, which make many of them. Empty: nowhere. The bytes are the same.
    std::filesystem::path kept_objects;
    bool checked = false;  ///< keep Halide's own assertions in the kernels (for tests: slower, larger)
};

/// What is known of a compiled library; also what its manifest <name>.json holds.
struct KernelFacts {
    std::string instruction_set;
    Schedule schedule;
    int64_t text_bytes = 0;
    std::string from;  ///< where the schedule comes from: Choice::from
};
struct LibraryFacts {
    std::string name, key, target, version;
    std::vector<KernelFacts> kernels;
    int64_t packed_bytes = 0;
    int64_t workspace_bytes = -1;  ///< of one thread, where every size is fixed; else -1
    int64_t text_bytes = 0;        ///< of the whole archive
    bool built_in_weights = false;
};

/// The three files, as bytes: the same request gives the same bytes. Kernels are compiled in worker processes, one per
/// instruction set and one for the entry points.
struct CompiledLibrary {
    std::string archive, header, manifest;
    LibraryFacts facts;
};
CompiledLibrary compile_library(const CompileRequest &);

/// Writes lib<name>.a, <name>.h, <name>.json into `directory` (made if missing): all three or none. Signals that end the program
/// wait; where it is killed, a <name>.h that is there belongs to the other two.
void write_library(const CompiledLibrary &, const std::filesystem::path &directory);

}  // namespace tconv
