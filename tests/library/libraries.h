// The compiled test layers as a table of their functions, so that each test is for all of them.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "tconv/kernel.h"
#include "tconv/problem.h"

/// What tconv_cpu_level answers in this program; the processor's own answer at start.
extern int cpu_level;

struct Library {
    std::string name;
    int (*output_shape)(const int64_t *, int64_t *);
    int (*packed_size)(int64_t *);
    int (*pack)(const float *, const float *, void *);  ///< NULL where the weights are built in
    int (*workspace_size)(const int64_t *, int, int64_t *);
    int (*run)(const void *, const int64_t *, const float *, float *, void *, const tconv_parallel *);
    int64_t packed_bytes, workspace_bytes;           ///< of the header; -1 where it has none
    std::vector<std::vector<int64_t>> input_shapes;  ///< to try

    tconv::Problem problem() const;
};

inline std::ostream &operator<<(std::ostream &out, const Library &library) { return out << library.name; }

const std::vector<Library> &libraries();
const Library &library(const std::string &name);
