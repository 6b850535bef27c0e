// Objects of the entry points, kept in a folder from one request of a search to the next. They depend on nothing of the schedules but the
// packing, and are a good part of what a small library takes to compile.
#pragma once

#include <filesystem>
#include <optional>

#include "generators/compile/worker.h"
#include "schedules/schedule.h"

namespace tconv {

class KeptParts {
public:
    /// An empty folder's name keeps nothing. One folder is for one name, problem and target.
    KeptParts(const std::filesystem::path &folder, const Packing &packing);

    std::optional<Parts> read() const;
    void write(const Parts &) const;

private:
    std::filesystem::path file_;  ///< empty: none
};

}  // namespace tconv
