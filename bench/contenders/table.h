// The table of peers, and who takes part in a comparison.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "bench/contenders/peer.h"
#include "bench/contenders/tconv.h"

namespace tconv::bench {

struct PeerRow {
    const char *name, *what;
    const char *system;       ///< `onednn`, or the module of python/ that ends in _system
    const char *folder;       ///< of the environment: where the system is installed
    const char *formats;      ///< separated by spaces
    const char *environment;  ///< more variables for its process, separated by spaces
    bool by_default = true;   ///< takes part where no contender is named
};

/// Where peers are found.
struct Installation {
    std::filesystem::path environment;  ///< what `cmake/setup.sh bench` makes, .venv-bench
    std::filesystem::path halide;       ///< the environment whose Halide the project is built with, .venv
    std::filesystem::path python;       ///< bench/contenders/python
    std::filesystem::path onednn_peer;  ///< the program
};

/// Who takes part, in the table's order.
struct Selection {
    std::vector<const TconvRow *> tconv;
    std::vector<const PeerRow *> peers;
};

const std::vector<PeerRow> &peer_rows();

/// Names with * and ?, separated by commas; empty: all that take part by default. Throws Error for one that fits nobody.
Selection select_contenders(const std::string &patterns);

/// Why the peer cannot be started: what is missing; empty where nothing is.
std::string missing(const PeerRow &, const Installation &);
PeerProgram program_of(const PeerRow &, const Installation &, const Place &);

/// Lines "name  what it is" of every contender, for --help.
std::string contender_list();

}  // namespace tconv::bench
