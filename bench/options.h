// What tconv_bench is asked for.
#pragma once

#include <string>
#include <vector>

#include "bench/contenders/table.h"

namespace tconv::bench {

struct Options {
    std::string layers;        ///< the layer table
    std::string filter = ".";  ///< regular expression
    std::string contenders;    ///< names or patterns; empty: all by default
    bool one_per_class = false;
    std::vector<int> threads;  ///< empty: 1, all, and powers of two between them
    double seconds = 0.3;      ///< a layer, number of threads and contender
    int rounds = 5;            ///< at least
    bool processor_time = false;
    std::string json;
    std::string target;
    Installation installation;
};

/// Ends the program with status 0 for --help and 2 for wrong usage, with a line that says what is wrong.
Options parse_options(int argc, char **argv, const Options &defaults);

}  // namespace tconv::bench
