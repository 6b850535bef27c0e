// The chain of nodes, and the arithmetic of what is folded.
#include "generators/import/fold.h"

#include <cmath>
#include <limits>
#include <set>

#include "generators/import/fold_node.h"

namespace tconv {
namespace {

constexpr double kLargest = std::numeric_limits<float>::max();

/// Calls `visit(filter, first element, count)` for each block of weights that one filter has: the kernel of one channel.
template <typename Visit>
void for_each_block(const Array &weights, int64_t groups, const Visit &visit) {
    const int64_t channels = weights.shape[0], filters = weights.shape[1];  // of a group, the filters
    const int64_t block = channels * filters == 0 ? 0 : weights.size() / (channels * filters);
    for (int64_t c = 0; c < channels; ++c) {
        for (int64_t m = 0; m < filters; ++m) {
            const int64_t group = c / (channels / groups);
            visit(static_cast<size_t>(group * filters + m), static_cast<size_t>((c * filters + m) * block),
                  static_cast<size_t>(block));
        }
    }
}

/// The node that alone reads a value, in the same graph; nullptr where there is none, or `why` it cannot be taken.
const NodeProto *only_reader(const Scope &scope, const std::string &value, std::string &why) {
    const auto users = scope.users.find(value);
    if (users == scope.users.end() || value.empty()) {  // the empty name is an input that is left out
        return nullptr;
    }
    const NodeProto *next = users->second.front();
    if (!is_foldable(*next)) {
        return nullptr;
    }
    if (scope.outputs.contains(value)) {
        why = quoted(value) + " is an output of " + scope.place;
    } else if (users->second.size() > 1 || scope.seen_inside.contains(value)) {
        why = quoted(value) + " is read elsewhere too";
    } else {
        return next;
    }
    why = node_text(*next) + ": " + why;
    return nullptr;
}

}  // namespace

Folding::Folding(const Array &weights, int64_t groups, const std::optional<Array> &bias_values)
    : dimensions(weights.shape.size()) {
    const auto filters = static_cast<size_t>(weights.shape[1] * groups);
    scale.assign(filters, 1);
    bias.assign(filters, 0);
    largest.assign(filters, 0);
    if (bias_values) {
        has_bias = true;
        bias.assign(bias_values->data.begin(), bias_values->data.end());
    }
    for_each_block(weights, groups, [&](size_t filter, size_t first, size_t count) {
        for (size_t i = first; i < first + count; ++i) {
            largest[filter] = std::fmax(largest[filter], std::fabs(weights.data[i]));
        }
    });
}

void Folding::multiply_add(const std::vector<double> &a, const std::vector<double> &b) {
    for (size_t f = 0; f < filters(); ++f) {
        const double new_bias = bias[f] * a[f] + b[f];
        if (!std::isfinite(a[f]) || !(std::fabs(scale[f] * a[f] * largest[f]) <= kLargest) ||
            !(std::fabs(new_bias) <= kLargest)) {
            throw NotPossible("the parameters of filter " + std::to_string(f) + " would be beyond float32");
        }
    }
    for (size_t f = 0; f < filters(); ++f) {
        scale[f] *= a[f];
        bias[f] = bias[f] * a[f] + b[f];
    }
    has_bias = true;
}

Array Folding::weights_of(const Array &weights, int64_t groups) const {
    Array scaled = weights;
    for_each_block(weights, groups, [&](size_t filter, size_t first, size_t count) {
        for (size_t i = first; i < first + count; ++i) {
            scaled.data[i] = static_cast<float>(scale[filter] * weights.data[i]);
        }
    });
    return scaled;
}

Array Folding::bias_array() const {
    return {{static_cast<int64_t>(filters())}, std::vector<float>(bias.begin(), bias.end())};
}

Folded fold_followers(const Scope &scope, const std::string &output, Folding &folding,
                      const std::filesystem::path &model) {
    Folded folded{output, {}, ""};
    std::set<std::string> seen = {output};
    // An activation is the last that a layer does.
    while (folding.activation == Activation::linear) {
        const NodeProto *next = only_reader(scope, folded.output, folded.stopped);
        if (!next) {
            break;
        }
        try {
            folded.nodes.push_back(node_text(*next) + ": " + fold_node({scope, *next, folded.output, model}, folding));
        } catch (const NotPossible &reason) {
            folded.stopped = node_text(*next) + ": " + reason.what();
            break;
        }
        folded.output = next->output(0);
        if (!seen.insert(folded.output).second) {
            throw NotPossible("the nodes behind it go in a circle: " + tconv::quoted(folded.output) +
                              " is made of itself");
        }
    }
    return folded;
}

}  // namespace tconv
