#include "generators/tune/accuracy.h"

#include <algorithm>
#include <cmath>

#include "schedules/cook_toom.h"

namespace tconv::tune {

namespace {

double squares(const std::vector<double> &row) {
    double sum = 0;
    for (const double value : row)
        sum += value * value;
    return sum;
}

double error_along(int outputs, int taps) {
    const Transforms transforms = cook_toom(outputs, taps);
    double mean = 0;
    for (const std::vector<double> &row : transforms.sums) {
        for (size_t j = 0; j < row.size(); j++)
            mean += row[j] * row[j] * squares(transforms.weights[std::min(j, transforms.weights.size() - 1)]) *
                    squares(transforms.inputs[j]);
    }
    return std::sqrt(mean / outputs / taps);
}

}  // namespace

double expected_error(const Schedule &schedule, const Problem &problem) {
    const auto *s = std::get_if<WinogradSchedule>(&schedule);
    if (s == nullptr)
        return 1;
    double worst = 1;
    for (const WinogradClass &c : packed_sizes(problem, s->packing).classes) {
        double error = 1;
        for (int a = 0; a < problem.rank(); a++) {
            const int outputs = s->packing.outputs[s->packing.outputs.size() - 1 - static_cast<size_t>(a)];
            error *= error_along(outputs, static_cast<int>(c.phases[a].taps));
        }
        worst = std::max(worst, error);
    }
    return worst;
}

}  // namespace tconv::tune
