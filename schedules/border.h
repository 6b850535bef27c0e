// How the zeros around the input come about.
#pragma once

#include "schedules/fields.h"

namespace tconv {

/// In the direct algorithm the zeros left and right of rows: rows above and below cost nothing, as loops over taps are trimmed.
enum class Border {
    none,   ///< the input is read in place: legal where no output reads outside its row and no transposition is needed
    whole,  ///< the input is copied with its border first
    rows,   ///< the rows a task reads are copied with their border inside the parallel loop
};
template <>
struct NamesOf<Border> {
    static constexpr NameTable<Border, 3> table{
        {{Border::none, "none"}, {Border::whole, "whole"}, {Border::rows, "rows"}}};
};

}  // namespace tconv
