// One layer on one number of threads: contenders are prepared, checked and timed side by side.
#pragma once

#include <memory>
#include <vector>

#include "bench/compiled_layer.h"
#include "bench/contender.h"
#include "bench/result.h"
#include "bench/timing.h"

namespace tconv::bench {

/// Peers that can do the layer are timed in heats where the machine's memory does not hold all of them at once; tconv takes part in
/// each. Throws Error where tconv cannot do the layer, or not right. `task.expected` is empty.
Comparison compare(Task task, const std::vector<std::unique_ptr<CompiledLayer>> &,
                   const std::vector<Contender *> &peers, const Budget &, const Place &);

}  // namespace tconv::bench
