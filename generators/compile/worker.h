// Work that uses Halide happens in worker processes: Halide numbers its names as it goes, so only a fresh process gives the same
// bytes each time, a crash in it stays one, and several work at once.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace tconv {

/// What a worker hands back.
using Parts = std::vector<std::string>;

struct Work {
    std::string name;  ///< for messages
    std::function<Parts()> run;
};

/// Runs each piece of work in a child process of its own, at most `jobs` at once (0: as many as there are cores), and returns the
/// results in order. An Error in a worker is thrown here again; anything else that ends it is a std::logic_error.
/// The calling process should not have used Halide itself.
std::vector<Parts> run_workers(const std::vector<Work> &, int jobs);

}  // namespace tconv
