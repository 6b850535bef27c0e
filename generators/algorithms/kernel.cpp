// The table of algorithms. Their functions, not only the names of their generators: a linker takes from a static library what is
// asked for, and a generator registers itself only where its file is linked.
#include "generators/algorithms/kernel.h"

namespace tconv {

namespace {

struct Row {
    Algorithm algorithm;
    KernelPipeline (*make)(const Problem &, const Schedule &, const Halide::Target &);
};

constexpr Row kAlgorithms[] = {{Algorithm::direct, make_direct_kernel}};

}  // namespace

KernelPipeline make_kernel(const Problem &problem, const Schedule &schedule, const Halide::Target &target) {
    for (const Row &row : kAlgorithms) {
        if (row.algorithm == schedule.algorithm)
            return row.make(problem, schedule, target);
    }
    throw std::logic_error(std::string("no kernel for algorithm ") + name_of(schedule.algorithm));
}

}  // namespace tconv
