// Schedules of channels first, made of those of channels last.
#pragma once

#include <vector>

#include "schedules/schedule.h"

namespace tconv {

/// Bands (restated.h) whose arrays fit into a part of the second cache, or about all of it. None where sizes are open.
std::vector<std::vector<int>> bands_to_try(const Problem &, const InstructionSet &);

/// The schedule between two transpositions: of whole arrays, and of bands. All of them are legal; none where nothing can be transposed.
std::vector<Schedule> by_way_of_channels_last(const Schedule &in_channels_last, const Problem &,
                                              const InstructionSet &);

/// As many bands of each axis, of about one length: what is left over is computed as well.
void make_bands_even(std::vector<int> &band, const Problem &);

/// With the arrays transposed in bands; whole, where `band` is empty.
Schedule transposed(Schedule, const std::vector<int> &band);

}  // namespace tconv
