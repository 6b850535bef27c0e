// tconv's own contenders, a row each: a name and a way to compile the layer.
#pragma once

#include <memory>

#include "bench/contender.h"
#include "generators/compile/compile.h"

namespace tconv::bench {

struct TconvRow {
    const char *name, *what;
    /// Sets the schedules of a request that has a name, a problem and a target, or the layout of its arrays.
    void (*choose)(CompileRequest &);
};

/// The first one that a comparison has is the one whose ratios are told on the terminal and drawn.
inline constexpr TconvRow kTconvRows[] = {
    {"tconv", "tconv, schedules by its tables", [](CompileRequest &) {}},
    {"tconv-default", "tconv, schedules by rule", [](CompileRequest &request) { request.sources.shipped = false; }},
    {"tconv-first", "tconv in channels first, schedules by its tables",
     [](CompileRequest &request) { request.problem.layout = Layout::channels_first; }},
};

/// The library that `tconv compile` makes for the layer, its very objects loaded as a shared object; `layer` outlives the contender.
class CompiledLayer;
std::unique_ptr<Contender> make_tconv(const CompiledLayer &layer, const Place &);

}  // namespace tconv::bench
