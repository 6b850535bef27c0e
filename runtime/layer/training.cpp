#include "tconv/training.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "runtime/json/strict_json.h"
#include "runtime/problem/message.h"

namespace tconv {
namespace {

using nlohmann::json;

constexpr double kEpsilon = 1e-7;  // Keras's, in every norm that divides

/// The object, or null. `kind` is how a message calls it.
json object_of(const std::string &kind, const std::string &text) {
    const json object = text == "null" ? json() : parse_json_object(text);
    if (!object.is_null() && (!object.contains("name") || !object["name"].is_string())) {
        reject(kind, printable(text), "null, or an object with a name");
    }
    return object;
}

double number(const std::string &kind, const json &object, const char *key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_number()) {
        reject(kind + "." + key, found == object.end() ? "missing" : json_text(*found), "a number");
    }
    return found->get<double>();
}

double sum_of(const Array &values, double (*term)(double)) {
    return std::accumulate(values.data.begin(), values.data.end(), 0.0,
                           [&](double sum, float value) { return sum + term(value); });
}

double sum_of_absolutes(const Array &values) {
    return sum_of(values, [](double value) { return std::fabs(value); });
}
double sum_of_squares(const Array &values) {
    return sum_of(values, [](double value) { return value * value; });
}

/// Which axes a norm sums over.
std::vector<bool> norm_axes(const json &object, size_t rank) {
    std::vector<bool> summed(rank);
    const json given = object.value("axis", json(0));
    for (const json &axis : given.is_array() ? given : json::array({given})) {
        const int64_t at = json_integer("constraint.axis", axis), size = static_cast<int64_t>(rank);
        if (at < -size || at >= size) {
            reject("constraint.axis", at,
                   "from " + std::to_string(-size) + " to " + std::to_string(size - 1) + " for an array of " +
                       counted(size, "axis", "axes"));
        }
        summed[static_cast<size_t>(at < 0 ? at + size : at)] = true;
    }
    return summed;
}

/// For each element the norm of those that differ from it only along the summed axes.
class Norms {
public:
    Norms(const Array &values, const std::vector<bool> &summed) : shape_(values.shape), steps_(values.shape.size()) {
        size_t norms = 1;
        for (size_t axis = shape_.size(); axis-- > 0;) {
            steps_[axis] = summed[axis] ? 0 : norms;
            norms *= summed[axis] ? 1 : static_cast<size_t>(shape_[axis]);
        }
        norms_.resize(norms);
        for (size_t i = 0; i < values.data.size(); ++i) {
            norms_[place(i)] += static_cast<double>(values.data[i]) * values.data[i];
        }
        std::transform(norms_.begin(), norms_.end(), norms_.begin(), [](double sum) { return std::sqrt(sum); });
    }

    double of(size_t element) const { return norms_[place(element)]; }

private:
    size_t place(size_t element) const {
        size_t place = 0;
        for (size_t axis = shape_.size(); axis-- > 0;) {
            const auto size = static_cast<size_t>(shape_[axis]);
            place += element % size * steps_[axis];
            element /= size;
        }
        return place;
    }

    std::vector<int64_t> shape_;
    std::vector<size_t> steps_;
    std::vector<double> norms_;
};

/// Every value times what `factor` gives for its norm.
template <typename Factor>
Array scaled(const Array &values, const json &constraint, Factor factor) {
    const Norms norms(values, norm_axes(constraint, values.shape.size()));
    Array result = values;
    for (size_t i = 0; i < result.data.size(); ++i) {
        result.data[i] = static_cast<float>(values.data[i] * factor(norms.of(i)));
    }
    return result;
}

}  // namespace

double penalty(const std::string &regularizer, const Array &values) {
    check_whole("the array", values);
    const json object = object_of("regularizer", regularizer);
    if (object.is_null()) {
        return 0;
    }
    const std::string name = object["name"];
    if (name != "l1" && name != "l2" && name != "l1_l2") {
        reject("regularizer.name", quoted(name), "\"l1\", \"l2\" or \"l1_l2\"");
    }
    double sum = 0;
    if (name != "l2") {
        sum += number("regularizer", object, "l1") * sum_of_absolutes(values);
    }
    if (name != "l1") {
        sum += number("regularizer", object, "l2") * sum_of_squares(values);
    }
    return sum;
}

double l2_penalty(const Parameter &parameter, const Array &values, double global) {
    check_whole("the array", values);
    return 0.5 * global * parameter.l2_factor * sum_of_squares(values);
}

double penalty(const Layer &layer) {
    double sum = 0;
    for (const Parameter *parameter : {&layer.weights, &layer.bias}) {
        sum += parameter->value ? penalty(parameter->regularizer, *parameter->value) : 0;
    }
    return sum;
}

double activity_penalty(const Layer &layer, const Array &output) {
    if (output.data.empty()) {
        return 0;  // of a batch of 0, by which nothing can be divided
    }
    if (output.shape.empty()) {
        throw Error("output has no axes: must have a batch axis, by whose size its penalty is divided");
    }
    return penalty(layer.activity_regularizer, output) / static_cast<double>(output.shape.front());
}

Array constrained(const std::string &constraint, const Array &values) {
    check_whole("the array", values);
    const json object = object_of("constraint", constraint);
    if (object.is_null()) {
        return values;
    }
    const std::string name = object["name"];
    if (name == "non_neg") {
        Array result = values;
        for (float &value : result.data) {
            value = std::max(value, 0.0F);
        }
        return result;
    }
    if (name == "unit_norm") {
        return scaled(values, object, [](double norm) { return 1 / (kEpsilon + norm); });
    }
    if (name == "max_norm") {
        const double most = number("constraint", object, "max_value");
        return scaled(values, object, [=](double norm) { return std::min(norm, most) / (kEpsilon + norm); });
    }
    if (name == "min_max_norm") {
        const double least = number("constraint", object, "min_value"),
                     most = number("constraint", object, "max_value"), rate = number("constraint", object, "rate");
        return scaled(values, object, [=](double norm) {
            const double clipped = std::min(std::max(norm, least), most);
            return (rate * clipped + (1 - rate) * norm) / (kEpsilon + norm);
        });
    }
    reject("constraint.name", quoted(name), "\"max_norm\", \"non_neg\", \"unit_norm\" or \"min_max_norm\"");
}

void constrain(Layer &layer) {
    for (Parameter *parameter : {&layer.weights, &layer.bias}) {
        if (parameter->value) {
            parameter->value = constrained(parameter->constraint, *parameter->value);
        }
    }
}

}  // namespace tconv
