// What Halide says of layers that are too large.
#include "generators/compile/limits.h"

#include <algorithm>
#include <cstdlib>

namespace tconv {
namespace {

/// Beyond this the difference of two positions and a tile may leave 32 bits.
constexpr int64_t kLong = kMaxElements / 4;

bool is_long(const Axis &axis) {
    const int64_t sizes[] = {axis.full(axis.is_open() ? 1 : axis.input), axis.output, std::abs(axis.crop_begin),
                             std::abs(axis.crop_end)};
    return *std::max_element(std::begin(sizes), std::end(sizes)) > kLong;
}

}  // namespace

void refuse_too_large() {
    throw Error("the layer needs positions or an intermediate array of 2^31 elements or more: its sizes are too large");
}

bool is_about_size(const std::string &message, const Problem &problem) {
    const auto says = [&](const char *part) { return message.find(part) != std::string::npos; };
    if (says("exceeds 2^31 - 1") || says("Signed integer overflow")) {
        return true;
    }
    // It would say this of a wrong pipeline as well.
    return says("unbounded") && std::any_of(problem.axes.begin(), problem.axes.end(), is_long);
}

}  // namespace tconv
