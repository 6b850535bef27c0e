// Which bands are refused.
#include "schedules/refuse.h"

#include <algorithm>

namespace tconv {

void check_band(bool transpose, const std::vector<int> &band, const Problem &layer) {
    const std::string text = "[" + listed(band, [](int positions) { return std::to_string(positions); }) + "]";
    if (!transpose)
        refuse("band", text, "[] where transpose is false");
    if (layer.is_open())
        refuse("band", text, "[] where sizes are open");
    if (band.size() != layer.axes.size() + 1)
        refuse("band", text, "[], or images and positions of each axis: " + std::to_string(layer.axes.size() + 1));
    for (size_t a = 0; a < band.size(); a++) {
        const int64_t all = a == 0 ? layer.batch : ceil_div(layer.axes[a - 1].output, layer.axes[a - 1].stride);
        if (band[a] != 0 && band[a] >= all)
            refuse(entry("band", a).c_str(), band[a],
                   "0 (all), or fewer than the " + std::to_string(all) + " there are");
    }
    if (std::all_of(band.begin(), band.end(), [](int positions) { return positions == 0; }))
        refuse("band", text, "[] for all of the layer");
    const BandedLayer banded = in_bands(layer, band);
    // What a band reads before its first position and behind its last one is mostly zeros where kernels are long beside the layer.
    constexpr int64_t kTimes = 2, kMore = 16;
    for (size_t a = 1; a < band.size(); a++) {
        if (banded.axes[a].axis.input > kTimes * layer.axes[a - 1].input + kMore)
            refuse(entry("band", a).c_str(), band[a], "0: a band would read more than the layer has");
    }
    try {
        validate(banded.band);
    } catch (const Error &error) {
        refuse("band", text, std::string("others: of a band, ") + error.what());
    }
    const BandedAxis &x = banded.axes.back();
    if (!is_wide_enough(x)) {
        refuse(entry("band", band.size() - 1).c_str(), band.back(),
               "0, or so many that every band has " + std::to_string(kLeastInputs) + " inputs and " +
                   std::to_string(kLeastOutputs) + " outputs along x");
    }
}

}  // namespace tconv
