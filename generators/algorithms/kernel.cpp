// From a schedule to its algorithm's pipelines. Their functions are asked, not only the names of their generators: a linker takes from a
// static library what is asked for, and a generator registers itself only where its file is linked.
#include "generators/algorithms/kernel.h"

#include "generators/algorithms/banded.h"

namespace tconv {

namespace {

/// One visitor for the alternatives of Schedule and Packing: an overload for each algorithm.
template <typename... Fs>
struct Overloads : Fs... {
    using Fs::operator()...;
};
template <typename... Fs>
Overloads(Fs...) -> Overloads<Fs...>;

}  // namespace

KernelPipeline make_kernel(const Problem &problem, const Schedule &schedule, const Halide::Target &target) {
    if (const std::vector<int> band = std::visit([](const auto &s) { return s.band; }, schedule); !band.empty()) {
        Schedule inside = schedule;
        std::visit(
            [](auto &s) {
                s.transpose = false;
                s.band.clear();
            },
            inside);
        const KernelPipeline kernel = make_kernel(in_bands(problem, band).band, inside, target);
        return make_banded_kernel(problem, schedule, kernel, target);
    }
    return std::visit(Overloads{[&](const DirectSchedule &s) { return make_direct_kernel(problem, s, target); },
                                [&](const WinogradSchedule &s) { return make_winograd_kernel(problem, s, target); }},
                      schedule);
}

KernelPipeline make_pack(const Problem &problem, const Packing &packing, const Halide::Target &target) {
    return std::visit(Overloads{[&](const DirectPacking &p) { return make_direct_pack(problem, p, target); },
                                [&](const WinogradPacking &p) { return make_winograd_pack(problem, p, target); }},
                      packing);
}

std::vector<int> weight_extents(const Problem &problem) {
    std::vector<int> extents(5, 1);
    for (int a = 0; a < 3; a++)
        extents[static_cast<size_t>(a)] = static_cast<int>(loop_axis(problem, a).kernel);
    extents[3] = static_cast<int>(problem.filters_per_group());
    extents[4] = static_cast<int>(problem.channels);
    return extents;
}

}  // namespace tconv
